package io.ternmq.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.codec.CodecLimits;
import io.ternmq.protocol.codec.NoReceiver;
import io.ternmq.protocol.codec.PacketDecoder;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.Role;
import io.ternmq.protocol.codec.TopicCache;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client on one connection, with the project's own codec in the client's role. It connects with a clean session, subscribes to
 * a filter if it has one, and is ready then. It says nothing until it is spoken to, but for what its pair writes. On the loop
 * of its connection.
 */
final class BenchmarkClient extends ByteToMessageDecoder {
    private static final CodecLimits LIMITS = CodecLimits.widest(Role.CLIENT);
    private static final int PACKET_ID = 1;

    private final ProtocolVersion version;
    private final String clientId;
    private final @Nullable TopicFilter filter;
    private final boolean websocket;
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(8));
    private final Answers answers;
    private final CompletableFuture<ChannelHandlerContext> ready = new CompletableFuture<>();
    private @Nullable ChannelHandlerContext context;

    /**
     * @param filter what to subscribe to, or null
     * @param websocket whether to wait for the websocket's handshake
     * @param onPublish told of each message, a view
     */
    BenchmarkClient(
            ProtocolVersion version,
            String clientId,
            @Nullable TopicFilter filter,
            boolean websocket,
            Consumer<Publish> onPublish) {
        this.version = version;
        this.clientId = clientId;
        this.filter = filter;
        this.websocket = websocket;
        this.answers = new Answers(onPublish);
    }

    /** Done when the broker has admitted it and granted its subscription; fails when it doesn't or leaves. */
    CompletableFuture<ChannelHandlerContext> ready() {
        return ready;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!websocket) {
            connect(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            connect(ctx);
        }
    }

    private void connect(ChannelHandlerContext ctx) {
        context = ctx;
        ByteBuf out = ctx.alloc().directBuffer();
        PacketEncoder.connect(out, new Connect(version, false, true, 0, clientId, null, null, null, Properties.NONE));
        ctx.writeAndFlush(out);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        decoder.decode(in, LIMITS, version, answers);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        failed(new IllegalStateException("the broker has closed the connection of " + clientId));
    }

    private void failed(Throwable cause) {
        if (!ready.completeExceptionally(cause)) {
            answers.lost = cause;
        }
    }

    /** Why the connection was lost after all had been well; null while it is there. */
    @Nullable
    Throwable lost() {
        return answers.lost;
    }

    private ChannelHandlerContext connected() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException(clientId + " has not connected yet");
        }
        return ctx;
    }

    /** What a broker says. */
    private final class Answers extends NoReceiver {
        private final Consumer<Publish> onPublish;
        private volatile @Nullable Throwable lost;

        Answers(Consumer<Publish> onPublish) {
            this.onPublish = onPublish;
        }

        @Override
        public Next onConnack(Connack connack) {
            ChannelHandlerContext ctx = connected();
            if (connack.reasonCode().isError()) {
                failed(new IllegalStateException("the broker refuses " + clientId + ": " + connack.reasonCode()));
            } else if (filter == null) {
                ready.complete(ctx);
            } else {
                SubscriptionOptions options = SubscriptionOptions.ofQos(Qos.AT_MOST_ONCE);
                ByteBuf out = ctx.alloc().directBuffer();
                PacketEncoder.subscribe(
                        out,
                        version,
                        new Subscribe(PACKET_ID, 0, List.of(new Subscribe.Request(filter, options)), Properties.NONE));
                ctx.writeAndFlush(out);
            }
            return Next.CONTINUE;
        }

        @Override
        public Next onSuback(Suback suback) {
            if (suback.reasonCodes().get(0).isError()) {
                failed(new IllegalStateException("the broker refuses the subscription of " + clientId));
            } else {
                ready.complete(connected());
            }
            return Next.CONTINUE;
        }

        @Override
        public Next onPublish(Publish publish) {
            onPublish.accept(publish);
            return Next.CONTINUE;
        }

        @Override
        public Next onDisconnect(Disconnect disconnect) {
            failed(new IllegalStateException("the broker sends " + clientId + " away: " + disconnect.reasonCode()));
            return Next.STOP;
        }

        @Override
        public void onMalformed(Malformed malformed) {
            failed(new IllegalStateException("the broker sends what no client understands: " + malformed));
            connected().close();
        }
    }
}
