package io.ternmq.transport.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.ternmq.config.ListenerSettings;
import io.ternmq.transport.connection.ConnectionLoop;
import io.ternmq.transport.connection.ListenerContext;
import io.ternmq.transport.connection.NettyConnection;
import io.ternmq.transport.connection.Refusal;
import io.ternmq.transport.tls.TlsContexts;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/** Furnishes the pipeline of each connection that a listener accepts. On the connection's loop. */
final class ListenerPipeline {
    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADERS = 8 * 1024;
    private static final int MAX_REQUEST_BODY = 1024;

    private final ListenerContext listener;
    private final Admittance admittance;
    private final TrustedNetworks trusted;
    private final ForwardedClient forwarded;
    private final @Nullable TlsContexts tls;
    private final Function<Channel, ConnectionLoop> loops;

    ListenerPipeline(
            ListenerContext listener,
            Admittance admittance,
            TrustedNetworks trusted,
            @Nullable TlsContexts tls,
            Function<Channel, ConnectionLoop> loops) {
        this.listener = listener;
        this.admittance = admittance;
        this.trusted = trusted;
        this.forwarded = new ForwardedClient(listener.settings().websocket(), trusted);
        this.tls = tls;
        this.loops = loops;
    }

    /** The channel has been registered with its loop; Reactor Netty's own handlers are there already. */
    void furnish(Channel channel) {
        // Nothing of a connection goes by way of Reactor: what its bridge would make of it is not even made.
        channel.pipeline().remove(NettyPipeline.ReactiveBridge);
        if (!(channel.remoteAddress() instanceof InetSocketAddress address)) {
            channel.close();
            return;
        }
        ConnectionLoop loop = loops.apply(channel);
        Admittance.Verdict verdict = admittance.verdict(address.getAddress(), listener.opened());
        Refusal refusal = verdict.refusal();
        if (refusal != null && verdict.atOnce()) {
            listener.closed();
            listener.disconnector().turnAway(loop, address, listener.name(), refusal);
            channel.close();
            return;
        }
        NettyConnection connection = new NettyConnection(listener, loop, channel);
        if (refusal != null) {
            connection.refuseAtConnect(refusal);
        }
        addHandlers(channel, connection);
    }

    /** The way of bytes from the socket, at the top, to MQTT, at the bottom. */
    private void addHandlers(Channel channel, NettyConnection connection) {
        ChannelPipeline pipeline = channel.pipeline();
        ListenerSettings settings = listener.settings();
        if (settings.proxyProtocol()) {
            pipeline.addLast(Handlers.PROXY_PREFIX, new ProxyPrefix(connection));
            pipeline.addLast(Handlers.PROXY, new HAProxyMessageDecoder());
            pipeline.addLast(Handlers.PROXY_HEADER, new ProxyHeader(connection, settings, trusted));
        }
        if (tls != null) {
            ChannelHandler handler = tls.newHandler(channel.alloc());
            pipeline.addLast(Handlers.TLS, handler);
            pipeline.addLast(Handlers.TLS_DONE, new TlsDone(connection, settings.tls()));
        }
        if (settings.kind().isWebsocket()) {
            pipeline.addLast(Handlers.HTTP, new HttpServerCodec(MAX_REQUEST_LINE, MAX_HEADERS, MAX_HEADERS));
            pipeline.addLast(Handlers.HTTP_BODY, new HttpObjectAggregator(MAX_REQUEST_BODY));
            pipeline.addLast(
                    Handlers.WEBSOCKET_HANDSHAKE, new WebsocketHandshake(connection, settings.websocket(), forwarded));
        }
        pipeline.addLast(Handlers.MQTT, connection.handler());
    }
}
