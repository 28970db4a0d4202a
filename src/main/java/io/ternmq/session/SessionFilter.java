package io.ternmq.session;

import io.ternmq.protocol.ProtocolVersion;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions an operator asks for. What is asked of a connection is met by sessions only that have one like it now.
 *
 * @param clientId a part of the client id; empty for any
 * @param mountpoint null for any
 * @param userName a part of the user name; empty for any
 * @param addresses where the client connects from; null for anywhere
 * @param listener the name of the listener; empty for any
 * @param version null for any
 * @param online whether connected; null for both
 * @param waiting whether only those that messages wait for
 */
public record SessionFilter(
        String clientId,
        @Nullable String mountpoint,
        String userName,
        @Nullable AddressRange addresses,
        String listener,
        @Nullable ProtocolVersion version,
        @Nullable Boolean online,
        boolean waiting) {
    /** All sessions. */
    public static final SessionFilter ALL = new SessionFilter("", null, "", null, "", null, null, false);

    /** Of these, those that are connected. */
    public SessionFilter connected() {
        return new SessionFilter(clientId, mountpoint, userName, addresses, listener, version, true, waiting);
    }

    /** Whether the session is one of them; on any thread, a moment old. */
    boolean matches(Session session) {
        if (!clientId.isEmpty() && !session.id().clientId().contains(clientId)
                || mountpoint != null && !mountpoint.equals(session.id().mountpoint())
                || online != null && online != session.online()) {
            return false;
        }
        return (!waiting || waits(session)) && (!asksForConnection() || hasConnection(session, this::matches));
    }

    private static boolean waits(Session session) {
        Backlog left = session.kept();
        return left != null && left.waiting() > 0
                || hasConnection(session, connection -> connection.outbound().waiting() > 0);
    }

    private static boolean hasConnection(Session session, Predicate<Attachment> asked) {
        for (Attachment at = session.firstAttachment(); at != null; at = at.next) {
            if (asked.test(at)) {
                return true;
            }
        }
        return false;
    }

    private boolean asksForConnection() {
        return !userName.isEmpty() || addresses != null || !listener.isEmpty() || version != null;
    }

    private boolean matches(Attachment connection) {
        String user = connection.userName();
        return (userName.isEmpty() || user != null && user.contains(userName))
                && (version == null || version == connection.version())
                && (listener.isEmpty()
                        || listener.equals(connection.connection().peer().listener()))
                && (addresses == null
                        || addresses.contains(connection.connection().peer().address()));
    }
}
