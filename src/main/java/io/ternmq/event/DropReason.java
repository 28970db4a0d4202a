package io.ternmq.event;

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
    /** The publisher may not publish there. */
    NOT_AUTHORIZED,
    /** Clients may not publish to topics that begin with {@code $}. */
    SYSTEM_TOPIC
}
