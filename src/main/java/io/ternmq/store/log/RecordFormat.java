package io.ternmq.store.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.zip.CRC32C;

/**
 * How a record lies in the log:
 *
 * <pre>
 *   checksum  4   CRC-32C of all that follows, exclusive-or the store's salt
 *   marker    1   0xA7
 *   type      1
 *   flags     2   1 for the last record of a batch, else 0
 *   length    4   of the whole record
 *   position  8   the position that its lane gave it
 *   ...           what the type has
 * </pre>
 *
 * The salt is a random number of the store, so that nobody can smuggle what looks like a record into the payload of a message and
 * have it found after damage. Numbers are big-endian. One object for each thread.
 */
public final class RecordFormat {
    public static final byte MESSAGE = 1;
    /** A message again, on its way out of a segment that is given up. */
    public static final byte COPY = 2;

    public static final byte SESSION_OPENED = 3;
    public static final byte SESSION_CLOSED = 4;
    public static final byte SESSION_REMOVED = 5;
    public static final byte SUBSCRIPTION_PUT = 6;
    public static final byte SUBSCRIPTION_REMOVED = 7;
    public static final byte INBOUND_PACKET_ID = 8;
    public static final byte DELIVERY_SENT = 9;
    public static final byte DELIVERY_RECEIVED = 10;
    public static final byte DELIVERY_DONE = 11;
    public static final byte RETAINED_PUT = 12;
    public static final byte RETAINED_REMOVED = 13;

    static final int HEADER = 12;
    /** Where the type's own fields begin. */
    public static final int BODY = HEADER + 8;

    private static final int MARKER = 0xA7;
    private static final int MARKER_AT = 4;
    private static final int TYPE_AT = 5;
    private static final int FLAGS_AT = 6;
    private static final int LAST_OF_BATCH = 1;
    private static final int LENGTH_AT = 8;

    private static final UnpooledByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(true, true);

    private final int salt;
    private final CRC32C crc = new CRC32C();

    public RecordFormat(int salt) {
        this.salt = salt;
    }

    /** A buffer for records, outside of the heap; whoever asks releases it. */
    public static ByteBuf buffer(int bytes) {
        return BUFFERS.directBuffer(bytes);
    }

    /** Begins a record at the writer index; gives where that is. */
    static int begin(ByteBuf out, byte type, long position) {
        int at = out.writerIndex();
        out.ensureWritable(BODY);
        out.writeInt(0)
                .writeByte(MARKER)
                .writeByte(type)
                .writeShort(0)
                .writeInt(0)
                .writeLong(position);
        return at;
    }

    /** Ends the record that was begun there: length and checksum. */
    void end(ByteBuf out, int at) {
        int length = out.writerIndex() - at;
        out.setInt(at + LENGTH_AT, length);
        out.setInt(at, checksum(out, at, length));
    }

    /** Says of a record, which has been ended, that it is the last of its batch. */
    void markLast(ByteBuf out, int at) {
        out.setShort(at + FLAGS_AT, LAST_OF_BATCH);
        out.setInt(at, checksum(out, at, length(out, at)));
    }

    /** Whether a batch ends with the record. */
    static boolean isLast(ByteBuf bytes, int at) {
        return bytes.getShort(at + FLAGS_AT) == LAST_OF_BATCH;
    }

    private int checksum(ByteBuf bytes, int at, int length) {
        crc.reset();
        crc.update(bytes.internalNioBuffer(at + MARKER_AT, length - MARKER_AT));
        return (int) crc.getValue() ^ salt;
    }

    /** The length that a record's header tells, if it can be the header of a record no longer than so much; else 0. */
    static int plausibleLength(ByteBuf bytes, int at, long most) {
        if (bytes.getUnsignedByte(at + MARKER_AT) != MARKER || (bytes.getShort(at + FLAGS_AT) & ~LAST_OF_BATCH) != 0) {
            return 0;
        }
        int length = length(bytes, at);
        return length >= BODY && length <= most ? length : 0;
    }

    /** Whether the record, which is there in full, is what was written. */
    public boolean isSound(ByteBuf bytes, int at, int length) {
        return bytes.getInt(at) == checksum(bytes, at, length);
    }

    public static byte type(ByteBuf bytes, int at) {
        return bytes.getByte(at + TYPE_AT);
    }

    public static int length(ByteBuf bytes, int at) {
        return bytes.getInt(at + LENGTH_AT);
    }

    /** The position that the lane gave it; a message's sequence. */
    public static long position(ByteBuf bytes, int at) {
        return bytes.getLong(at + HEADER);
    }
}
