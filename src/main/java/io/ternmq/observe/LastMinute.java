package io.ternmq.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How much rising totals, told apart by an enum, have risen over the last minute. Sampled once a second by one thread, read by
 * that thread only.
 */
final class LastMinute<E extends Enum<E>> {
    private static final int SECONDS = 60;

    private final E[] keys;
    private final ToLongFunction<E> total;
    private final long[][] ring = new long[SECONDS + 1][];
    private int samples;

    LastMinute(E[] keys, ToLongFunction<E> total) {
        this.keys = keys;
        this.total = total;
    }

    /** By how much one total has risen. */
    record Rise<E>(E key, long amount) {}

    void sample() {
        long[] now = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            now[i] = total.applyAsLong(keys[i]);
        }
        ring[samples % ring.length] = now;
        samples++;
    }

    /** What has risen, the largest first. */
    List<Rise<E>> rises() {
        List<Rise<E>> rises = new ArrayList<>();
        if (samples < 2) {
            return rises;
        }
        long[] last = ring[(samples - 1) % ring.length];
        long[] first = ring[samples <= ring.length ? 0 : samples % ring.length];
        for (int i = 0; i < keys.length; i++) {
            if (last[i] > first[i]) {
                rises.add(new Rise<>(keys[i], last[i] - first[i]));
            }
        }
        rises.sort(Comparator.comparingLong((Rise<E> rise) -> rise.amount()).reversed());
        return rises;
    }
}
