package io.ternmq.access;

import io.ternmq.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a connected client's admission after something has changed.
 *
 * @param client as it is known now, its groups above all
 * @param refusal why it may stay no longer; null when it may
 * @param reason for DISCONNECT
 */
public record Review(Client client, @Nullable Explanation refusal, ReasonCode reason) {
    /** It stays. */
    public static Review stays(Client client) {
        return new Review(client, null, ReasonCode.SUCCESS);
    }

    /** It has to go. */
    public static Review leaves(Client client, ReasonCode reason, Explanation why) {
        return new Review(client, why, reason);
    }
}
