package io.ternmq.console;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what happens soon, but not at once. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Eventually() {}

    /** The first value that is as it should be; fails with the last one when none comes. */
    public static <T> T get(Supplier<T> source, Predicate<T> good) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T value = source.get();
            if (good.test(value)) {
                return value;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + "; the last value was " + value);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
