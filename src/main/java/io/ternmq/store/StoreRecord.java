package io.ternmq.store;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/** A change that must outlive the process, as the log of a node knows it. */
public sealed interface StoreRecord {
    /**
     * A session exists, connected from now on.
     *
     * @param will what is to be published when the connection is lost; a broker that is killed does so at its next start
     * @param owner who the session belongs to; null when that isn't known
     */
    record SessionOpened(
            SessionUid session,
            SubscriberId id,
            long expirySeconds,
            @Nullable Will will,
            @Nullable String owner) implements StoreRecord {
        /** Of nobody in particular. */
        public SessionOpened(SessionUid session, SubscriberId id, long expirySeconds, @Nullable Will will) {
            this(session, id, expirySeconds, will, null);
        }

        /** Without a will. */
        public SessionOpened(SessionUid session, SubscriberId id, long expirySeconds) {
            this(session, id, expirySeconds, null);
        }
    }

    /** A session has no connection any more. The will is what is still to be published, at its time. */
    record SessionClosed(
            SessionUid session,
            long expiresAtMillis,
            @Nullable Will will,
            long willAtMillis) implements StoreRecord {}

    /** A session is gone with all it had. */
    record SessionRemoved(SessionUid session) implements StoreRecord {}

    /** A subscription was made or changed. */
    record SubscriptionPut(SessionUid session, TopicFilter filter, SubscriptionOptions options, int identifier)
            implements StoreRecord {}

    /** A subscription was taken back. */
    record SubscriptionRemoved(SessionUid session, TopicFilter filter) implements StoreRecord {}

    /** A packet identifier of an inbound QoS 2 publish is in use, or free again. */
    record InboundPacketId(SessionUid session, int packetId, boolean inUse) implements StoreRecord {}

    /** A delivery got its packet identifier. */
    record DeliverySent(SessionUid session, long sequence, int packetId) implements StoreRecord {}

    /** A QoS 2 delivery was received: PUBREL follows. */
    record DeliveryReceived(SessionUid session, int packetId) implements StoreRecord {}

    /**
     * A session is done with a message: acknowledged, expired or dropped.
     *
     * @param packetId which of its deliveries, when the session gets the message more than once because its subscriptions overlap; 0
     *     for one that has none yet, or when there is only one
     */
    record DeliveryDone(SessionUid session, long sequence, int packetId) implements StoreRecord {
        /** Of a message that the session gets once, or that was not sent yet. */
        public DeliveryDone(SessionUid session, long sequence) {
            this(session, sequence, 0);
        }
    }

    /** A topic has a retained message. The publish is a kept one. */
    record RetainedPut(String mountpoint, Publish publish) implements StoreRecord {}

    /** A topic has no retained message any more. */
    record RetainedRemoved(String mountpoint, Topic topic) implements StoreRecord {}
}
