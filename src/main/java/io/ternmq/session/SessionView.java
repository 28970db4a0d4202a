package io.ternmq.session;

import io.ternmq.access.Peer;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as operators see it; a moment old.
 *
 * @param connections how many connections it has; the following four tell of the latest of them and are null when it has none
 * @param expirySeconds for how long it outlives its connection; 0xFFFFFFFF for ever
 * @param expiresAt when it ends unless its client comes back; null when online or never
 * @param queuedMessages that wait to be sent
 * @param inflightMessages sent and not acknowledged
 */
public record SessionView(
        SubscriberId id,
        int connections,
        @Nullable String userName,
        @Nullable Peer peer,
        @Nullable ProtocolVersion version,
        @Nullable Instant connectedAt,
        boolean durable,
        long expirySeconds,
        @Nullable Instant expiresAt,
        int subscriptions,
        int queuedMessages,
        long queuedBytes,
        int inflightMessages) {

    public boolean online() {
        return connections > 0;
    }

    static SessionView of(
            Session session,
            @Nullable Attachment first,
            @Nullable Backlog backlog,
            int subscriptions,
            long expirySeconds,
            long expiresAtMillis) {
        int connections = 0;
        int queued = 0;
        long bytes = 0;
        int inflight = 0;
        for (Attachment at = first; at != null; at = at.next) {
            connections++;
            queued += at.outbound().waiting();
            bytes += at.outbound().waitingBytes();
            inflight += at.outbound().underWay();
        }
        if (backlog != null) {
            InflightWindow window = backlog.window;
            queued += backlog.waiting();
            bytes += backlog.waitingBytes();
            inflight += window == null ? 0 : window.size();
        }
        return new SessionView(
                session.id(),
                connections,
                first == null ? null : first.userName(),
                first == null ? null : first.connection().peer(),
                first == null ? null : first.version(),
                first == null ? null : Instant.ofEpochMilli(first.connectedAtMillis()),
                session.durable() != null,
                expirySeconds,
                expiresAtMillis == Publish.NEVER ? null : Instant.ofEpochMilli(expiresAtMillis),
                subscriptions,
                queued,
                bytes,
                inflight);
    }
}
