package io.ternmq.protocol;

/** One name and value that a client or the broker adds to a packet; order and repetitions are kept. */
public record UserProperty(String name, String value) {}
