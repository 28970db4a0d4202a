package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.EventBus;
import io.ternmq.event.Explained;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventLoggerTest {
    private final EventBus events = new EventBus();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.ternmq.events");
    private long nanos = 1;

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        new EventLogger(events, () -> nanos);
    }

    @AfterEach
    void silence() {
        logger.detachAppender(lines);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static AccessRefused refused(String clientId, String topic) {
        return new AccessRefused(
                new SubscriberId("", clientId),
                null,
                "192.0.2.7:1",
                "default",
                "publish",
                topic,
                0,
                false,
                ReasonCode.NOT_AUTHORIZED,
                Explained.of("acl-file", "no line"));
    }

    @Test
    void a_refusal_says_who_what_and_why_in_one_safe_line() {
        events.publish(refused("evil\nINFO all is well", "a\u001b[2J"));
        assertThat(messages())
                .containsExactly(
                        "Refused publish to clientId=evil\\u000aINFO all is well mountpoint= user=-"
                                + " address=192.0.2.7:1 listener=default topic=a\\u001b[2J qos=0 retain=false because acl-file: no line");
    }

    @Test
    void an_offender_costs_one_line_a_second_and_the_next_tells_how_many_were_left_out() {
        for (int i = 0; i < 500; i++) {
            events.publish(refused("a", "x"));
        }
        events.publish(refused("b", "x"));
        assertThat(messages()).hasSize(2);
        nanos += TimeUnit.SECONDS.toNanos(1);
        events.publish(refused("a", "x"));
        assertThat(messages()).last().asString().contains("499 like it");
    }
}
