package io.ternmq.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.URI;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Connections of clients to one broker, by tcp, tls, ws or wss, all on one event loop. */
final class ClientLinks implements AutoCloseable {
    private static final int LARGEST_READ = 256 * 1024;
    private static final int LARGEST_FRAME = 16 * 1024 * 1024;

    private final URI broker;
    private final boolean websocket;
    private final @Nullable SslContext tls;
    private final EventLoopGroup group;

    /**
     * @param broker scheme, host and port; for websockets the path too
     * @param authorities whom to trust with TLS; null for the platform's
     */
    ClientLinks(URI broker, @Nullable File authorities) throws SSLException {
        this.broker = broker;
        this.websocket = broker.getScheme().startsWith("ws");
        this.tls = switch (broker.getScheme()) {
            case "tcp", "ws" -> null;
            case "tls", "wss" -> trusting(authorities);
            default -> throw new IllegalArgumentException("neither tcp, tls, ws nor wss: " + broker);
        };
        this.group = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static SslContext trusting(@Nullable File authorities) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
        return (authorities == null ? builder : builder.trustManager(authorities)).build();
    }

    /** The loop of all these connections. */
    EventLoop loop() {
        return group.next();
    }

    /** Whether a client must wait for the websocket's handshake before it speaks. */
    boolean isWebsocket() {
        return websocket;
    }

    /** Connects a client; waits for the socket only. */
    void open(BenchmarkClient client) throws InterruptedException {
        new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(1024, LARGEST_READ / 4, LARGEST_READ))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        addHandlers(channel, client);
                    }
                })
                .connect(broker.getHost(), broker.getPort())
                .sync();
    }

    private void addHandlers(Channel channel, BenchmarkClient client) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc(), broker.getHost(), broker.getPort()));
        }
        if (websocket) {
            pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(8 * 1024));
            pipeline.addLast(new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                    .webSocketUri(broker)
                    .subprotocol("mqtt")
                    .customHeaders(new DefaultHttpHeaders())
                    .maxFramePayloadLength(LARGEST_FRAME)
                    .build()));
            pipeline.addLast(new BinaryFrames());
        }
        pipeline.addLast(client);
    }

    @Override
    public void close() {
        group.shutdownGracefully().awaitUninterruptibly();
    }
}
