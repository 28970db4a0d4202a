package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ternmq.event.BrokerEvent.MessageDropped;
import io.ternmq.event.DropReason;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.SubscriberId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DropWitnessTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final EventBus events = new EventBus();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.ternmq.events");
    private final DropWitness witness = new DropWitness(events, 0);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void silence() {
        logger.detachAppender(lines);
    }

    private void drop(String clientId, DropReason reason, int times) {
        for (int i = 0; i < times && events.wants(MessageDropped.class); i++) {
            events.publish(new MessageDropped(new SubscriberId("", clientId), "t", 0, reason));
        }
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void nobody_wants_drops_while_nothing_is_lost() {
        witness.look(false, SECOND);
        assertThat(events.wants(MessageDropped.class)).isFalse();
    }

    @Test
    void who_loses_most_is_named_in_one_line_a_minute() {
        witness.look(true, SECOND);
        drop("slow\n", DropReason.QUEUE_FULL, 30);
        drop("away", DropReason.QUEUE_FULL, 7);
        drop("normal", DropReason.OFFLINE_QOS0, 500);
        witness.look(true, 2 * SECOND);
        assertThat(messages()).singleElement().satisfies(line -> {
            assertThat(line).contains("2 clients", "clientId=slow\\u000a", "(queue full, 30); clientId=away");
            assertThat(line).doesNotContain("normal");
        });
        assertThat(events.wants(MessageDropped.class)).isFalse();
        witness.look(true, 61 * SECOND);
        assertThat(events.wants(MessageDropped.class)).isFalse();
        witness.look(true, 62 * SECOND);
        assertThat(events.wants(MessageDropped.class)).isTrue();
    }

    @Test
    void a_flood_of_drops_costs_no_more_memory_than_a_few_clients() {
        witness.look(true, SECOND);
        for (int i = 0; i < 100_000; i++) {
            drop("client-" + i, DropReason.SLOW_RECEIVER, 1);
        }
        witness.look(true, 2 * SECOND);
        assertThat(messages())
                .singleElement()
                .asString()
                .contains("200 clients")
                .hasSizeLessThan(600);
    }
}
