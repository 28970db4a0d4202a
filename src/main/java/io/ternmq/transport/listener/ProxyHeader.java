package io.ternmq.transport.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.NetUtil;
import io.ternmq.config.ListenerSettings;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.connection.NettyConnection;
import io.ternmq.transport.connection.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a trusted proxy tells of its client in a PROXY protocol header, version 1 or 2. {@code LOCAL} (the proxy's own
 * health check) and {@code UNKNOWN} tell nothing, and the proxy itself stays the peer.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private final NettyConnection connection;
    private final ListenerSettings settings;
    private final TrustedNetworks trusted;

    ProxyHeader(NettyConnection connection, ListenerSettings settings, TrustedNetworks trusted) {
        this.connection = connection;
        this.settings = settings;
        this.trusted = trusted;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        if (!trusted.contains(connection.identity().address().getAddress())) {
            connection.refuseUnheard(ReasonCode.NOT_AUTHORIZED, "connections are taken from trusted proxies only");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            if (header.command() == HAProxyCommand.PROXY) {
                take(header);
            }
        } finally {
            header.release();
        }
        ctx.pipeline().remove(this);
        connection.passed(Phase.PROXY);
    }

    private void take(HAProxyMessage header) {
        byte[] address = header.sourceAddress() == null
                ? null
                : NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
        if (address != null) {
            connection.identity().speaksFor(socketAddress(address, header.sourcePort()));
        }
        if (settings.proxyCommonNameAsUserName()) {
            connection.identity().userName(commonName(header));
        }
    }

    private static InetSocketAddress socketAddress(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** The common name of a client certificate that the proxy says it has verified. */
    private static @Nullable String commonName(HAProxyMessage header) {
        for (HAProxyTLV tlv : header.tlvs()) {
            if (tlv instanceof HAProxySSLTLV tls
                    && tls.verify() == 0
                    && (tls.isPP2ClientCertConn() || tls.isPP2ClientCertSess())) {
                for (HAProxyTLV part : tls.encapsulatedTLVs()) {
                    if (part.type() == HAProxyTLV.Type.PP2_TYPE_SSL_CN) {
                        String name = part.content().toString(StandardCharsets.UTF_8);
                        return name.isEmpty() ? null : name;
                    }
                }
            }
        }
        return null;
    }
}
