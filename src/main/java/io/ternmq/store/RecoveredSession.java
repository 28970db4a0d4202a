package io.ternmq.store;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Will;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as the store has kept it.
 *
 * @param expirySeconds the session expiry interval
 * @param wasConnected whether it had a connection when the broker ended without a good-bye
 * @param expiresAtMillis when it ends, wall clock; {@link Publish#NEVER} when it doesn't, or when it was connected: then its time
 *     begins now
 * @param will what is still to be published
 * @param willAtMillis when, wall clock; {@link Publish#NEVER} when there is none, or when it was connected
 * @param inboundPacketIds of the client's QoS 2 publishes that are not finished
 * @param messages that it waits for or has under way, to be read by {@link StoredQueue}
 * @param bytes of these in the log
 * @param inflight of these, under way
 * @param owner who it belongs to; null when that isn't known
 */
public record RecoveredSession(
        SessionUid uid,
        SubscriberId id,
        long expirySeconds,
        boolean wasConnected,
        long expiresAtMillis,
        @Nullable Will will,
        long willAtMillis,
        List<StoreRecord.SubscriptionPut> subscriptions,
        int[] inboundPacketIds,
        int messages,
        long bytes,
        int inflight,
        @Nullable String owner) {}
