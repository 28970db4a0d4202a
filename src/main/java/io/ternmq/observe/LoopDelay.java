package io.ternmq.observe;

import io.ternmq.routing.Loop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a task waits on the event loops: the first thing that tells of overload. Once a second a probe is put in line on each
 * loop that has answered the one before; a loop that has not answered yet is as late as its probe is old.
 *
 * <p>Cells: when the probe was sent, 0 when it has been answered; and what the last answered one waited. The sampling thread
 * writes the first when it is 0, the loop sets it back.
 */
final class LoopDelay {
    private final List<Loop> loops;
    private final AtomicLongArray sentNanos;
    private final AtomicLongArray waitedNanos;

    LoopDelay(List<Loop> loops) {
        this.loops = loops;
        this.sentNanos = new AtomicLongArray(loops.size());
        this.waitedNanos = new AtomicLongArray(loops.size());
    }

    /** Sends the next probes and tells what the slowest loop made its last one wait, in microseconds. */
    long probe(long nowNanos) {
        long slowest = 0;
        for (int i = 0; i < loops.size(); i++) {
            long sent = sentNanos.get(i);
            slowest = Math.max(slowest, sent == 0 ? waitedNanos.get(i) : nowNanos - sent);
            if (sent == 0) {
                send(i, nowNanos == 0 ? 1 : nowNanos);
            }
        }
        return TimeUnit.NANOSECONDS.toMicros(slowest);
    }

    private void send(int loop, long nowNanos) {
        sentNanos.set(loop, nowNanos);
        loops.get(loop).execute(() -> {
            waitedNanos.set(loop, System.nanoTime() - nowNanos);
            sentNanos.set(loop, 0);
        });
    }
}
