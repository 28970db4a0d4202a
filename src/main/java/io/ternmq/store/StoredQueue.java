package io.ternmq.store;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the store has for a session: messages that wait, and those under way. Every question is answered later, on the executor that
 * comes with it, and knows of everything that was committed when it was asked. Any thread may ask.
 */
public interface StoredQueue {
    /** Before all messages of a queue. */
    long START = -1;

    /** Behind all messages of a queue. */
    long END = Long.MAX_VALUE;

    /** How much there is; expired messages included. */
    record Size(int messages, long bytes, int inflight) {}

    /**
     * Reads messages behind one, those under way too, as far as they fit; at least one.
     *
     * @param afterOrder {@link #START}, or where the last batch ended
     */
    void readAhead(long afterOrder, int maxMessages, long maxBytes, Executor loop, Consumer<ReadBatch> consumer);

    /** As {@link #readAhead}, but the newest first: messages before one, or before {@link #END}. */
    void readBack(long beforeOrder, int maxMessages, long maxBytes, Executor loop, Consumer<ReadBatch> consumer);

    /** Reads all that is under way, in the order in which it was sent first. */
    void readInflight(Executor loop, Consumer<ReadBatch> consumer);

    void size(Executor loop, Consumer<Size> consumer);

    /** The queue of a store that keeps nothing. */
    StoredQueue EMPTY = new StoredQueue() {
        @Override
        public void readAhead(
                long afterOrder, int maxMessages, long maxBytes, Executor loop, Consumer<ReadBatch> consumer) {
            loop.execute(() -> consumer.accept(ReadBatch.nothing(afterOrder)));
        }

        @Override
        public void readBack(
                long beforeOrder, int maxMessages, long maxBytes, Executor loop, Consumer<ReadBatch> consumer) {
            readAhead(beforeOrder, maxMessages, maxBytes, loop, consumer);
        }

        @Override
        public void readInflight(Executor loop, Consumer<ReadBatch> consumer) {
            readAhead(START, 0, 0, loop, consumer);
        }

        @Override
        public void size(Executor loop, Consumer<Size> consumer) {
            loop.execute(() -> consumer.accept(new Size(0, 0, 0)));
        }
    };
}
