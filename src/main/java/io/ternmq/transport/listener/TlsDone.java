package io.ternmq.transport.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.ternmq.config.ListenerSettings.ClientCertificate;
import io.ternmq.config.ListenerSettings.TlsSettings;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.connection.NettyConnection;
import io.ternmq.transport.connection.Phase;
import io.ternmq.transport.tls.CertificateIdentity;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Waits for the end of the TLS handshake, and learns from the client's certificate who it is. */
final class TlsDone extends ChannelInboundHandlerAdapter {
    private final NettyConnection connection;
    private final TlsSettings settings;

    TlsDone(NettyConnection connection, TlsSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (!completion.isSuccess()) {
            connection.refuseUnheard(ReasonCode.UNSPECIFIED_ERROR, Phase.TLS.failed(completion.cause()));
        } else if (connection.isOpen()) {
            if (settings.clientCertificate() != ClientCertificate.NONE) {
                learn(ctx.pipeline().get(SslHandler.class));
            }
            ctx.pipeline().remove(this);
            connection.passed(Phase.TLS);
        }
    }

    private void learn(SslHandler tls) {
        try {
            X509Certificate certificate =
                    (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            connection.identity().userName(CertificateIdentity.of(certificate, settings.identityAsUserName()));
            connection
                    .identity()
                    .certificate(certificate, CertificateIdentity.of(certificate, settings.identityAsClientId()));
        } catch (SSLPeerUnverifiedException e) {
            // Requested, not required: the client has none, and CONNECT says who it is.
            return;
        }
    }
}
