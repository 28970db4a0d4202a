package io.ternmq.transport.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ternmq.config.ListenerSettings.WebsocketSettings;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.connection.NettyConnection;
import io.ternmq.transport.connection.WebsocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Takes websocket frames off the bytes of a client (RFC 6455 section 5). MQTT is a stream that frames may cut anywhere
 * (MQTT-6.0.0-2), so payload is unmasked where it lies and handed on as it comes; no frame is ever put together. What goes out
 * is framed by the connection itself.
 */
final class WebsocketFrames extends ChannelInboundHandlerAdapter {
    private static final int LONGEST_HEADER = 14;
    private static final int MASK_BYTES = 4;
    private static final int LONGEST_CONTROL = 125;

    private final NettyConnection connection;
    private final long longestFrame;
    /** The header of the frame that begins, as far as it has come. */
    private final ByteBuf header =
            Unpooled.wrappedBuffer(new byte[LONGEST_HEADER]).clear();

    private int opcode;
    private boolean last;
    private boolean inMessage;
    private long payloadLeft;
    private int mask;
    private @Nullable ByteBuf control;

    WebsocketFrames(NettyConnection connection, WebsocketSettings settings) {
        this.connection = connection;
        this.longestFrame = settings.maxFrame().toBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && connection.isOpen()) {
                if (payloadLeft == 0 && !readHeader(ctx, in)) {
                    continue;
                }
                if (control != null) {
                    readControl(ctx, in, control);
                } else if (payloadLeft >= in.readableBytes() && in.isReadable()) {
                    unmask(in, in.readableBytes());
                    ctx.fireChannelRead(in.retain());
                    return;
                } else if (payloadLeft > 0) {
                    int length = (int) payloadLeft;
                    unmask(in, length);
                    ctx.fireChannelRead(in.readRetainedSlice(length));
                }
            }
        } finally {
            in.release();
        }
    }

    /** Reads on in the header; whether it is complete, and right. */
    private boolean readHeader(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.isReadable()) {
            header.writeByte(in.readByte());
            if (header.writerIndex() >= 2 && header.writerIndex() == headerLength()) {
                String wrong = takeHeader();
                header.clear();
                if (wrong != null) {
                    connection.disconnect(ReasonCode.PROTOCOL_ERROR, "websocket: " + wrong);
                    return false;
                }
                if (control != null && payloadLeft == 0) {
                    onControl(ctx, control);
                }
                return payloadLeft > 0;
            }
        }
        return false;
    }

    /** Of a frame that isn't masked two bytes are enough to refuse it. */
    private int headerLength() {
        if (!isMasked()) {
            return 2;
        }
        int length = header.getByte(1) & 0x7F;
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + MASK_BYTES;
    }

    private boolean isMasked() {
        return header.getByte(1) < 0;
    }

    /** Begins the frame of a complete header; gives what is wrong with it, or null. */
    private @Nullable String takeHeader() {
        if (!isMasked()) {
            return "a client's frame is not masked";
        }
        int first = header.getByte(0);
        int second = header.getByte(1);
        opcode = first & 0x0F;
        last = first < 0;
        int at = headerLength() - MASK_BYTES;
        payloadLeft = at == 2 ? second & 0x7F : at == 4 ? header.getUnsignedShort(2) : header.getLong(2);
        mask = header.getInt(at);
        if ((first & 0x70) != 0) {
            return "an extension is used that was not agreed on";
        }
        if (opcode >= WebsocketFrame.CLOSE) {
            return takeControl();
        }
        return takeData();
    }

    private @Nullable String takeControl() {
        if (opcode > WebsocketFrame.PONG) {
            return "opcode " + opcode + " is unknown";
        }
        if (!last || payloadLeft > LONGEST_CONTROL) {
            return "a control frame is too long or fragmented";
        }
        control = Unpooled.buffer((int) payloadLeft);
        return null;
    }

    private @Nullable String takeData() {
        boolean continues = opcode == WebsocketFrame.CONTINUATION;
        if (!continues && opcode != WebsocketFrame.BINARY) {
            return opcode == WebsocketFrame.TEXT ? "a text frame came" : "opcode " + opcode + " is unknown";
        }
        if (continues != inMessage) {
            return continues ? "a continuation without beginning came" : "a message began within another one";
        }
        if (payloadLeft < 0 || payloadLeft > longestFrame) {
            return "a frame is longer than " + longestFrame + " bytes";
        }
        inMessage = !last;
        return null;
    }

    private void readControl(ChannelHandlerContext ctx, ByteBuf in, ByteBuf payload) {
        int length = (int) Math.min(payloadLeft, in.readableBytes());
        unmask(in, length);
        payload.writeBytes(in, length);
        if (payloadLeft == 0) {
            onControl(ctx, payload);
        }
    }

    private void onControl(ChannelHandlerContext ctx, ByteBuf payload) {
        control = null;
        if (opcode == WebsocketFrame.PONG
                || opcode == WebsocketFrame.PING && !ctx.channel().isWritable()) {
            // Nobody asked, or who asks doesn't read: only the latest ping needs an answer.
            return;
        }
        ByteBuf answer = ctx.alloc().directBuffer();
        WebsocketFrame.control(
                answer, opcode == WebsocketFrame.PING ? WebsocketFrame.PONG : WebsocketFrame.CLOSE, payload);
        ctx.writeAndFlush(answer, ctx.voidPromise());
        if (opcode == WebsocketFrame.CLOSE) {
            connection.lost("the client closed the websocket without a DISCONNECT");
        }
    }

    /** Takes the mask off so many bytes at the reader index, eight at a time. */
    private void unmask(ByteBuf bytes, int length) {
        long wide = (long) mask << 32 | mask & 0xFFFFFFFFL;
        int at = bytes.readerIndex();
        int end = at + length;
        for (; end - at >= 8; at += 8) {
            bytes.setLong(at, bytes.getLong(at) ^ wide);
        }
        int turned = mask;
        for (; at < end; at++) {
            turned = Integer.rotateLeft(turned, 8);
            bytes.setByte(at, bytes.getByte(at) ^ turned);
        }
        mask = turned;
        payloadLeft -= length;
    }
}
