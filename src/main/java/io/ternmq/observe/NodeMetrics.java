package io.ternmq.observe;

import io.ternmq.event.Counters;
import java.util.ArrayList;
import java.util.List;

/** Every metric of the node, by VerneMQ's names. Any thread. */
public final class NodeMetrics {
    private final CounterMetrics counters;
    private final GaugeMetrics gauges;
    private final StoredMetrics stored;
    private final SourceMetrics sources;

    NodeMetrics(Counters counters, NodeFacts facts, QueuedMessages queued) {
        this.counters = new CounterMetrics(counters);
        this.gauges = new GaugeMetrics(facts, queued);
        this.stored = new StoredMetrics(facts);
        this.sources = new SourceMetrics(facts);
    }

    /** All metrics with their values now. */
    public List<Metric> read() {
        List<Metric> metrics = new ArrayList<>(counters.read());
        metrics.addAll(gauges.read());
        metrics.addAll(stored.read());
        metrics.addAll(sources.read());
        return metrics;
    }
}
