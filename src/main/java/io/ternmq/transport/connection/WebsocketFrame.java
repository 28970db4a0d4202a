package io.ternmq.transport.connection;

import io.netty.buffer.ByteBuf;

/** The headers of websocket frames (RFC 6455 section 5.2) that a server sends: whole messages, not masked. */
public final class WebsocketFrame {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** The longest header of a frame that is not masked. */
    static final int MAX_HEADER = 10;

    private static final int FINAL = 0x80;
    private static final int MAX_7_BITS = 125;
    private static final int MAX_16_BITS = 65535;

    private WebsocketFrame() {}

    /** Writes the header of a binary frame into the space before the reader index. */
    static void prependHeader(ByteBuf frame, int length) {
        int end = frame.writerIndex();
        int start = frame.readerIndex() - headerLength(length);
        frame.setIndex(start, start);
        appendHeader(frame, length);
        frame.writerIndex(end);
    }

    /** Writes the header of a binary frame. */
    static void appendHeader(ByteBuf out, int length) {
        out.writeByte(FINAL | BINARY);
        if (length <= MAX_7_BITS) {
            out.writeByte(length);
        } else if (length <= MAX_16_BITS) {
            out.writeByte(126);
            out.writeShort(length);
        } else {
            out.writeByte(127);
            out.writeLong(length);
        }
    }

    /** Writes a control frame, whose payload has 125 bytes at the most. */
    public static void control(ByteBuf out, int opcode, ByteBuf payload) {
        out.writeByte(FINAL | opcode);
        out.writeByte(payload.readableBytes());
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /** Writes a close frame with a status (section 7.4). */
    public static void close(ByteBuf out, int status) {
        out.writeByte(FINAL | CLOSE);
        out.writeByte(2);
        out.writeShort(status);
    }

    private static int headerLength(int length) {
        return length <= MAX_7_BITS ? 2 : length <= MAX_16_BITS ? 4 : MAX_HEADER;
    }
}
