package io.ternmq.access;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What tells remembered decisions that they hold no longer: the epoch of the rules, which rises when they change, and a clock
 * that is cheap to read. Thread safe; a reader may see either a moment late, never backwards.
 */
final class RuleClock {
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile long tick;

    int epoch() {
        return epoch.get();
    }

    /** All that was decided before is forgotten. */
    void forget() {
        epoch.incrementAndGet();
    }

    /** Milliseconds since some moment, as old as the last {@link #set}. */
    long tick() {
        return tick;
    }

    void set(long millis) {
        tick = millis;
    }
}
