package io.ternmq.admin;

/** What a node has counted since it started. */
public record NodeTotals(
        long messagesIn,
        long messagesOut,
        long queueIn,
        long queueOut,
        long queueDropped,
        long queueUnhandled,
        long matchesLocal,
        long matchesRemote) {}
