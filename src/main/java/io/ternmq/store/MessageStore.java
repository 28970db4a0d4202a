package io.ternmq.store;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The node's store of what must outlive a connection. */
public interface MessageStore extends AutoCloseable {
    /**
     * The lane of an event loop; asked for once per loop at start.
     *
     * @param loop runs {@code onCommitted} on the loop
     * @param onCommitted called there when the lane's committed position has risen
     */
    CommitLane lane(Executor loop, Runnable onCommitted);

    /** What the store has found at its start. */
    default StoreRecovery recovery() {
        return StoreRecovery.NOTHING;
    }

    /** Whether it keeps what is recorded, so that nobody else has to; from any thread. */
    default boolean keeps() {
        return false;
    }

    /** What a session waits for; from any thread, costs nothing until it is asked something. */
    default StoredQueue queue(SessionUid session) {
        return StoredQueue.EMPTY;
    }

    /** How the store is now; from any thread. */
    default StoreHealth health() {
        return StoreHealth.GOOD;
    }

    /** Calls the listener with every change of the store's health, on a thread of the store; it must not wait. */
    default void onHealth(Consumer<? super StoreHealth> listener) {}

    /** Figures; from any thread. */
    default StoreMetrics metrics() {
        return StoreMetrics.NONE;
    }

    /** Commits what was handed over and ends. Waits for that; never called on a loop. */
    @Override
    void close();
}
