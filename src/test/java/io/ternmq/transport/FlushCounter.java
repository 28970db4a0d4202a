package io.ternmq.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.ternmq.session.Connection;
import io.ternmq.transport.connection.NettyConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a connection hands to its socket. */
final class FlushCounter extends ChannelOutboundHandlerAdapter {
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();

    static FlushCounter on(Connection connection) {
        FlushCounter counter = new FlushCounter();
        Channel channel = ((NettyConnection) connection).handler().channel();
        channel.pipeline().addFirst(counter);
        return counter;
    }

    int writes() {
        return writes.get();
    }

    int flushes() {
        return flushes.get();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (((ByteBuf) message).isReadable()) {
            writes.incrementAndGet();
        }
        ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushes.incrementAndGet();
        ctx.flush();
    }
}
