package io.ternmq.session;

import io.ternmq.access.CertificateName;
import io.ternmq.access.Client;
import io.ternmq.access.Shown;
import io.ternmq.config.AccessSettings.Takeover;
import io.ternmq.event.Explained;
import org.jspecify.annotations.Nullable;

/**
 * To whom a session belongs: the user name that it was made under, without one the common name of the client's certificate, without
 * either nobody in particular, which is the same for all such clients. A session that was kept before owners were belongs to
 * whoever comes first.
 */
final class Principal {
    /** No user name begins like this (MQTT-1.5.4-2). */
    private static final String CERTIFICATE = "\0certificate ";

    private Principal() {}

    static String of(Client client) {
        if (client.userName() != null) {
            return client.userName();
        }
        String name = CertificateName.of(client.peer().certificate());
        return name == null ? "" : CERTIFICATE + name;
    }

    /** Whether the client may have the session of its id, if there is one. */
    static boolean mayTake(SessionLoop home, Client client) {
        Session old = home.sessions().find(client.id());
        return old == null || mayTake(old, client);
    }

    static boolean mayTake(Session session, Client client) {
        String owner = session.owner();
        return owner == null
                || session.home().settings().access().takeover() == Takeover.ANYONE
                || owner.equals(of(client));
    }

    static Explained explain(SessionLoop home, Client client) {
        Session old = home.sessions().find(client.id());
        return Explained.of(
                "takeover",
                "the session of client %s belongs to %s, and only that may take it over (ternmq.access.takeover is same-user); end the"
                                .formatted(
                                        Shown.quoted(client.id().clientId()), words(old == null ? null : old.owner()))
                        + " session, or use another client id");
    }

    private static String words(@Nullable String owner) {
        if (owner == null || owner.isEmpty()) {
            return "a client without user name";
        }
        return owner.startsWith(CERTIFICATE)
                ? "certificate " + Shown.quoted(owner.substring(CERTIFICATE.length()))
                : "user " + Shown.quoted(owner);
    }
}
