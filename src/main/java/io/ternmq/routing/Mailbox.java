package io.ternmq.routing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What other loops have handed to a loop: batches, in the order in which each of them gave them.
 *
 * <p>Protocol: a linked queue of many producers and one consumer, the loop; its links are in the batches, so that nothing is
 * allocated. A producer swaps the tail, links, and wakes the loop unless somebody has and the loop has not begun to look since.
 * The loop takes back the wake-up before it looks, so that what is linked afterwards wakes it again. Nobody ever waits.
 */
final class Mailbox {
    private final Loop loop;
    private final Batch stub = new Batch(null);
    private final AtomicReference<Batch> tail = new AtomicReference<>(stub);
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile @Nullable Runnable drain;
    /** The consumer's. */
    private Batch head = stub;

    Mailbox(Loop loop) {
        this.loop = loop;
    }

    /** Says what empties it; runs that once for what has come before. */
    void open(Runnable drainTask) {
        drain = drainTask;
        loop.execute(drainTask);
    }

    /** Adds a batch. From any loop. */
    void offer(Batch batch) {
        link(batch);
        Runnable task = drain;
        if (task != null && !awake.get() && awake.compareAndSet(false, true)) {
            loop.execute(task);
        }
    }

    private void link(Batch batch) {
        batch.next = null;
        Batch before = tail.getAndSet(batch);
        before.next = batch;
    }

    /** The loop begins to look. */
    void begin() {
        awake.set(false);
    }

    /** The loop has not looked at everything, and goes on in another turn. */
    void again() {
        Runnable task = drain;
        if (task != null && awake.compareAndSet(false, true)) {
            loop.execute(task);
        }
    }

    /** The next batch, or null when there is none or its link is just being made. On the loop. */
    @Nullable
    Batch poll() {
        Batch first = head;
        Batch second = first.next;
        if (first == stub) {
            if (second == null) {
                return null;
            }
            head = second;
            first = second;
            second = second.next;
        }
        if (second == null && tail.get() == first) {
            // The last one can leave only when something stands behind it.
            link(stub);
            second = first.next;
        }
        if (second == null) {
            return null;
        }
        head = second;
        return first;
    }
}
