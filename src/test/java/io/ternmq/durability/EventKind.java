package io.ternmq.durability;

/** What a history tells; at most sixteen, the ordinal takes four bits. */
enum EventKind {
    /** Milliseconds since the start, in place of a message. */
    TIME,
    /** A PUBLISH is sent for the first time. */
    BEGUN,
    /** It is sent again with DUP, or its PUBREL is. */
    RESENT,
    /** PUBREC: the broker has the message. */
    RECEIVED,
    /** PUBACK or PUBCOMP: the exchange is over. */
    ACKNOWLEDGED,
    /** The broker answered with an error, nothing is owed. */
    REFUSED,
    /** The publisher has lost or dropped its session before the exchange was over. */
    ABANDONED,
    /** A message reached a subscriber's application. */
    DELIVERED,
    /** CONNACK without an error; the detail has the session-present flag and what it should be. */
    CONNECTED,
    /** SUBACK without an error. */
    SUBSCRIBED,
    /** A client ends its session of its own will: a CONNECT for a clean one is sent. */
    ENDED,
    /** A reader asks for retained values. */
    READ_BEGUN,
    /** A retained value reached the reader. */
    VALUE,
    /** The reader has read for long enough; the detail is 0 when the connection broke. */
    READ_ENDED,
    /** Something befell the broker; the detail says what, the message is the number of the cycle. */
    BROKER,
    /** Something that is wrong by itself; the message is the number of the text. */
    COMPLAINT
}
