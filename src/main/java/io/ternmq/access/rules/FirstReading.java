package io.ternmq.access.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where those wait who come before rules and bans have been read for the first time, since nobody is admitted unjudged.
 *
 * <p>States: READING, in which whoever comes waits, for a limited time and up to {@link #MOST_WAITING} of them; FAILED from the first
 * attempt that didn't work, in which whoever comes is turned away at once; OPEN, for good, from when all has been read. Each is told
 * exactly once whether to go on: on the caller's thread, on the one that has read, or on the timer's. No thread waits.
 */
final class FirstReading {
    private static final int MOST_WAITING = 20_000;

    private final ScheduledExecutorService timer;
    private final Duration longestWait;
    private final Set<Waiting> waiting = new LinkedHashSet<>();
    private volatile State state = State.READING;

    private enum State {
        READING,
        FAILED,
        OPEN
    }

    /** Somebody who waits; equal to nobody else. */
    private static final class Waiting {
        private final Consumer<Boolean> told;
        private @Nullable Future<?> limit;

        Waiting(Consumer<Boolean> told) {
            this.told = told;
        }

        void tell(boolean goOn) {
            if (limit != null) {
                limit.cancel(false);
            }
            told.accept(goOn);
        }
    }

    FirstReading(ScheduledExecutorService timer, Duration longestWait) {
        this.timer = timer;
        this.longestWait = longestWait;
    }

    /** Tells whether all has been read, as soon as that can be said. */
    void await(Consumer<Boolean> told) {
        if (!isWaiting(told)) {
            told.accept(state == State.OPEN);
        }
    }

    private boolean isWaiting(Consumer<Boolean> told) {
        if (state != State.READING) {
            return false;
        }
        synchronized (this) {
            if (state != State.READING || waiting.size() >= MOST_WAITING) {
                return false;
            }
            Waiting one = new Waiting(told);
            try {
                one.limit = timer.schedule(() -> giveUp(one), longestWait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closing) {
                return false;
            }
            waiting.add(one);
            return true;
        }
    }

    private void giveUp(Waiting one) {
        boolean waited;
        synchronized (this) {
            waited = waiting.remove(one);
        }
        if (waited) {
            one.tell(false);
        }
    }

    /** All has been read. */
    void onRead() {
        end(State.OPEN);
    }

    /** Something could not be read; it is tried again. */
    void onFailed() {
        end(State.FAILED);
    }

    private void end(State next) {
        List<Waiting> all;
        synchronized (this) {
            if (state == State.OPEN) {
                return;
            }
            state = next;
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        all.forEach(one -> one.tell(next == State.OPEN));
    }
}
