package io.ternmq.durability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which all clients live and the history is written, so that the order of the history is the order in which
 * things happened. Other threads come in by {@link #call} only. A failure in a client ends the loop and reaches every caller.
 */
final class EventLoop implements AutoCloseable {
    private record Timer(long at, long order, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at - other.at, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final List<Link> unflushed = new ArrayList<>();
    private final Thread thread;
    private long timerCount;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    EventLoop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, "clients");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs something on the loop and waits for its result. */
    <T> T call(Callable<T> callable) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                result.complete(callable.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        selector.wakeup();
        while (true) {
            try {
                return result.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                checkAlive();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    private void checkAlive() {
        Throwable cause = failure;
        if (cause != null || !thread.isAlive()) {
            throw new IllegalStateException("the clients' loop has ended", cause);
        }
    }

    // ---- for the loop's own thread

    void after(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), timerCount++, task));
    }

    Selector selector() {
        return selector;
    }

    /** Has a link flushed at the end of this turn. */
    void flushLater(Link link) {
        unflushed.add(link);
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        } finally {
            closeAll();
        }
    }

    private void turn() throws IOException {
        select();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            ((Link) key.attachment()).onReady();
        }
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.at() - now <= 0; next = timers.peek()) {
            timers.remove();
            next.task().run();
        }
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    private void select() throws IOException {
        Timer next = timers.peek();
        if (next == null) {
            selector.select();
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(next.at() - System.nanoTime() + 999_999);
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
    }

    private void closeAll() {
        for (SelectionKey key : selector.keys()) {
            ((Link) key.attachment()).close();
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
