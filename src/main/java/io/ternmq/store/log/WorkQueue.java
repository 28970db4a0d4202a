package io.ternmq.store.log;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Work for one thread, from any thread, in order.
 *
 * <p>Protocol: the thread sleeps when the queue is empty: it says so in {@code idle}, looks once more, and parks; who offers looks at
 * {@code idle} afterwards, so one of them sees the other. Nobody ever waits to offer.
 */
public final class WorkQueue<T> {
    private final Queue<T> work = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread worker;
    private volatile boolean idle;
    private volatile boolean closing;
    private volatile boolean abandoned;

    /** The calling thread is the one that works from now on. */
    public void serve() {
        worker = Thread.currentThread();
    }

    public void offer(T piece) {
        work.add(piece);
        if (idle) {
            LockSupport.unpark(worker);
        }
    }

    /** The next piece; null when there is none at present. */
    public @Nullable T poll() {
        return work.poll();
    }

    /** Sleeps until something is offered or the queue is closed, if nothing is there; it may return too early. */
    public void sleep() {
        sleep(Long.MAX_VALUE);
    }

    /** As {@link #sleep()}, but not longer than this. */
    public void sleep(long nanos) {
        idle = true;
        if (work.isEmpty() && !closing) {
            LockSupport.parkNanos(this, nanos);
        }
        idle = false;
    }

    /** The worker is to end when it has done what is there. */
    public void close() {
        closing = true;
        LockSupport.unpark(worker);
    }

    /** The worker is to end at once, whatever is there. */
    public void abandon() {
        abandoned = true;
        close();
    }

    public boolean isAbandoned() {
        return abandoned;
    }

    public boolean isClosing() {
        return closing;
    }

    /**
     * Waits for an answer of a thread.
     *
     * @throws IllegalStateException when it failed, or the thread has ended without an answer
     */
    public static <T> T await(CompletableFuture<T> answer, Thread thread) {
        while (true) {
            try {
                return answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (!thread.isAlive() && !answer.isDone()) {
                    throw new IllegalStateException("the store has ended", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                throw new IllegalStateException(cause == null ? "failed" : cause.getMessage(), cause);
            }
        }
    }

    /** Waits for a thread's end, whatever else happens. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
