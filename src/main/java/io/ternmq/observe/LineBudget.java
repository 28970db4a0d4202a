package io.ternmq.observe;

import java.util.concurrent.TimeUnit;

/** So many lines of the log in a second, for all together. Thread safe. */
final class LineBudget {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private long secondBegan;
    private boolean begun;
    private int written;
    private int leftOut;

    LineBudget(int perSecond) {
        this.perSecond = perSecond;
    }

    /** How many lines were left out before this one, which may be written; -1 when it is to be left out too. */
    synchronized int offer(long nowNanos) {
        if (!begun || nowNanos - secondBegan >= SECOND_NANOS) {
            begun = true;
            secondBegan = nowNanos;
            written = 0;
        }
        if (written == perSecond) {
            leftOut++;
            return -1;
        }
        written++;
        int before = leftOut;
        leftOut = 0;
        return before;
    }
}
