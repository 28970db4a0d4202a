package io.ternmq.store;

/**
 * A session's identity in logs and on replicas: where and as which session it was made. A client that starts clean gets a
 * new one.
 */
public record SessionUid(int node, long number) {}
