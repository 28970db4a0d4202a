package io.ternmq.transport.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.connection.NettyConnection;
import java.nio.charset.StandardCharsets;

/**
 * Looks whether a connection begins with a PROXY protocol header, of version 1 or 2, as soon as its first bytes are there.
 * Netty's decoder would wait for the end of a line, which a client that speaks MQTT at once never sends.
 */
final class ProxyPrefix extends ChannelInboundHandlerAdapter {
    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private final NettyConnection connection;
    private int seen;
    private boolean text = true;
    private boolean binary = true;

    ProxyPrefix(NettyConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        for (int at = bytes.readerIndex(); at < bytes.writerIndex() && !decided(); at++) {
            byte next = bytes.getByte(at);
            text &= seen < TEXT.length && next == TEXT[seen];
            binary &= seen < BINARY.length && next == BINARY[seen];
            seen++;
        }
        if (!text && !binary) {
            bytes.release();
            connection.refuseUnheard(ReasonCode.PROTOCOL_ERROR, "the PROXY protocol header failed: there is none");
            return;
        }
        if (decided()) {
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(message);
    }

    private boolean decided() {
        return !text && !binary || seen >= (text ? TEXT.length : BINARY.length);
    }
}
