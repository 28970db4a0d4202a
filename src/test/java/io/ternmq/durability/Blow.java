package io.ternmq.durability;

/** What befalls the broker in a run. */
enum Blow {
    STARTED,
    LISTENING,
    KILLED,
    TERMINATED,
    KILLED_IN_START,
    HALTED_AT_POINT
}
