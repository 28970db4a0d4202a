package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;

/** The variable byte integer of MQTT 5 section 1.5.5: 0 to 268435455 in one to four bytes, never more than are needed. */
public final class Varint {
    /** The largest value. */
    public static final int MAX = 268_435_455;
    /** The longest packet: fixed header with four bytes of length, and the most that they can say. */
    public static final int MAX_PACKET_BYTES = MAX + 5;

    /** What {@link #read} says when the bytes end within the integer. */
    static final long INCOMPLETE = -1;
    /** What {@link #read} says when there is a fifth byte, or a byte more than needed. */
    static final long MALFORMED = -2;

    private Varint() {}

    /** How many bytes the value takes, 1 to 4. */
    public static int length(int value) {
        if (value < 128) {
            return 1;
        }
        if (value < 16_384) {
            return 2;
        }
        return value < 2_097_152 ? 3 : 4;
    }

    /** Writes a value of 0 to {@link #MAX}. */
    public static void write(ByteBuf out, int value) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("not a variable byte integer: " + value);
        }
        int rest = value;
        while (rest >= 128) {
            out.writeByte(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /**
     * Reads at an index without moving the reader.
     *
     * @return the value in the low 32 bits and its length in the high ones, or {@link #INCOMPLETE} or {@link #MALFORMED}
     */
    static long read(ByteBuf in, int index, int end) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            if (index + i >= end) {
                return INCOMPLETE;
            }
            int b = in.getByte(index + i);
            value |= (b & 0x7F) << 7 * i;
            if (b >= 0) {
                return b == 0 && i > 0 ? MALFORMED : (long) (i + 1) << 32 | value;
            }
        }
        return MALFORMED;
    }

    static int value(long read) {
        return (int) read;
    }

    static int bytes(long read) {
        return (int) (read >>> 32);
    }
}
