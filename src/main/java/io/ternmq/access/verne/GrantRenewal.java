package io.ternmq.access.verne;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the grants of connected clients read anew, each once in an interval, spread evenly over it.
 *
 * <p>Protocol: the grants stand in a line. Each tick takes as many from its head as are due and asks for each; when it has
 * been answered it goes to the end. While the database can't be reached nobody is taken. What has changed is told once after
 * each tick, not once for each grant. Grants are held weakly: one whose session is gone drops out when its turn comes.
 */
final class GrantRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(GrantRenewal.class);
    private static final int TICKS_PER_INTERVAL = 100;
    private static final long MIN_TICK_MILLIS = 20;

    /** So many questions at a time leave room for clients that connect. */
    private static final int MAX_UNDER_WAY = 100;

    private final VerneSource source;
    private final long intervalMillis;
    private final ScheduledExecutorService timer;
    private final Queue<WeakReference<VerneGrant>> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean changed = new AtomicBoolean();
    private volatile @Nullable Future<?> ticking;

    GrantRenewal(VerneSource source, Duration interval, ScheduledExecutorService timer) {
        this.source = source;
        this.intervalMillis = interval.toMillis();
        this.timer = timer;
    }

    void start() {
        if (intervalMillis > 0) {
            long tick = Math.max(MIN_TICK_MILLIS, intervalMillis / TICKS_PER_INTERVAL);
            ticking = timer.scheduleAtFixedRate(() -> tickOn(tick), tick, tick, TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        Future<?> running = ticking;
        if (running != null) {
            running.cancel(false);
        }
    }

    void add(VerneGrant grant) {
        if (intervalMillis > 0) {
            append(new WeakReference<>(grant));
        }
    }

    private void append(WeakReference<VerneGrant> grant) {
        line.add(grant);
        waiting.incrementAndGet();
    }

    /** A task that throws would never be run again, and rights never be read anew. */
    private void tickOn(long tickMillis) {
        try {
            tick(tickMillis);
        } catch (RuntimeException e) {
            LOG.error("Reading rights anew from {} failed; it goes on", source.name(), e);
        }
    }

    private void tick(long tickMillis) {
        if (changed.getAndSet(false)) {
            source.tellChange();
        }
        if (!source.isUp()) {
            return;
        }
        long due = (waiting.get() * tickMillis + intervalMillis - 1) / intervalMillis;
        for (long i = 0; i < due && underWay.get() < MAX_UNDER_WAY; i++) {
            WeakReference<VerneGrant> next = line.poll();
            if (next == null) {
                return;
            }
            waiting.decrementAndGet();
            VerneGrant grant = next.get();
            if (grant != null) {
                underWay.incrementAndGet();
                source.renewQuietly(grant, hasChanged -> {
                    if (hasChanged) {
                        changed.set(true);
                    }
                    append(next);
                    underWay.decrementAndGet();
                });
            }
        }
    }
}
