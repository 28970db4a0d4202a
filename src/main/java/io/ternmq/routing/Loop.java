package io.ternmq.routing;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One event loop, as rooms that know no Netty channels see it. Sessions, connections and their timers belong to one loop for
 * life; whoever is on another thread hands over.
 */
public interface Loop extends Executor {
    /** 0 to the number of loops less 1. */
    int index();

    /** Whether the caller runs on this loop. */
    boolean inLoop();

    /** Runs the task on the loop, soon; never on the caller's stack. From any thread. */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task once at the end of the present turn, after all input of the turn was read and before the connections are
     * flushed. On the loop only. Meant for a task object that is used again and again: hand-offs, store batches.
     */
    void atEndOfTurn(Runnable task);

    /** Runs the task once after a delay; on the loop only. For rare timers: a wheel serves sessions. */
    Timer schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Takes it back; nothing happens if it has run. */
        void cancel();
    }

    /** Wall clock in milliseconds, read at most once per turn. */
    long nowMillis();
}
