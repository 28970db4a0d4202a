package io.ternmq.access;

import io.ternmq.protocol.SubscriberId;
import org.jspecify.annotations.Nullable;

/** A client that has been admitted, as rules know it. */
public record Client(SubscriberId id, @Nullable String userName, Peer peer) {}
