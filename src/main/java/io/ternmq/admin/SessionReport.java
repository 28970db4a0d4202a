package io.ternmq.admin;

import io.ternmq.session.SessionView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session, for operators. Names come from clients and are told as they are: whoever shows them escapes them.
 *
 * @param address where its client connects from, null when it isn't connected; the following four too
 * @param protocol 3, 4 or 5
 * @param expiresAt when it ends unless its client comes back; null when the client is there, or for never
 */
public record SessionReport(
        String mountpoint,
        String clientId,
        boolean online,
        @Nullable String address,
        @Nullable String userName,
        @Nullable String listener,
        @Nullable Integer protocol,
        @Nullable Instant connectedAt,
        @Nullable Instant expiresAt,
        int subscriptions,
        int queuedMessages,
        long queuedBytes,
        int inflightMessages) {

    static SessionReport of(SessionView view) {
        var peer = view.peer();
        var version = view.version();
        return new SessionReport(
                view.id().mountpoint(),
                view.id().clientId(),
                view.online(),
                peer == null
                        ? null
                        : peer.address().getHostString() + ":" + peer.address().getPort(),
                view.userName(),
                peer == null ? null : peer.listener(),
                version == null ? null : version.level(),
                view.connectedAt(),
                view.expiresAt(),
                view.subscriptions(),
                view.queuedMessages(),
                view.queuedBytes(),
                view.inflightMessages());
    }
}
