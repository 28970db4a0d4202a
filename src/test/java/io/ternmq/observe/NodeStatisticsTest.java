package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeStatisticsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final NodeToWatch node = NodeToWatch.named();
    private final NodeStatistics statistics = new NodeStatistics(node.counters, node, new QueuedMessages(node), 0);

    @Test
    void rates_are_what_was_counted_between_samples_by_the_time_between_them() {
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_3_1_1, 100);
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_5, 200);
        node.lane.add(Counter.MQTT_PUBLISH_SENT, ProtocolVersion.MQTT_5, 50);
        node.lane.add(Counter.MQTT_CONNECT_RECEIVED, ProtocolVersion.MQTT_5, 4);
        node.lane.add(Counter.MESSAGE_DROP, DropReason.QUEUE_FULL, 6);
        node.lane.add(Counter.CONNECTION_REFUSED, ReasonCode.BANNED, 2);
        node.lane.add(Counter.BYTES_RECEIVED, 2048);
        node.lane.add(Counter.BYTES_SENT, 4096);

        Sample sample = statistics.sample(2 * SECOND, 1000, 0);

        assertThat(sample.messagesIn()).isEqualTo(150);
        assertThat(sample.messagesOut()).isEqualTo(25);
        assertThat(sample.connects()).isEqualTo(2);
        assertThat(sample.dropped()).isEqualTo(3);
        assertThat(sample.refused()).isEqualTo(1);
        assertThat(sample.bytesIn()).isEqualTo(1024);
        assertThat(sample.bytesOut()).isEqualTo(2048);
        assertThat(statistics.sample(3 * SECOND, 2000, 0).messagesIn()).isZero();
    }

    @Test
    void what_was_counted_before_watching_began_is_no_rate() {
        node.lane.add(Counter.MQTT_PUBLISH_SENT, ProtocolVersion.MQTT_5, 5000);
        NodeStatistics later = new NodeStatistics(node.counters, node, new QueuedMessages(node), 0);
        assertThat(later.sample(SECOND, 1000, 0).messagesOut()).isZero();
    }

    @Test
    void levels_are_those_of_the_moment() {
        node.online = 3;
        node.offline = 4;
        node.subscriptions = 5;
        node.retained = 6;
        node.queued = 7;
        statistics.sample(SECOND, 1000, 8);
        assertThat(statistics.latest())
                .extracting(
                        Sample::online,
                        Sample::offline,
                        Sample::subscriptions,
                        Sample::retained,
                        Sample::queued,
                        Sample::loopDelayMicros)
                .containsExactly(3, 4, 5L, 6L, 7L, 8L);
    }

    @Test
    void nothing_is_zero_before_the_first_sample() {
        assertThat(statistics.latest().atMillis()).isZero();
        assertThat(statistics.history(10)).isEmpty();
    }

    @Test
    void history_is_bounded_and_the_oldest_comes_first() {
        int more = NodeStatistics.KEPT_SECONDS + 5;
        for (int second = 1; second <= more; second++) {
            statistics.sample(second * SECOND, second, 0);
        }
        assertThat(statistics.history(3)).extracting(Sample::atMillis).containsExactly(more - 2L, more - 1L, (long)
                more);
        assertThat(statistics.history(10_000)).hasSize(NodeStatistics.KEPT_SECONDS);
    }
}
