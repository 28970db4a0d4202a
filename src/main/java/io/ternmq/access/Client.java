package io.ternmq.access;

import io.ternmq.protocol.SubscriberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that has been admitted, as rules know it.
 *
 * @param groups that the user is in
 * @param admittedBy the source that admitted it; empty when that isn't known
 * @param grants what it may do, by the source that admitted it; null when that didn't say
 */
public record Client(
        SubscriberId id,
        @Nullable String userName,
        Peer peer,
        List<String> groups,
        String admittedBy,
        @Nullable Grants grants) {

    /** Without rights of its own. */
    public Client(
            SubscriberId id, @Nullable String userName, Peer peer, List<String> groups, String admittedBy) {
        this(id, userName, peer, groups, admittedBy, null);
    }

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
                admitted.explanation().source(),
                admitted.grants());
    }

    /** The same, in these groups. */
    public Client in(List<String> known) {
        return new Client(id, userName, peer, known, admittedBy, grants);
    }
}
