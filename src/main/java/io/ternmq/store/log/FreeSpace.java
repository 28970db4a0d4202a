package io.ternmq.store.log;

import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreHealth.State;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then at how much space is free, and says so before there is none. What is handed over is written all the same, for
 * much of it tells what is done with, and so makes space. By the writer only.
 */
final class FreeSpace {
    private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);
    private static final long LOOK_AGAIN_BYTES = 16L << 20;
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;
    /** Below this part of the watermark, the rest is kept for the tables, and for what makes space. */
    private static final int RESERVE_PART = 4;

    private final SegmentSet segments;
    private final long watermark;
    private final HealthBoard health;
    private long written = LOOK_AGAIN_BYTES;
    private long lookedNanos;
    private State found = State.OK;

    FreeSpace(SegmentSet segments, long watermark, HealthBoard health) {
        this.segments = segments;
        this.watermark = watermark;
        this.health = health;
    }

    /** So many bytes are about to be written. */
    void onWrite(long bytes) throws IOException {
        written += bytes;
        long now = System.nanoTime();
        if (watermark > 0
                && (written >= LOOK_AGAIN_BYTES || found != State.OK || now - lookedNanos >= LOOK_AGAIN_NANOS)) {
            written = 0;
            lookedNanos = now;
            look();
        }
    }

    /** For how long the writer may sleep; short when space is, since its return is to be seen though nothing is written. */
    long sleepNanos() {
        return found == State.OK ? Long.MAX_VALUE : LOOK_AGAIN_NANOS;
    }

    /** The writer has nothing to do. */
    void onIdle() {
        if (found != State.OK) {
            try {
                look();
            } catch (IOException e) {
                LOG.debug("How much space is free can't be told now", e);
            }
        }
    }

    private void look() throws IOException {
        long free = segments.usableBytes();
        State now = free >= watermark ? State.OK : free >= watermark / RESERVE_PART ? State.LOW_SPACE : State.FULL;
        if (now != found) {
            found = now;
            health.report(
                    HealthBoard.Part.SPACE,
                    now == State.OK ? StoreHealth.GOOD : new StoreHealth(now, sentence(now, free)));
        }
    }

    private String sentence(State now, long free) {
        String what = "Only %,d MB are free where the store is, and ternmq.store.free-space-watermark is %,d MB"
                .formatted(free >> 20, watermark >> 20);
        return now == State.LOW_SPACE
                ? what + "."
                : what + ": QoS 1 and 2 messages for persistent sessions are not taken until there is space.";
    }
}
