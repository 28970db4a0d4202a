package io.ternmq.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the log. Read by any thread; written by one at a time. */
public interface SegmentFile extends AutoCloseable {
    /**
     * Writes all the bytes at an offset.
     *
     * @throws IOException when not all could be written; any part of them may have been
     */
    void write(ByteBuffer bytes, long at) throws IOException;

    /** Reads as much as there is and fits; gives how many bytes that was, 0 at the end of the file. */
    int read(ByteBuffer into, long at) throws IOException;

    long size() throws IOException;

    /** Cuts the file off. */
    void truncate(long size) throws IOException;

    /** Makes what was written outlive the loss of power. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
