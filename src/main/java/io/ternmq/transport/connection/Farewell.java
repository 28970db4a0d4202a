package io.ternmq.transport.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends a connection so that the client can read why: what was written is flushed, each layer says good-bye in its own way, and
 * our half of the socket is shut. The other half stays for a moment, see {@link ConnectionTimers#linger}.
 */
final class Farewell {
    private static final int NORMAL_CLOSURE = 1000;

    private Farewell() {}

    static void flushAndShut(ChannelHandlerContext ctx, boolean websocket) {
        ByteBuf last = Unpooled.EMPTY_BUFFER;
        if (websocket) {
            last = ctx.alloc().directBuffer();
            WebsocketFrame.close(last, NORMAL_CLOSURE);
        }
        ctx.writeAndFlush(last).addListener(written -> shut(ctx, written.isSuccess()));
    }

    private static void shut(ChannelHandlerContext ctx, boolean written) {
        Channel channel = ctx.channel();
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (!written) {
            channel.close();
        } else if (tls == null) {
            shutSocket(channel);
        } else {
            tls.closeOutbound().addListener(told -> shutSocket(channel));
        }
    }

    private static void shutSocket(Channel channel) {
        if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
