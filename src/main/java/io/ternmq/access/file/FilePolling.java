package io.ternmq.access.file;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a file again and again, on a background thread. */
public final class FilePolling {
    /** After which time a file that was changing is looked at again. */
    private static final long SOON_MILLIS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(FilePolling.class);

    private final ScheduledExecutorService thread;
    private final PolledFile file;
    private final long intervalMillis;

    private FilePolling(ScheduledExecutorService thread, PolledFile file, long intervalMillis) {
        this.thread = thread;
        this.file = file;
        this.intervalMillis = intervalMillis;
    }

    /**
     * Begins to look at the file, until the thread is shut down.
     *
     * @param thread has one thread
     * @param interval zero for never
     */
    public static void start(ScheduledExecutorService thread, PolledFile file, Duration interval) {
        if (!interval.isZero()) {
            new FilePolling(thread, file, Math.max(1, interval.toMillis())).schedule(false);
        }
    }

    private void schedule(boolean soon) {
        long millis = soon ? Math.min(SOON_MILLIS, intervalMillis) : intervalMillis;
        if (!thread.isShutdown()) {
            thread.schedule(this::look, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        boolean soon = false;
        try {
            soon = file.poll();
        } catch (RuntimeException e) {
            LOG.error("Looking for changes of a file failed; it goes on", e);
        } finally {
            schedule(soon);
        }
    }
}
