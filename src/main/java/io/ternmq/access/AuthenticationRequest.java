package io.ternmq.access;

import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.protocol.SubscriberId;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants to connect.
 *
 * @param password never logged, never kept
 * @param anonymous the policy of the listener, or the node's
 */
public record AuthenticationRequest(
        SubscriberId id,
        @Nullable String userName,
        byte @Nullable [] password,
        boolean cleanStart,
        Peer peer,
        Anonymous anonymous) {

    /** As it stands when what a certificate or a trusted proxy says of the client goes before what the client says. */
    public AuthenticationRequest vouched() {
        if (!peer.isVouched()) {
            return this;
        }
        SubscriberId vouchedId =
                peer.clientIdIdentity() == null ? id : new SubscriberId(id.mountpoint(), peer.clientIdIdentity());
        String vouchedName = peer.identity() == null ? userName : peer.identity();
        return new AuthenticationRequest(vouchedId, vouchedName, password, cleanStart, peer, anonymous);
    }

    @Override
    public String toString() {
        return "AuthenticationRequest[" + id + "]";
    }
}
