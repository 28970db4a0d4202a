package io.ternmq.transport.loop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timers of all connections of a loop. Time is counted in ticks of 100 ms. Each connection is on the wheel once, at the
 * earliest of its deadlines, or, when that is far or there is none, where the wheel will next look after it; so the wheel is
 * the list of the loop's connections too. Activity doesn't move a connection: it is looked at when its tick comes, and put
 * where it belongs then.
 */
public final class TickWheel {
    public static final int TICK_MILLIS = 100;
    public static final int TICKS_PER_SECOND = 1000 / TICK_MILLIS;
    static final long TICK_NANOS = TICK_MILLIS * 1_000_000L;
    /** The most ticks that are caught up at once. */
    public static final int MAX_JUMP = 5;

    private static final int SLOTS = 1024;
    private static final int FARTHEST = SLOTS - 1;

    private final @Nullable Ticking[] slots = new Ticking[SLOTS];
    private int now;
    private int size;

    /** The present tick; wraps around after seven years, so compare differences. */
    public int now() {
        return now;
    }

    /** How many ticks a number of milliseconds is, rounded up. */
    public static int ticks(long millis) {
        return (int) Math.min((millis + TICK_MILLIS - 1) / TICK_MILLIS, Integer.MAX_VALUE / 2);
    }

    public int size() {
        return size;
    }

    /** Puts it on the wheel. */
    public void add(Ticking ticking, int due) {
        if (ticking.onWheel) {
            throw new IllegalStateException("is on a wheel already");
        }
        size++;
        link(ticking, due);
    }

    /** Takes it off; nothing happens when it isn't on. */
    public void remove(Ticking ticking) {
        if (ticking.onWheel) {
            unlink(ticking);
            size--;
        }
    }

    /** Has it called at the tick, if that is earlier than when it would be called anyway. */
    public void notLaterThan(Ticking ticking, int due) {
        if (ticking.onWheel && due - ticking.due < 0) {
            unlink(ticking);
            link(ticking, due);
        }
    }

    /** Calls for each that is on the wheel; it may take them off. */
    public void forEach(Consumer<? super Ticking> consumer) {
        for (int slot = 0; slot < SLOTS; slot++) {
            Ticking ticking = slots[slot];
            while (ticking != null) {
                Ticking following = ticking.next;
                consumer.accept(ticking);
                ticking = following;
            }
        }
    }

    /** Lets time pass. */
    void advance(int ticks) {
        for (int i = 0; i < ticks; i++) {
            now++;
            int slot = now & FARTHEST;
            Ticking ticking = slots[slot];
            while (ticking != null) {
                unlink(ticking);
                int due = ticking.onDue(now);
                if (due == Ticking.NEVER) {
                    size--;
                } else {
                    link(ticking, due);
                }
                ticking = slots[slot];
            }
        }
    }

    /** Never into the present slot: that would be looked at only after a whole turn of the wheel, or for ever in this one. */
    private void link(Ticking ticking, int due) {
        int ahead = Math.min(Math.max(due - now, 1), FARTHEST);
        int slot = now + ahead & FARTHEST;
        ticking.due = now + ahead;
        ticking.previous = null;
        ticking.next = slots[slot];
        if (ticking.next != null) {
            ticking.next.previous = ticking;
        }
        slots[slot] = ticking;
        ticking.onWheel = true;
    }

    private void unlink(Ticking ticking) {
        if (ticking.previous == null) {
            slots[ticking.due & FARTHEST] = ticking.next;
        } else {
            ticking.previous.next = ticking.next;
        }
        if (ticking.next != null) {
            ticking.next.previous = ticking.previous;
        }
        ticking.previous = null;
        ticking.next = null;
        ticking.onWheel = false;
    }
}
