package io.ternmq.observe;

import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import java.util.ArrayList;
import java.util.List;

/**
 * Rates and levels of the node, taken once a second and kept for ten minutes.
 *
 * <p>One thread samples; any thread reads. Samples are immutable, and the ring is guarded by this object's monitor, which is
 * held for a copy at the most and never by an event loop.
 */
public final class NodeStatistics {
    /** For how many seconds samples are kept. */
    public static final int KEPT_SECONDS = 600;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Sample NOTHING_YET = new Sample(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static final Counter[] RATES = {
        Counter.MQTT_CONNECT_RECEIVED,
        Counter.CONNECTION_REFUSED,
        Counter.MQTT_PUBLISH_RECEIVED,
        Counter.MQTT_PUBLISH_SENT,
        Counter.MESSAGE_DROP,
        Counter.BYTES_RECEIVED,
        Counter.BYTES_SENT
    };

    private final Counters counters;
    private final NodeFacts facts;
    private final QueuedMessages queued;
    private final Sample[] ring = new Sample[KEPT_SECONDS];
    private int samples;
    private final long[] before = new long[RATES.length];
    private long beforeNanos;

    NodeStatistics(Counters counters, NodeFacts facts, QueuedMessages queued, long nowNanos) {
        this.counters = counters;
        this.facts = facts;
        this.queued = queued;
        rates(nowNanos);
    }

    /**
     * Takes a sample; on the sampling thread.
     *
     * @param nowNanos by {@link System#nanoTime}
     * @param nowMillis wall clock
     */
    Sample sample(long nowNanos, long nowMillis, long loopDelayMicros) {
        double[] rates = rates(nowNanos);
        Sample sample = new Sample(
                nowMillis,
                rates[0],
                rates[1],
                rates[2],
                rates[3],
                rates[4],
                rates[5],
                rates[6],
                facts.sessionsOnline(),
                facts.sessionsOffline(),
                facts.subscriptions(),
                facts.retainedMessages(),
                queued.count(),
                loopDelayMicros);
        synchronized (this) {
            ring[samples % ring.length] = sample;
            samples++;
        }
        return sample;
    }

    /** How fast the counters rose since the last call, in the order of {@link #RATES}. */
    private double[] rates(long nowNanos) {
        double seconds = Math.max(1, nowNanos - beforeNanos) / NANOS_PER_SECOND;
        double[] rates = new double[RATES.length];
        for (int i = 0; i < RATES.length; i++) {
            long now = counters.total(RATES[i]);
            rates[i] = (now - before[i]) / seconds;
            before[i] = now;
        }
        beforeNanos = nowNanos;
        return rates;
    }

    /** The latest sample; all zero in the first second. */
    public synchronized Sample latest() {
        return samples == 0 ? NOTHING_YET : ring[(samples - 1) % ring.length];
    }

    /** The last samples, the oldest first, no more than asked for. */
    public synchronized List<Sample> history(int seconds) {
        int count = Math.min(Math.min(seconds, samples), ring.length);
        List<Sample> history = new ArrayList<>(count);
        for (int i = samples - count; i < samples; i++) {
            history.add(ring[i % ring.length]);
        }
        return history;
    }
}
