package io.ternmq.access.file;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a file again and again, on a background thread.
 *
 * <p>Protocol: all but {@link #every} is done on that one thread, so that there is one next look at the most.
 */
public final class FilePolling {
    /** How long a file that has changed must look the same before it is read, however often it is looked at. */
    private static final long SOON_MILLIS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(FilePolling.class);

    private final ScheduledExecutorService thread;
    private final PolledFile file;
    private long intervalMillis;
    private @Nullable Future<?> next;

    private FilePolling(ScheduledExecutorService thread, PolledFile file) {
        this.thread = thread;
        this.file = file;
    }

    /**
     * Begins to look at the file, until the thread is shut down.
     *
     * @param thread has one thread
     * @param interval zero for never
     */
    public static FilePolling start(ScheduledExecutorService thread, PolledFile file, Duration interval) {
        FilePolling polling = new FilePolling(thread, file);
        polling.every(interval);
        return polling;
    }

    /** Looks that often from now on; zero for never. On any thread. */
    public void every(Duration interval) {
        long millis = interval.isZero() ? 0 : Math.max(1, interval.toMillis());
        if (!thread.isShutdown()) {
            thread.execute(() -> begin(millis));
        }
    }

    private void begin(long millis) {
        Future<?> waiting = next;
        if (waiting != null) {
            waiting.cancel(false);
        }
        intervalMillis = millis;
        schedule(false);
    }

    private void schedule(boolean soon) {
        long millis = soon ? SOON_MILLIS : intervalMillis;
        next = millis == 0 || thread.isShutdown() ? null : thread.schedule(this::look, millis, TimeUnit.MILLISECONDS);
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
