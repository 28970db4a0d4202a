package io.ternmq.store.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes over the records of a segment and finds what is damaged. Where a record isn't sound, it looks for the next place where
 * one is; when there is none, the rest is a tail that was torn while it was written. One use, one thread.
 */
public final class SegmentScan implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    /** Is told of each sound record. */
    public interface Sink {
        /**
         * @param bytes good during the call only
         * @param at where the record begins in the bytes
         * @param offset where it begins in the segment
         */
        void onRecord(ByteBuf bytes, int at, int length, long offset);
    }

    /** A range of bytes that are no records. */
    public record Damage(long offset, long length) {}

    /**
     * What was found.
     *
     * @param end where the last sound record ends; what is behind it is a torn tail
     */
    public record Result(long records, long end, List<Damage> damages) {}

    private final Segment segment;
    private long size;
    private final RecordFormat format;
    private final ByteBuf[] chunk = {RecordFormat.buffer(CHUNK)};
    private long chunkAt;
    private int chunkLength;

    /** A scan of what is there now. The segment must not go away meanwhile. */
    public SegmentScan(Segment segment, int salt) {
        this.segment = segment;
        this.size = segment.size();
        this.format = new RecordFormat(salt);
    }

    /**
     * From now on leaves out the packet identifier of a QoS 2 publish, at the end of a log that was torn, whose message would have
     * come next. Else the publisher, who sends both again, would be told that the message is known.
     *
     * @param from where a batch begins
     */
    public void cutWidowedIdentifier(long from) throws IOException {
        Widow widow = new Widow();
        run(from, widow);
        if (widow.at >= 0) {
            size = widow.at;
        }
    }

    /** Finds an identifier that stands at the end, or before nothing but a retained message, of a batch that isn't whole. */
    private static final class Widow implements Sink {
        private long at = -1;

        @Override
        public void onRecord(ByteBuf bytes, int from, int length, long offset) {
            byte type = RecordFormat.type(bytes, from);
            if (RecordFormat.isLast(bytes, from)) {
                at = -1;
            } else if (type == RecordFormat.INBOUND_PACKET_ID && ChangeFormat.inUse(bytes, from)) {
                at = offset;
            } else if (type != RecordFormat.RETAINED_PUT) {
                at = -1;
            }
        }
    }

    /** Reads from an offset, at which a record begins, to the end. */
    public Result run(long from, Sink sink) throws IOException {
        List<Damage> damages = new ArrayList<>();
        long records = 0;
        long at = Math.max(from, Segment.HEADER);
        long end = at;
        while (at < size) {
            int length = soundLength(at);
            if (length == 0) {
                long next = nextSound(at);
                if (next < 0) {
                    break;
                }
                damages.add(new Damage(at, next - at));
                at = next;
                continue;
            }
            sink.onRecord(chunk[0], index(at), length, at);
            records++;
            at += length;
            end = at;
        }
        return new Result(records, end, damages);
    }

    /** The length of the sound record at an offset; 0 when there is none. */
    private int soundLength(long at) throws IOException {
        if (size - at < RecordFormat.BODY) {
            return 0;
        }
        load(at, RecordFormat.BODY);
        int length = RecordFormat.plausibleLength(chunk[0], index(at), size - at);
        if (length == 0) {
            return 0;
        }
        load(at, length);
        return format.isSound(chunk[0], index(at), length) ? length : 0;
    }

    private long nextSound(long bad) throws IOException {
        load(bad, (int) Math.min(RecordFormat.BODY, size - bad));
        int told = size - bad < RecordFormat.BODY ? 0 : RecordFormat.plausibleLength(chunk[0], index(bad), size - bad);
        if (told != 0 && bad + told < size && soundLength(bad + told) != 0) {
            return bad + told;
        }
        for (long at = bad + 1; at + RecordFormat.BODY <= size; at++) {
            if (soundLength(at) != 0) {
                return at;
            }
        }
        return -1;
    }

    private int index(long offset) {
        return (int) (offset - chunkAt);
    }

    /** Sees to it that a range of the file, which is there, is in the chunk. */
    private void load(long at, int length) throws IOException {
        if (at >= chunkAt && at + length <= chunkAt + chunkLength) {
            return;
        }
        ByteBuf bytes = chunk[0];
        if (bytes.capacity() < length) {
            bytes.release();
            bytes = RecordFormat.buffer(length);
            chunk[0] = bytes;
        }
        int wanted = (int) Math.min(bytes.capacity(), size - at);
        bytes.clear();
        int read = segment.read(bytes.internalNioBuffer(0, wanted), at);
        bytes.writerIndex(read);
        chunkAt = at;
        chunkLength = read;
        if (read < length) {
            throw new IOException(DiskSegmentFiles.name(segment.number()) + " is shorter than it was");
        }
    }

    @Override
    public void close() {
        chunk[0].release();
    }
}
