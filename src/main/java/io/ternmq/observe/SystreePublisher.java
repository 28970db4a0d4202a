package io.ternmq.observe;

import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SystreeSettings;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Publishes each metric, summed up over its labels (of a histogram count and sum), as decimal text to {@code $SYS/<node>/<name with / for _>} at an interval.
 * On the sampling thread, which asks once a second; an interval below a second counts as one. Settings are read each time, so
 * that they can change live.
 */
final class SystreePublisher {
    private final NodeMetrics metrics;
    private final Supplier<BrokerSettings> settings;
    private final BrokerPublisher publisher;
    private final String node;
    private long nextNanos;

    SystreePublisher(
            NodeMetrics metrics,
            Supplier<BrokerSettings> settings,
            BrokerPublisher publisher,
            String node,
            long nowNanos) {
        this.metrics = metrics;
        this.settings = settings;
        this.publisher = publisher;
        this.node = node;
        this.nextNanos = nowNanos;
    }

    /** Publishes if it is time. */
    void publishIfDue(long nowNanos) {
        SystreeSettings systree = settings.get().systree();
        if (!systree.enabled() || systree.interval().isZero() || nowNanos - nextNanos < 0) {
            return;
        }
        nextNanos = nowNanos + systree.interval().toNanos();
        publisher.publish(systree.mountpoint(), messages(systree));
    }

    private List<Publish> messages(SystreeSettings systree) {
        Qos qos = Qos.of(systree.qos());
        List<Publish> messages = new ArrayList<>();
        for (Metric metric : metrics.read()) {
            metric.totals().forEach((name, total) -> {
                Topic topic = Topic.of("$SYS/" + node + "/" + name.replace('_', '/'));
                messages.add(Publish.kept(topic, total.getBytes(StandardCharsets.US_ASCII), 0, -1)
                        .flags(qos, systree.retain(), false, 0));
            });
        }
        return messages;
    }
}
