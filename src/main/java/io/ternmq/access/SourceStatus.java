package io.ternmq.access;

/**
 * A source of this node, for operators.
 *
 * @param name as settings and explanations call it
 * @param authenticates whether it knows who somebody is
 * @param authorizes whether it knows what somebody may do
 */
public record SourceStatus(String name, boolean authenticates, boolean authorizes, SourceHealth health) {}
