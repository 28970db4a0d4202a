package io.ternmq.store;

import java.util.List;

/**
 * What was read of a session's queue.
 *
 * @param deliveries in the order of the queue
 * @param last the order of the last message that was looked at, from which to read on; the one given when there was none
 * @param expired messages that had expired; they are done with
 * @param missing messages that could not be read; they are done with, and reported
 * @param end whether there was nothing beyond when this was read
 */
public record ReadBatch(List<StoredDelivery> deliveries, long last, int expired, int missing, boolean end) {}
