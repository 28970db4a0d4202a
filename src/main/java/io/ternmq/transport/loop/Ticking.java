package io.ternmq.transport.loop;

import org.jspecify.annotations.Nullable;

/**
 * Something with timers on a {@link TickWheel}, linked into it without an object of its own: a node may have a million.
 */
public abstract class Ticking {
    /** What {@link #onDue} gives when it doesn't want to be on the wheel any more. */
    public static final int NEVER = Integer.MIN_VALUE;

    @Nullable
    Ticking previous;

    @Nullable
    Ticking next;

    int due;
    boolean onWheel;

    /**
     * Its tick has come, or the wheel looks after it because its tick is far.
     *
     * @return the next tick at which to be called, or {@link #NEVER} when it has left or is to leave the wheel
     */
    protected abstract int onDue(int now);
}
