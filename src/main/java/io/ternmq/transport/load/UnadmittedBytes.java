package io.ternmq.transport.load;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that connections hold before they are admitted, all together, under one limit. From any thread. */
public final class UnadmittedBytes {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public UnadmittedBytes(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes of the budget; false, and nothing taken, when they aren't there. */
    public boolean tryTake(int bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    public void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }

    public long used() {
        return used.get();
    }
}
