package io.ternmq.retained;

import io.ternmq.store.CommitLane;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Removes retained messages that have expired, a slice at a time, so that it never holds up the loop that it belongs to. */
public final class RetainedSweep {
    private static final int SLICE = 1000;

    private final RetainedMessages messages;
    private final CommitLane lane;
    private @Nullable Iterator<String> mountpoints;
    private @Nullable String mountpoint;
    private RetainedMessages.@Nullable Cursor cursor;

    /** A sweep on the loop of the lane, which gets the records of what is removed; the caller submits. */
    public RetainedSweep(RetainedMessages messages, CommitLane lane) {
        this.messages = messages;
        this.lane = lane;
    }

    /**
     * Does one slice of a sweep.
     *
     * @return whether the sweep goes on with another slice; when not, the next call begins a new one
     */
    public boolean step(long nowMillis) {
        RetainedMessages.Cursor at = cursor;
        if (at == null) {
            return beginNext();
        }
        String swept = mountpoint;
        boolean more = at.stepAll(SLICE, message -> {
            if (swept != null && message.expired(nowMillis)) {
                messages.removeIfSame(swept, message, lane);
            }
        });
        if (!more) {
            cursor = null;
        }
        return true;
    }

    private boolean beginNext() {
        Iterator<String> left = mountpoints;
        if (left == null) {
            if (messages.expiring() == 0) {
                return false;
            }
            left = messages.mountpoints().iterator();
            mountpoints = left;
        }
        if (!left.hasNext()) {
            mountpoints = null;
            mountpoint = null;
            return false;
        }
        String next = left.next();
        mountpoint = next;
        cursor = messages.all(next);
        return true;
    }
}
