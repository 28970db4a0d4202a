package io.ternmq.access;

import io.ternmq.protocol.ProtocolVersion;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection besides what its CONNECT says.
 *
 * @param listener the name of the listener
 * @param mountpoint the listener's mountpoint
 * @param address the client's address: the socket's peer, or what a trusted proxy tells
 * @param loopback whether the socket's own peer is this machine and the listener trusts no proxy
 * @param identity the user name that a certificate or proxy vouches for; it goes before what CONNECT says
 * @param clientIdIdentity the client id that a certificate vouches for
 * @param certificate the client's certificate
 */
public record Peer(
        String listener,
        String mountpoint,
        InetSocketAddress address,
        boolean loopback,
        @Nullable String identity,
        @Nullable String clientIdIdentity,
        @Nullable X509Certificate certificate,
        ProtocolVersion version) {

    /** Whether a certificate or a trusted proxy vouches for user name or client id. */
    public boolean isVouched() {
        return identity != null || clientIdIdentity != null;
    }
}
