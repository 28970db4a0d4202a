package io.ternmq.session;

import io.ternmq.routing.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one loop, in ticks of a second: session expiry, will delay, retry. Scheduling and cancelling cost a few
 * writes and no allocation. A deadline is never met early, and up to a second late. On its loop only.
 *
 * <p>Each slot holds a list of what is due at a tick that is congruent to it, of this turn of the wheel or of a later one.
 */
final class DeadlineWheel {
    private static final int SLOTS = 4096;
    private static final long TICK_MILLIS = 1000;
    private static final Duration TICK = Duration.ofMillis(TICK_MILLIS);

    private final Loop loop;
    private final @Nullable Deadline[] slots = new Deadline[SLOTS];
    private final Runnable turn = this::turn;
    private long tick;
    private long tickMillis;
    private int size;
    private Loop.@Nullable Timer timer;

    DeadlineWheel(Loop loop) {
        this.loop = loop;
        this.tickMillis = loop.nowMillis();
    }

    /** Begins to turn; on the loop. */
    void start() {
        tickMillis = loop.nowMillis();
        timer = loop.schedule(TICK, turn);
    }

    void stop() {
        Loop.Timer running = timer;
        timer = null;
        if (running != null) {
            running.cancel();
        }
    }

    int size() {
        return size;
    }

    /** Sets the deadline, wall clock in milliseconds; one that it had is forgotten. */
    void schedule(Deadline deadline, long atMillis) {
        cancel(deadline);
        long ahead = Math.max(0, atMillis - tickMillis);
        deadline.dueTick = tick + Math.max(1, (ahead + TICK_MILLIS - 1) / TICK_MILLIS);
        int slot = (int) (deadline.dueTick & SLOTS - 1);
        Deadline first = slots[slot];
        deadline.nextDue = first;
        if (first != null) {
            first.previousDue = deadline;
        }
        slots[slot] = deadline;
        deadline.scheduled = true;
        size++;
    }

    /** Takes the deadline back; does nothing when there is none. */
    void cancel(Deadline deadline) {
        if (!deadline.scheduled) {
            return;
        }
        Deadline next = deadline.nextDue;
        Deadline previous = deadline.previousDue;
        if (next != null) {
            next.previousDue = previous;
        }
        if (previous != null) {
            previous.nextDue = next;
        } else {
            slots[(int) (deadline.dueTick & SLOTS - 1)] = next;
        }
        deadline.nextDue = null;
        deadline.previousDue = null;
        deadline.scheduled = false;
        size--;
    }

    /** A wall clock that was set back doesn't hold up the wheel: it turns by at least one tick. */
    private void turn() {
        long now = loop.nowMillis();
        long passed = now < tickMillis ? 1 : (now - tickMillis) / TICK_MILLIS;
        tickMillis = now < tickMillis ? now : tickMillis + passed * TICK_MILLIS;
        long from = tick + 1;
        tick += passed;
        // After a leap of the clock one look at each slot is enough.
        long slotsToVisit = Math.min(passed, SLOTS);
        for (long i = 0; i < slotsToVisit; i++) {
            expire((int) (from + i & SLOTS - 1));
        }
        if (timer != null) {
            timer = loop.schedule(TICK, turn);
        }
    }

    /** What is due may schedule and cancel others, so the walk begins anew after each. */
    private void expire(int slot) {
        Deadline at = slots[slot];
        while (at != null) {
            if (at.dueTick <= tick) {
                cancel(at);
                at.onDue();
                at = slots[slot];
            } else {
                at = at.nextDue;
            }
        }
    }
}
