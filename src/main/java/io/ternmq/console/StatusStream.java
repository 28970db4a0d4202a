package io.ternmq.console;

import io.ternmq.admin.NodeReports;
import io.ternmq.admin.RatePoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * The status page's updates as server-sent events: {@code history} once, then {@code status} at once and each second, and a comment each ten
 * seconds, so that no proxy takes the stream for dead.
 *
 * <p>All watchers share one ticking source that makes each update once; it begins with the first watcher and ends with the last.
 * A watcher that reads slowly gets the latest update next and misses those between: nothing gathers for it.
 */
@Component
class StatusStream {
    /** Watchers at a time; further ones are asked to reload the page instead. */
    static final int MAX_WATCHERS = 200;

    private static final Duration UPDATE_INTERVAL = Duration.ofSeconds(1);
    private static final int UPDATES_PER_PING = 10;

    private final NodeReports reports;
    private final JsonMapper json;
    private final AtomicInteger watchers = new AtomicInteger();
    private final Flux<ServerSentEvent<String>> updates;
    private volatile boolean ticking;

    StatusStream(NodeReports reports, JsonMapper json) {
        this.reports = reports;
        this.json = json;
        this.updates = Flux.interval(UPDATE_INTERVAL, Schedulers.parallel())
                .onBackpressureDrop()
                .doOnSubscribe(begin -> ticking = true)
                .doFinally(end -> ticking = false)
                .concatMapIterable(tick -> tick % UPDATES_PER_PING == 0 ? List.of(update(), ping()) : List.of(update()))
                .publish(1)
                .refCount(1);
    }

    /** An update: the page's texts, and the charts' next point. */
    record Update(StatusView status, List<RatePoint> points) {}

    /** Whether one more may watch. */
    boolean hasRoom() {
        return watchers.get() < MAX_WATCHERS;
    }

    /**
     * The events for one watcher.
     *
     * @param always whether they go on when the status is closed to visitors
     */
    Flux<ServerSentEvent<String>> watch(boolean always) {
        return Flux.defer(() -> {
            watchers.incrementAndGet();
            return Flux.just(history(), update())
                    .concatWith(updates.takeWhile(update -> always || reports.isStatusOpen())
                            .onBackpressureLatest())
                    .doFinally(end -> watchers.decrementAndGet());
        });
    }

    /** How many watch now. */
    int watchers() {
        return watchers.get();
    }

    /** Whether updates are being made. */
    boolean isTicking() {
        return ticking;
    }

    private ServerSentEvent<String> history() {
        return event("history", reports.history(Chart.SECONDS));
    }

    private ServerSentEvent<String> update() {
        return event("status", new Update(StatusView.of(reports.status()), reports.history(1)));
    }

    private ServerSentEvent<String> event(String name, Object data) {
        return ServerSentEvent.builder(json.writeValueAsString(data))
                .event(name)
                .build();
    }

    private static ServerSentEvent<String> ping() {
        return ServerSentEvent.<String>builder().comment("ping").build();
    }
}
