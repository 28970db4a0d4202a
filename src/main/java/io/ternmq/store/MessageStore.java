package io.ternmq.store;

import java.util.concurrent.Executor;

/** The node's store of what must outlive a connection. */
public interface MessageStore extends AutoCloseable {
    /**
     * The lane of an event loop; asked for once per loop at start.
     *
     * @param loop runs {@code onCommitted} on the loop
     * @param onCommitted called there when the lane's committed position has risen
     */
    CommitLane lane(Executor loop, Runnable onCommitted);

    /** Commits what was handed over and ends. Waits for that; never called on a loop. */
    @Override
    void close();
}
