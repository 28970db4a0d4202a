package io.ternmq.access.remote;

import io.ternmq.access.SourceHealth.Histogram;
import java.util.Arrays;
import java.util.BitSet;

/** How long questions took and how many failed: all of them in classes, the last of them one by one. Thread safe. */
final class Latencies {
    /** Upper ends of the classes, in microseconds. */
    private static final long[] ENDS = {
        100,
        250,
        500,
        1000,
        2500,
        5000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private static final int RECENT = 512;

    private final long[] counts = new long[ENDS.length + 1];
    private final int[] recent = new int[RECENT];
    private final BitSet recentFailed = new BitSet(RECENT);
    private long sumMicros;
    private long seen;

    synchronized void add(long micros, boolean failed) {
        int at = Arrays.binarySearch(ENDS, micros);
        counts[at >= 0 ? at : -at - 1]++;
        sumMicros += micros;
        int place = (int) (seen++ % RECENT);
        recent[place] = (int) Math.min(micros, Integer.MAX_VALUE);
        recentFailed.set(place, failed);
    }

    synchronized Histogram histogram() {
        return new Histogram(ENDS.clone(), counts.clone(), sumMicros);
    }

    /** Of the last questions: so many of a thousand took no longer; 0 when there was none. In microseconds. */
    synchronized long quantile(int permille) {
        int known = known();
        if (known == 0) {
            return 0;
        }
        int[] sorted = Arrays.copyOf(recent, known);
        Arrays.sort(sorted);
        return sorted[Math.min(known - 1, known * permille / 1000)];
    }

    /** How many of the last questions failed, from 0 to 1. */
    synchronized double errorRate() {
        return known() == 0 ? 0 : (double) recentFailed.cardinality() / known();
    }

    private int known() {
        return (int) Math.min(seen, RECENT);
    }
}
