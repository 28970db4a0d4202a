package io.ternmq.transport.load;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens in each second of the clock, up to a limit. From any thread, without locks. */
public final class RateWindow {
    /** The second in the upper half, the count in the lower. */
    private final AtomicLong state = new AtomicLong();

    /** Counts one more in the second; whether the limit isn't passed. 0 is no limit. */
    public boolean tryTake(int second, int limit) {
        return limit == 0 || (int) state.updateAndGet(before -> next(before, second)) <= limit;
    }

    /** The state after one more in the second. */
    static long next(long before, int second) {
        boolean same = (int) (before >>> 32) == second;
        return same ? before + 1 : (long) second << 32 | 1;
    }
}
