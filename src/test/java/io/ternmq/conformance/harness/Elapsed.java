package io.ternmq.conformance.harness;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Waits for time that the specification itself counts in seconds: expiry, keep alive, will delay. For nothing else. */
public final class Elapsed {

    private Elapsed() {}

    /** Returns when at least this time has passed. */
    public static void atLeast(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> System.nanoTime() >= end);
    }
}
