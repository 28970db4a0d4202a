package io.ternmq.event;

import java.util.Locale;

/** Why a message was not delivered to a receiver. Every drop has one, and each is counted. */
public enum DropReason {
    /** The session's queue holds as many messages as it may. */
    QUEUE_FULL,
    /** The session's queue holds as many bytes as it may. */
    QUEUE_BYTES_FULL,
    /** The message's expiry interval had passed. */
    EXPIRED,
    /** QoS 0 for a session without a connection. */
    OFFLINE_QOS0,
    /** The packet would be larger than the client's maximum packet size. */
    MAX_PACKET_SIZE_EXCEEDED,
    /** QoS 0 for a client that reads too slowly. */
    SLOW_RECEIVER,
    /** QoS 0 for a slow client while the node is short of memory. */
    MEMORY_PRESSURE,
    /** The session ended while the message waited. */
    SESSION_ENDED,
    /** No member of a shared subscription could take the message. */
    NO_SHARED_MEMBER,
    /** The receiver failed on it, by an error in the broker that the log describes. */
    RECEIVER_FAILED,
    /** The publisher may not publish there, or the receiver may have it no longer. */
    NOT_AUTHORIZED,
    /** Clients may not publish to topics that begin with {@code $}. */
    SYSTEM_TOPIC,
    /** The store can't keep it, and a session without it may not have it. */
    STORE_UNAVAILABLE,
    /** It was in the store and can't be read any more; the log says why. */
    STORE_DAMAGED;

    /** The reason for people, in a few words. */
    public String words() {
        return switch (this) {
            case QUEUE_BYTES_FULL -> "queue full by bytes";
            case OFFLINE_QOS0 -> "QoS 0 for an offline client";
            case MAX_PACKET_SIZE_EXCEEDED -> "larger than the client takes";
            case SLOW_RECEIVER -> "client too slow";
            case MEMORY_PRESSURE -> "node short of memory";
            case NO_SHARED_MEMBER -> "no member of the shared subscription could take it";
            case RECEIVER_FAILED -> "failure in the broker";
            case NOT_AUTHORIZED -> "not allowed";
            case SYSTEM_TOPIC -> "topic begins with $";
            case STORE_UNAVAILABLE -> "store can't keep it";
            case STORE_DAMAGED -> "damaged in the store";
            default -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
