package io.ternmq.store;

import io.ternmq.protocol.Publish;

/**
 * A message that a session waits for or has under way.
 *
 * @param order its place in the session's queue; rises along it, never used again
 * @param publish a kept one; its sequence names it
 * @param word what its delivery is like, as given to {@link CommitLane#append(Publish, SessionUid[], int[], int)}
 * @param packetId of a delivery that is under way; else 0
 * @param received whether PUBREC has come for it
 * @param sentNumber rises in the order in which deliveries were sent first; 0 when it wasn't
 */
public record StoredDelivery(long order, Publish publish, int word, int packetId, boolean received, int sentNumber) {}
