package io.ternmq.access;

import io.ternmq.protocol.SubscriberId;
import org.jspecify.annotations.Nullable;

/**
 * A client that has been admitted, as rules know it.
 *
 * @param grant what the source that admitted it has said of its rights; null for nothing
 */
public record Client(
        SubscriberId id,
        @Nullable String userName,
        Peer peer,
        @Nullable Grant grant) {
    /** Of whom its source has said nothing but that it may connect. */
    public Client(SubscriberId id, @Nullable String userName, Peer peer) {
        this(id, userName, peer, null);
    }

    /** As it was admitted. */
    public static Client of(AuthenticationResult admitted, Peer peer) {
        return new Client(admitted.id(), admitted.userName(), peer, admitted.grant());
    }
}
