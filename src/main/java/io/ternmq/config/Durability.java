package io.ternmq.config;

/** What a QoS 1 or 2 message for a persistent session survives, once it has been acknowledged to its publisher. */
public enum Durability {
    /** Nothing: it is acknowledged before it is written. */
    MEMORY,
    /** The end of the broker's process: it is in a file. */
    PROCESS,
    /** The loss of power: the file has been synchronised with the disk. */
    DISK
}
