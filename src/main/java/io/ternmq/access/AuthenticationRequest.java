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

    @Override
    public String toString() {
        return "AuthenticationRequest[" + id + "]";
    }
}
