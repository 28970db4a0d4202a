package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes strings and binary data with the two bytes of length before them. */
final class Strings {
    private static final int MAX_BYTES = 65535;

    private Strings() {}

    /** Bytes of the string with its length. */
    static int length(String text) {
        return 2 + ByteBufUtil.utf8Bytes(text);
    }

    static void write(ByteBuf out, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        writeLength(out, bytes);
        ByteBufUtil.reserveAndWriteUtf8(out, text, bytes);
    }

    /** Bytes of the data with its length. */
    static int length(byte[] data) {
        return 2 + data.length;
    }

    static void write(ByteBuf out, byte[] data) {
        writeLength(out, data.length);
        out.writeBytes(data);
    }

    private static void writeLength(ByteBuf out, int bytes) {
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a string or binary value of " + bytes + " bytes, at most 65535 fit");
        }
        out.writeShort(bytes);
    }
}
