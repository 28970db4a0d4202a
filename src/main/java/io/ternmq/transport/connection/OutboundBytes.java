package io.ternmq.transport.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.ternmq.event.Counter;
import io.ternmq.transport.loop.NettyLoop;
import org.jspecify.annotations.Nullable;

/**
 * The bytes for a client that have not been written yet. There is a buffer only while there is something in it; packets are
 * appended to it and it is written once per turn, or earlier when it has grown large. Over websocket what is written at a time
 * is one binary frame, whose header goes into a space kept free before it, so that nothing is copied.
 */
final class OutboundBytes implements NettyLoop.Flushable {
    /** What has grown to this is written before the end of the turn. */
    private static final int LARGE = 64 * 1024;

    private static final int SMALLEST = 256;
    private static final int LARGEST_EXPONENT = 16;
    /** Bytes that are shared rather than copied must be worth an entry of their own in the socket's queue. */
    private static final int WORTH_SHARING = 2048;

    private final NettyConnection connection;
    private final boolean websocket;
    private @Nullable ByteBuf buffer;
    /** The room that the connection has needed of late: a power of two as an exponent. */
    private byte sizeExponent = 8;

    private boolean dirty;
    private boolean blocked;

    OutboundBytes(NettyConnection connection, boolean websocket) {
        this.connection = connection;
        this.websocket = websocket;
    }

    /** The buffer to append to. */
    ByteBuf buffer() {
        ByteBuf bytes = buffer;
        if (bytes == null) {
            bytes = connection.channel().alloc().directBuffer(1 << sizeExponent);
            if (websocket) {
                bytes.setIndex(WebsocketFrame.MAX_HEADER, WebsocketFrame.MAX_HEADER);
            }
            buffer = bytes;
        }
        return bytes;
    }

    /** Has what there is written at the end of the turn, or now if it is much. */
    void flushLater() {
        dueAtEndOfTurn();
        flushIfLarge();
    }

    private void flushIfLarge() {
        if (buffer != null && buffer.readableBytes() >= LARGE) {
            flush();
        }
    }

    void dueAtEndOfTurn() {
        if (!dirty) {
            dirty = true;
            connection.home().loop.flushAtEndOfTurn(this);
        }
    }

    @Override
    public void flushAtEndOfTurn() {
        dirty = false;
        if (!connection.isGone()) {
            flush();
            connection.flushed();
        }
    }

    /** Hands what there is to the socket. */
    void flush() {
        write();
        ctx().flush();
    }

    /** Hands what there is to the channel, not yet to the socket. */
    void write() {
        ByteBuf bytes = buffer;
        if (bytes == null) {
            return;
        }
        buffer = null;
        int length = bytes.readableBytes();
        if (length == 0) {
            bytes.release();
            return;
        }
        learn(length);
        if (websocket) {
            WebsocketFrame.prependHeader(bytes, length);
        }
        write(bytes, length);
    }

    /** Writes bytes without copying them, behind what there is; small ones are copied all the same. */
    void writeShared(ByteBuf shared) {
        int length = shared.readableBytes();
        if (length < WORTH_SHARING) {
            buffer().writeBytes(shared, shared.readerIndex(), length);
            shared.release();
        } else {
            write();
            if (websocket) {
                ByteBuf header = connection.channel().alloc().directBuffer(WebsocketFrame.MAX_HEADER);
                WebsocketFrame.appendHeader(header, length);
                write(header, 0);
            }
            write(shared, length);
        }
        dueAtEndOfTurn();
    }

    private void write(ByteBuf bytes, int length) {
        connection.counters().add(Counter.BYTES_SENT, length);
        ctx().write(bytes, ctx().voidPromise());
    }

    /** Whether the client keeps up. Before that is denied, what there is has been offered to the socket. */
    boolean writable() {
        flushIfLarge();
        if (connection.channel().isWritable()) {
            return true;
        }
        blocked = true;
        return false;
    }

    /** Whether it waits for room that somebody has asked for in vain. */
    boolean isBlocked() {
        return blocked;
    }

    /** Whether there is room again that somebody has asked for in vain; to be answered by telling them. */
    boolean unblock() {
        boolean free = blocked && connection.channel().isWritable();
        if (free) {
            blocked = false;
        }
        return free;
    }

    /** Whether much more waits than the client is allowed to let wait. */
    boolean isFlooded(int highWatermark) {
        Channel channel = connection.channel();
        return !channel.isWritable() && channel.bytesBeforeWritable() > highWatermark;
    }

    void release() {
        ByteBuf bytes = buffer;
        buffer = null;
        if (bytes != null) {
            bytes.release();
        }
    }

    private ChannelHandlerContext ctx() {
        return connection.handler().ctx();
    }

    /** The next buffer begins as large as this one was; a small one makes it smaller by half only. */
    private void learn(int length) {
        int exponent = 32 - Integer.numberOfLeadingZeros(Math.max(length + WebsocketFrame.MAX_HEADER, SMALLEST) - 1);
        sizeExponent = (byte) (exponent >= sizeExponent ? Math.min(exponent, LARGEST_EXPONENT) : sizeExponent - 1);
    }
}
