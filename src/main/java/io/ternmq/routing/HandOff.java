package io.ternmq.routing;

import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.protocol.Publish;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The way from one loop to another: gathers what is handed over during a turn in one batch.
 *
 * <p>Protocol: the source fills the open batch and sends it at the end of the turn, or sooner when it is large. The target
 * delivers, then adds its weight to {@code drained} and puts the batch into a slot for the source to use again. Sent less
 * drained is what is outstanding; above its credit the pair is behind, and publishers are to be paused, but what comes
 * all the same is taken: nobody waits. The source, when it wants to know of relief, sets {@code waiting} and then looks at
 * {@code drained} again; the target adds to {@code drained} and then looks at {@code waiting}: so one of them sees the other.
 */
final class HandOff {
    /** Bytes under way between all loops together, as far as the bounds for one pair allow it. */
    private static final long ALL_CREDIT_BYTES = 256L * 1024 * 1024;

    private static final long MIN_CREDIT_BYTES = 256L * 1024;
    private static final long MAX_CREDIT_BYTES = 8L * 1024 * 1024;
    /** A batch so large or of so many messages goes before the turn is over. */
    private static final int BATCH_BYTES = 128 * 1024;

    private static final int BATCH_MESSAGES = 512;
    /** Batches kept for another use: as many as may be under way, within these bounds. */
    private static final int MIN_SPARE = 4;

    private static final int MAX_SPARE = 32;

    private final HandOffs source;
    private final Mailbox target;
    private final Counters.Lane counters;
    private final long credit;
    private final AtomicReferenceArray<@Nullable Batch> spare;

    // The source's.
    private @Nullable Batch open;
    private boolean listed;
    private long message;
    private long sent;

    /** Written by the target. */
    private volatile long drained;
    /** Written by the source. */
    private volatile boolean waiting;

    HandOff(HandOffs source, Mailbox target, Counters.Lane counters, long credit) {
        this.credit = credit;
        this.source = source;
        this.target = target;
        this.counters = counters;
        this.spare = new AtomicReferenceArray<>((int) Math.max(MIN_SPARE, Math.min(MAX_SPARE, credit / BATCH_BYTES)));
    }

    /** Bytes that may be under way from one loop to another before publishers are paused. */
    static long credit(int loops) {
        return Math.max(MIN_CREDIT_BYTES, Math.min(MAX_CREDIT_BYTES, ALL_CREDIT_BYTES / loops / loops));
    }

    /** Adds a part of a message; parts of the same message share one copy of it. On the source's loop. */
    void add(Publish publish, long messageNumber, Object part, long cursor) {
        Batch batch = open;
        if (batch != null && message != messageNumber && isFull(batch)) {
            source.submit();
            give(batch);
            batch = null;
        }
        if (batch == null) {
            batch = spareOrNew();
            open = batch;
            message = 0;
        }
        if (!listed) {
            listed = true;
            source.opened(this);
        }
        if (message != messageNumber) {
            batch.begin(publish);
            message = messageNumber;
        }
        batch.add(part, cursor);
    }

    private static boolean isFull(Batch batch) {
        return batch.weight() >= BATCH_BYTES || batch.count() >= BATCH_MESSAGES;
    }

    private Batch spareOrNew() {
        for (int i = 0; i < spare.length(); i++) {
            Batch batch = spare.get(i);
            if (batch != null) {
                // Only the source takes, so it is still there.
                spare.set(i, null);
                return batch;
            }
        }
        return new Batch(this);
    }

    /** Gives the open batch to the target at the end of the turn. On the source's loop. */
    void send() {
        listed = false;
        Batch batch = open;
        if (batch != null) {
            give(batch);
        }
    }

    private void give(Batch batch) {
        open = null;
        message = 0;
        sent += batch.weight();
        counters.add(Counter.LOOP_HAND_OFF, 1);
        counters.add(Counter.LOOP_HAND_OFF_MESSAGES, batch.count());
        target.offer(batch);
    }

    /** Whether publishers are to be paused. On the source's loop. */
    boolean behind() {
        return outstanding() > credit;
    }

    private long outstanding() {
        Batch batch = open;
        return sent - drained + (batch == null ? 0 : batch.weight());
    }

    /** Whether it is far enough below the limit to go on; if not, the source's relief is run when it is. On its loop. */
    boolean relieved() {
        waiting = true;
        if (outstanding() > credit / 2) {
            return false;
        }
        waiting = false;
        return true;
    }

    /** The target has delivered a batch. On the target's loop. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the target alone writes it
    void done(Batch batch) {
        long weight = batch.weight();
        batch.clear();
        giveBack(batch);
        drained += weight;
        if (waiting) {
            source.loop().execute(source.relief());
        }
    }

    /** Keeps the batch for another use, or leaves it to the garbage collector when there are enough. */
    private void giveBack(Batch batch) {
        for (int i = 0; i < spare.length(); i++) {
            if (spare.get(i) == null) {
                // Only the target puts, so it is still empty.
                spare.set(i, batch);
                return;
            }
        }
    }
}
