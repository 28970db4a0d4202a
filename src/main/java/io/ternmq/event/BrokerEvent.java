package io.ternmq.event;

import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the broker and that somebody may want to know: log, console, hooks. Never one per delivered
 * message; those are counted only, see {@link Counters}. Names in events come from clients: escape them where they are shown.
 */
public sealed interface BrokerEvent {
    /** A client's session has been attached to its connection; CONNACK is on its way. */
    record ClientConnected(
            SubscriberId client,
            @Nullable String userName,
            String peer,
            String listener,
            ProtocolVersion version,
            boolean sessionPresent)
            implements BrokerEvent {}

    /** A connection of an admitted client has ended. */
    record ClientDisconnected(SubscriberId client, ReasonCode reason, String detail) implements BrokerEvent {}

    /**
     * A connection was closed before its client was admitted.
     *
     * @param explanation null when nobody had to decide, as for a packet that can't be read
     */
    record ConnectionRefused(
            String peer,
            String listener,
            String mountpoint,
            @Nullable String clientId,
            @Nullable String userName,
            ReasonCode reason,
            String detail,
            @Nullable Explained explanation)
            implements BrokerEvent {}

    /**
     * Something was not allowed to a client that is admitted, or is no longer, or to somebody without a connection.
     *
     * @param peer the client's address
     * @param action {@code publish}, {@code subscribe}, {@code will} or {@code stay connected}
     * @param topic the topic or topic filter; empty when the action has none
     * @param reason told to the client where the protocol has room for it
     * @param by the account or key by which it was asked for over HTTP; null when a client itself did it
     */
    record AccessRefused(
            SubscriberId client,
            @Nullable String userName,
            String peer,
            String listener,
            String action,
            String topic,
            int qos,
            boolean retain,
            ReasonCode reason,
            Explained explanation,
            @Nullable String by)
            implements BrokerEvent {

        /** Of something that a client itself did. */
        public AccessRefused(
                SubscriberId client,
                @Nullable String userName,
                String peer,
                String listener,
                String action,
                String topic,
                int qos,
                boolean retain,
                ReasonCode reason,
                Explained explanation) {
            this(client, userName, peer, listener, action, topic, qos, retain, reason, explanation, null);
        }
    }

    /** A message was not delivered. */
    record MessageDropped(SubscriberId receiver, String topic, int qos, DropReason reason) implements BrokerEvent {}

    /**
     * Messages for a client were dropped, or messages of it were; told for the first one at once, and then with how many it were since,
     * for one client not more often than once in ten seconds.
     *
     * @param reason that of the last one
     */
    record MessagesLost(SubscriberId client, DropReason reason, long count) implements BrokerEvent {}

    /** A session has come to be. */
    record SessionCreated(SubscriberId client) implements BrokerEvent {}

    /** A session is gone; its subscriptions and messages with it. */
    record SessionEnded(SubscriberId client, boolean expired) implements BrokerEvent {}

    /** A client has subscribed. */
    record Subscribed(SubscriberId client, String filter, int qos) implements BrokerEvent {}

    /** A subscription was taken back. */
    record Unsubscribed(SubscriberId client, String filter) implements BrokerEvent {}

    /** A listener accepts connections. */
    record ListenerStarted(String listener, String address) implements BrokerEvent {}

    /** A listener accepts no connections any more. */
    record ListenerStopped(String listener) implements BrokerEvent {}

    /** Something is wrong and stays so until it is cleared. One per name at a time. Whoever raises it writes it to the log. */
    record AlarmRaised(String name, String sentence) implements BrokerEvent {}

    /**
     * Something went wrong that should not have, and is over already; shown to operators for an hour. One per name at a time. Whoever
     * tells of it writes it to the log.
     */
    record IncidentHappened(String name, String sentence) implements BrokerEvent {}

    /** What was wrong is over. */
    record AlarmCleared(String name) implements BrokerEvent {}
}
