package io.ternmq.store;

import java.util.List;

/**
 * What was read of a session's queue.
 *
 * @param deliveries in the order of the queue
 * @param last the order of the last message that was looked at, from which to read on; the one given when there was none
 * @param expired messages that had expired; they are done with
 * @param missing messages that are damaged or gone; they are done with, and reported
 * @param end whether there was nothing beyond when this was read
 * @param failed whether it ends early because the disk could not be read; what follows is still there, and may be asked for again later
 */
public record ReadBatch(
        List<StoredDelivery> deliveries, long last, int expired, int missing, boolean end, boolean failed) {
    static ReadBatch nothing(long last) {
        return new ReadBatch(List.of(), last, 0, 0, true, false);
    }
}
