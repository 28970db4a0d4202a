package io.ternmq.access;

import io.ternmq.protocol.SubscriberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that has been admitted, as rules know it.
 *
 * @param groups that the user is in
 * @param admittedBy the source that admitted it; empty when that isn't known
 */
public record Client(SubscriberId id, @Nullable String userName, Peer peer, List<String> groups, String admittedBy) {

    /** In no group. */
    public Client(SubscriberId id, @Nullable String userName, Peer peer) {
        this(id, userName, peer, List.of(), "");
    }

    /** As it was admitted. */
    public static Client of(AuthenticationResult admitted, Peer peer) {
        List<String> groups = admitted.groups();
        return new Client(
                admitted.id(),
                admitted.userName(),
                peer,
                groups == null ? List.of() : groups,
                admitted.explanation().source());
    }
}
