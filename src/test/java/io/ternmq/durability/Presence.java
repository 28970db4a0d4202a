package io.ternmq.durability;

/** What the session-present flag of a CONNACK has to be. */
enum Presence {
    /** The client has been told of its session and has not ended it. */
    MUST,
    /** Nobody can know: an earlier CONNECT found no answer. */
    MAY,
    /** The client asked for a clean start, or was told that the session it has ended is gone. */
    MUST_NOT
}
