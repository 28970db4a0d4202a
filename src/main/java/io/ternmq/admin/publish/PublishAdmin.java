package io.ternmq.admin.publish;

import io.ternmq.admin.publish.NotPublishedException.Kind;
import io.ternmq.config.Settings;
import io.ternmq.event.Explained;
import io.ternmq.event.Names;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.session.DirectFlow;
import io.ternmq.session.PublishOutcome;
import io.ternmq.session.Sessions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Publishes messages of programs that have no MQTT connection. Each is judged as that of a client that connects to a listener with
 * this client id, user and password, publishes and goes. Any thread; nothing waits.
 */
@Component
public class PublishAdmin {
    private static final Logger log = LoggerFactory.getLogger(PublishAdmin.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Sessions sessions;
    private final Settings settings;
    private final Duration patience;
    private final Scheduler timer;

    @Autowired
    PublishAdmin(Sessions sessions, Settings settings) {
        this(sessions, settings, PATIENCE, Schedulers.parallel());
    }

    /**
     * One that waits otherwise.
     *
     * @param patience how long an answer is waited for
     * @param timer what measures it
     */
    PublishAdmin(Sessions sessions, Settings settings, Duration patience, Scheduler timer) {
        this.sessions = sessions;
        this.settings = settings;
        this.patience = patience;
        this.timer = timer;
    }

    /**
     * Publishes a message, and answers when it is as safe as PUBACK would say. An answer that isn't waited for any more takes a message
     * back that isn't published yet.
     *
     * @return its error is a {@link io.ternmq.admin.rights.RefusedChangeException} when the input isn't right, and a
     *     {@link NotPublishedException} for all else
     */
    public Mono<PublishReport> publish(PublishAsker asker, PublishInput input) {
        return Mono.defer(() -> {
            DirectFlow flow = sessions.publish(PublishChecks.message(settings.current(), asker, input));
            return Mono.fromFuture(flow.outcome(), true)
                    .timeout(patience, timer)
                    .onErrorMap(TimeoutException.class, late -> tooLate(flow.expire()))
                    .doOnCancel(flow::abandon)
                    // Whatever is made of it is no work for a loop of MQTT's.
                    .publishOn(Schedulers.parallel())
                    .map(outcome -> report(asker, outcome));
        });
    }

    private NotPublishedException tooLate(boolean unpublished) {
        String late = "within " + patience.toSeconds() + " s";
        return unpublished
                ? new NotPublishedException(
                        Kind.BUSY,
                        ReasonCode.SERVER_BUSY,
                        Explained.byBroker("no source of users and rights has answered " + late))
                : new NotPublishedException(
                        Kind.NOT_KEPT,
                        ReasonCode.QUOTA_EXCEEDED,
                        Explained.byBroker("the store has not said " + late + " that it is kept"));
    }

    private static PublishReport report(PublishAsker asker, PublishOutcome outcome) {
        Explained why = outcome.why();
        if (why != null) {
            throw new NotPublishedException(kind(outcome), outcome.reason(), why);
        }
        if (log.isDebugEnabled()) {
            log.debug(
                    "Published over HTTP by {} clientId={} mountpoint={} topic={} qos={} retain={} receivers={}",
                    Names.escape(asker.words()),
                    Names.escape(outcome.client().clientId()),
                    Names.escape(outcome.mountpoint()),
                    Names.escape(outcome.topic().toString()),
                    outcome.qos().value(),
                    outcome.retain(),
                    outcome.receivers());
        }
        return PublishReport.of(outcome);
    }

    private static Kind kind(PublishOutcome outcome) {
        if (outcome.published()) {
            return Kind.NOT_KEPT;
        }
        return switch (outcome.reason()) {
            case SERVER_UNAVAILABLE, SERVER_BUSY, SERVER_SHUTTING_DOWN, QUOTA_EXCEEDED -> Kind.BUSY;
            default -> Kind.REFUSED;
        };
    }
}
