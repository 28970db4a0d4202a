package io.ternmq.protocol.codec;

/** Which end of the connection reads: it decides what may come. */
public enum Role {
    /** Reads what clients send. */
    SERVER,
    /** Reads what a server sends: a bridge, the benchmark client, a test. */
    CLIENT
}
