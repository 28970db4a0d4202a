package io.ternmq.store.log;

import io.netty.buffer.ByteBuf;
import io.ternmq.config.Durability;

/**
 * Records on their way into the log. Filled by a lane, then with the writer, then with the table thread, then the lane's again:
 * only one of them touches it at a time.
 */
public final class LogBatch {
    private static final int FIRST_BYTES = 32 * 1024;
    /** A buffer that has grown beyond isn't used again. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    final JournalLane lane;
    final ByteBuf bytes = RecordFormat.buffer(FIRST_BYTES);
    Durability required = Durability.MEMORY;
    long lastPosition;
    int records;
    /** Where the last record begins. */
    int lastAt;

    long submittedNanos;
    private long place;

    LogBatch(JournalLane lane) {
        this.lane = lane;
    }

    /** The records, from index 0 on. */
    public ByteBuf bytes() {
        return bytes;
    }

    public int records() {
        return records;
    }

    /** Where its first record lies in the log. */
    public long place() {
        return place;
    }

    void place(long at) {
        place = at;
    }

    /** The table thread has done with it. */
    public void done() {
        lane.giveBack(this);
    }

    /** Whether it is worth to be used again. */
    boolean clear() {
        if (bytes.capacity() > MAX_KEPT_BYTES) {
            return false;
        }
        bytes.clear();
        required = Durability.MEMORY;
        records = 0;
        return true;
    }

    void release() {
        bytes.release();
    }
}
