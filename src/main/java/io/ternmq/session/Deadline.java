package io.ternmq.session;

import org.jspecify.annotations.Nullable;

/**
 * Something that has a deadline in a {@link DeadlineWheel}; it is its own node of the wheel's lists, so that a million offline
 * sessions with an expiry cost no further objects. On its loop only.
 */
abstract class Deadline {
    @Nullable
    Deadline nextDue;

    @Nullable
    Deadline previousDue;
    /** The wheel's tick at which it is due; meaningless when it is in no list. */
    long dueTick;
    /** Whether it is in one of the wheel's lists. */
    boolean scheduled;

    /** It is due, and in no list any more. */
    abstract void onDue();
}
