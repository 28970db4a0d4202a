package io.ternmq.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.store.StoreMetrics;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * The broker's metrics as Micrometer meters, each summed up over its labels, for Actuator's metrics endpoint and whatever
 * registry is added. The Prometheus text of {@code /metrics} has them with labels and by VerneMQ's exact names, which
 * Micrometer's naming rules wouldn't keep.
 */
@Component
class BrokerMeters implements MeterBinder {
    private final Observatory observatory;

    BrokerMeters(Observatory observatory) {
        this.observatory = observatory;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Counters counters = observatory.counters();
        for (Counter counter : Counter.values()) {
            FunctionCounter.builder(MicrometerNames.of(counter.metricName()), counters, source -> source.total(counter))
                    .description(counter.help())
                    .register(registry);
        }
        NodeFacts facts = observatory.facts();
        gauge(registry, "sessions_online", "Sessions with a client", facts, NodeFacts::sessionsOnline);
        gauge(registry, "sessions_offline", "Sessions without a client", facts, NodeFacts::sessionsOffline);
        gauge(registry, "router_subscriptions", "Subscriptions", facts, NodeFacts::subscriptions);
        gauge(registry, "retain_messages", "Retained messages", facts, NodeFacts::retainedMessages);
        Gauge.builder(MicrometerNames.of("queue_messages"), observatory, Observatory::queuedMessages)
                .description("Messages that wait in sessions")
                .register(registry);
        if (!facts.store().equals(StoreMetrics.NONE)) {
            bindStore(registry, facts);
        }
    }

    /** Histograms as count and sum; the classes are in the text only. */
    private static void bindStore(MeterRegistry registry, NodeFacts facts) {
        FunctionTimer.builder(
                        MicrometerNames.of("store_commit"),
                        facts,
                        from -> from.store().commitNanos().count(),
                        from -> from.store().commitNanos().sum(),
                        TimeUnit.NANOSECONDS)
                .description("From the hand-over of a batch to the store to its commit")
                .register(registry);
        FunctionCounter.builder(
                        MicrometerNames.of("store_commit_records"),
                        facts,
                        from -> from.store().batchRecords().sum())
                .description("Records that were committed")
                .register(registry);
        for (Metric metric : new StoredMetrics(facts).read()) {
            if (metric.type() == Metric.Type.GAUGE) {
                gauge(registry, metric.name(), metric.help(), facts, from -> storeGauge(from, metric.name()));
            }
        }
    }

    private static double storeGauge(NodeFacts facts, String name) {
        return new StoredMetrics(facts)
                .read().stream()
                        .filter(metric -> metric.name().equals(name))
                        .mapToLong(Metric::total)
                        .sum();
    }

    private static void gauge(
            MeterRegistry registry, String name, String help, NodeFacts facts, ToDoubleFunction<NodeFacts> value) {
        Gauge.builder(MicrometerNames.of(name), facts, value).description(help).register(registry);
    }
}
