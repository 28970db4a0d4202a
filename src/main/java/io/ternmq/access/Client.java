package io.ternmq.access;

import io.ternmq.access.password.PasswordPrint;
import io.ternmq.protocol.SubscriberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that has been admitted, as rules know it.
 *
 * @param groups that the user is in
 * @param admittedBy the source that admitted it; empty when that isn't known
 * @param grant what the source that admitted it has said of its rights; null for nothing
 * @param endsAtMillis until when it is admitted, wall clock; {@link Long#MAX_VALUE} for ever
 * @param passwordPrint of the password that it was admitted by, as the source kept it then; {@link PasswordPrint#NONE} when the source
 *     judges nobody again by it
 */
public record Client(
        SubscriberId id,
        @Nullable String userName,
        Peer peer,
        List<String> groups,
        String admittedBy,
        @Nullable Grant grant,
        long endsAtMillis,
        long passwordPrint) {

    /** Of whom its source has said nothing of its rights. */
    public Client(SubscriberId id, @Nullable String userName, Peer peer, List<String> groups, String admittedBy) {
        this(id, userName, peer, groups, admittedBy, null, Long.MAX_VALUE, PasswordPrint.NONE);
    }

    /** Of whom its source has said nothing but that it may connect. */
    public Client(SubscriberId id, @Nullable String userName, Peer peer) {
        this(id, userName, peer, List.of(), "");
    }

    /** In no group. */
    public Client(SubscriberId id, @Nullable String userName, Peer peer, @Nullable Grant grant) {
        this(
                id,
                userName,
                peer,
                List.of(),
                grant == null ? "" : grant.source(),
                grant,
                Long.MAX_VALUE,
                PasswordPrint.NONE);
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
                admitted.grant(),
                admitted.endsAtMillis(),
                admitted.passwordPrint());
    }

    /** The same, as if it were in that mountpoint. */
    Client at(String mountpoint) {
        SubscriberId there = new SubscriberId(mountpoint, id.clientId());
        return new Client(there, userName, peer, groups, admittedBy, grant, endsAtMillis, passwordPrint);
    }

    /** The same, in these groups. */
    public Client in(List<String> known) {
        return new Client(id, userName, peer, known, admittedBy, grant, endsAtMillis, passwordPrint);
    }
}
