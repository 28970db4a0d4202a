package io.ternmq.transport;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what will be. */
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(PAUSE).until(condition);
    }

    static <T> T value(Supplier<@Nullable T> source) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .until(source::get, Objects::nonNull));
    }

    /** A moment for others. */
    static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
