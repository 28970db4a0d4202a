package io.ternmq.observe;

import io.ternmq.observe.Metric.Label;
import io.ternmq.observe.Metric.Value;
import io.ternmq.store.StoreMetrics;
import io.ternmq.store.StoreMetrics.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the store tells in figures, as metrics; none of a node that keeps nothing on disk. */
public final class StoredMetrics {
    private static final int NANOS_OF_SECONDS = 9;

    /** Upper ends of the classes of commit times, in nanoseconds: 50 µs to 10 s. */
    private static final long[] TIMES = {
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000,
        2_500_000_000L,
        10_000_000_000L
    };

    /** Upper ends of the classes of batch sizes; the store counts exactly in these. */
    private static final long[] SIZES = {1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095, 8191};

    private final NodeFacts facts;

    StoredMetrics(NodeFacts facts) {
        this.facts = facts;
    }

    List<Metric> read() {
        StoreMetrics store = facts.store();
        if (store.equals(StoreMetrics.NONE)) {
            return List.of();
        }
        return List.of(
                histogram(
                        "store_commit_seconds",
                        "From the hand-over of a batch to the store to its commit.",
                        store.commitNanos(),
                        TIMES,
                        NANOS_OF_SECONDS),
                histogram(
                        "store_commit_records",
                        "Records that were committed together.",
                        store.batchRecords(),
                        SIZES,
                        0),
                Metric.gauge(
                        "store_commits_behind",
                        "Records that were handed over to the store and are not committed yet.",
                        store.behind()),
                Metric.gauge(
                        "store_messages",
                        "Messages on disk that sessions wait for or have under way, counted for each session.",
                        store.messages()),
                Metric.gauge("store_message_bytes", "Bytes of these messages in the log.", store.messageBytes()),
                Metric.gauge(
                        "store_oldest_message_seconds",
                        "About how long ago the oldest of these messages came in; 0 when there is none.",
                        oldestSeconds(store, System.currentTimeMillis())),
                Metric.gauge("store_log_bytes", "Bytes of the store's log.", store.logBytes()),
                Metric.gauge("store_segments", "Files of the store's log.", store.segments()),
                Metric.gauge("store_sessions", "Sessions on disk.", store.sessions()),
                Metric.gauge(
                        "store_health",
                        "0 all is well, 1 space runs short, 2 the tables can't be written, 3 there is no space, 4 files can't be written; no messages for persistent sessions are taken at 3 and 4.",
                        facts.storeHealth().state().ordinal()));
    }

    /** How old the oldest message is, in seconds; 0 when there is none. */
    public static long oldestSeconds(StoreMetrics store, long nowMillis) {
        return store.oldestMillis() == 0 ? 0 : Math.max(0, nowMillis - store.oldestMillis()) / 1000;
    }

    private static Metric histogram(String name, String help, Histogram counted, long[] ends, int decimals) {
        List<Value> values = new ArrayList<>(ends.length + 3);
        for (long end : ends) {
            values.add(bucket(Metric.decimal(end, decimals), upTo(counted, end)));
        }
        values.add(bucket("+Inf", counted.count()));
        values.add(new Value("_sum", List.of(), counted.sum(), decimals));
        values.add(new Value("_count", List.of(), counted.count(), 0));
        return new Metric(name, Metric.Type.HISTOGRAM, help, values);
    }

    private static Value bucket(String end, long count) {
        return new Value("_bucket", List.of(new Label("le", end)), count, 0);
    }

    /** How many values did not exceed it, as far as the store's own finer classes tell: one that an end cuts counts above it. */
    private static long upTo(Histogram counted, long end) {
        int at = Arrays.binarySearch(counted.ends(), end);
        int classes = at >= 0 ? at + 1 : -at - 1;
        return Arrays.stream(counted.counts(), 0, classes).sum();
    }
}
