package io.ternmq.routing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread that subscribes and unsubscribes, evenly, beside the subscriptions that are there and in the midst of them. */
final class SubscriptionChurn {
    private static final int BATCH = 100;

    private final ManyFilters node;
    private final long nanosPerBatch;
    private final Thread thread = new Thread(this::run, "churn");
    private volatile boolean stopped;

    SubscriptionChurn(ManyFilters node, int changesPerSecond) {
        this.node = node;
        this.nanosPerBatch = TimeUnit.SECONDS.toNanos(BATCH) / changesPerSecond;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long due = System.nanoTime();
        for (int i = 0; !stopped; i++) {
            for (int change = 0; change < BATCH; change += 2) {
                String filter = "plant/site3/churn" + i + "/" + change + "/+";
                node.add(i, filter);
                node.remove(i, filter);
            }
            due += nanosPerBatch;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** Ends it, if it was started, and waits for that. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
