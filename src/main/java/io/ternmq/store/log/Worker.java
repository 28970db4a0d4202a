package io.ternmq.store.log;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread of the store that does one task after the other. Tasks may be given by any thread. */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final WorkQueue<Runnable> work = new WorkQueue<>();
    private final Thread thread;

    public Worker(String name) {
        thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    public void execute(Runnable task) {
        work.offer(task);
    }

    /** Waits for an answer of one of the tasks. */
    public <T> T await(CompletableFuture<T> answer) {
        return WorkQueue.await(answer, thread);
    }

    /** Whether it is to end; long tasks look now and then. */
    public boolean isClosing() {
        return work.isClosing();
    }

    private void run() {
        work.serve();
        while (true) {
            Runnable next = work.poll();
            if (next != null) {
                runNow(next);
            } else if (work.isClosing()) {
                return;
            } else {
                work.sleep();
            }
        }
    }

    private static void runNow(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the store failed", e);
        }
    }

    /** Does what has been given and ends; waits for that. */
    @Override
    public void close() {
        work.close();
        WorkQueue.join(thread);
    }
}
