package io.ternmq.access.remote;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the answer to one question goes. Only the first word counts, be it an answer, a failure or the time limit; any thread
 * may speak it. What comes later is dropped, and {@link #whenAbandoned} tells whoever works on it that nobody waits.
 */
public abstract class Promise<T> {
    private static final Runnable NOTHING = () -> {};
    private static final Runnable ABANDONED = () -> {};

    private final AtomicReference<Runnable> cancel = new AtomicReference<>(NOTHING);

    Promise() {}

    /** The source has answered. */
    public abstract void answer(T value);

    /** The source can't be asked, or has failed. */
    public abstract void fail(Throwable why);

    /** Has the task run when the time limit passes first; at once if it has. Called once at most. */
    public final void whenAbandoned(Runnable task) {
        if (!cancel.compareAndSet(NOTHING, task)) {
            task.run();
        }
    }

    final void abandon() {
        cancel.getAndSet(ABANDONED).run();
    }
}
