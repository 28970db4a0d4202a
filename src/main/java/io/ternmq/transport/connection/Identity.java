package io.ternmq.transport.connection;

import io.ternmq.access.Peer;
import io.ternmq.protocol.ProtocolVersion;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Who the other end is, as it becomes known on the way to CONNECT. */
public final class Identity {
    private InetSocketAddress address;
    private final boolean loopback;
    private @Nullable String userName;
    private @Nullable String clientId;
    private @Nullable X509Certificate certificate;

    /** @param loopback whether the socket's own peer is this machine and no proxy is believed */
    Identity(InetSocketAddress address, boolean loopback) {
        this.address = address;
        this.loopback = loopback;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** A trusted proxy tells whom it speaks for. */
    public void speaksFor(InetSocketAddress client) {
        address = client;
    }

    /** A certificate or a trusted proxy vouches for the user name; null says nothing new. */
    public void userName(@Nullable String vouchedFor) {
        if (vouchedFor != null) {
            userName = vouchedFor;
        }
    }

    /** The certificate that the client has shown. */
    public void certificate(X509Certificate shown, @Nullable String vouchedForClientId) {
        certificate = shown;
        clientId = vouchedForClientId;
    }

    Peer peer(ListenerContext listener, ProtocolVersion version) {
        return new Peer(
                listener.name, listener.mountpoint, address, loopback, userName, clientId, certificate, version);
    }
}
