package io.ternmq.store;

import io.ternmq.config.Durability;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;

/**
 * One event loop's way into a target that must hold what is acknowledged: this node's store, later a replica. The loop
 * appends records to an open batch, hands the batch over once per turn, and lets acknowledgements wait for positions:
 *
 * <pre>
 *   append … append   each returns the position of its record, higher than those of this lane before and unlike all of other lanes
 *   submit            the open batch is handed over; never waits
 *   onCommitted       called on the loop when {@link #committed()} has risen, of whatever level
 * </pre>
 *
 * An acknowledgement may leave when {@code committed() >= its position}. A message's position is its {@link Publish#sequence()}, which
 * later records name it by. The order between lanes is that of their submits: who hands something over to another loop which may
 * append a record about it there submits first. All methods on the lane's loop only.
 */
public interface CommitLane {
    /** Appends a message with the durable sessions that are to get it. The publish may be a view. */
    long append(Publish publish, SessionUid[] receivers, int count);

    /**
     * Appends a message with the durable sessions that are to get it and what their deliveries are like. The publish may be a
     * view. A session may come more than once, for overlapping subscriptions.
     *
     * @param words for each receiver, as {@link #word} makes them; given back as they are
     */
    default long append(Publish publish, SessionUid[] receivers, int[] words, int count) {
        return append(publish, receivers, count);
    }

    /** What a delivery is like: subscription identifier (bits 0 to 27), QoS (28, 29), retain flag (30). */
    static int word(Qos qos, boolean retain, int identifier) {
        return identifier & (1 << 28) - 1 | qos.value() << 28 | (retain ? 1 << 30 : 0);
    }

    /** Appends a change of a session or of the retained table. */
    long append(StoreRecord change);

    /** As {@link StoreRecord.DeliverySent}, without an object. */
    default long appendSent(SessionUid session, long sequence, int packetId) {
        return append(new StoreRecord.DeliverySent(session, sequence, packetId));
    }

    /** As {@link StoreRecord.DeliveryReceived}, without an object. */
    default long appendReceived(SessionUid session, int packetId) {
        return append(new StoreRecord.DeliveryReceived(session, packetId));
    }

    /** As {@link StoreRecord.DeliveryDone}, without an object. */
    default long appendDone(SessionUid session, long sequence, int packetId) {
        return append(new StoreRecord.DeliveryDone(session, sequence, packetId));
    }

    /** As {@link StoreRecord.InboundPacketId}, without an object. */
    default long appendInbound(SessionUid session, int packetId, boolean inUse) {
        return append(new StoreRecord.InboundPacketId(session, packetId, inUse));
    }

    /** Which of the store's lanes has given the position of a message; a store that keeps nothing has no such numbers. */
    static int laneOf(long position) {
        return (int) position & 0xFF;
    }

    /** The last position handed out; 0 when nothing was appended yet. */
    long position();

    /**
     * Asks that what has been appended since the last submit becomes as safe as this, when that is more than the node's level. The
     * store synchronises the disk only when somebody asks.
     */
    default void require(Durability level) {}

    /** Hands over what was appended since the last time; does nothing when that is nothing. */
    void submit();

    /** Up to which position everything is as safe as the node's level asks. */
    long committed();

    /**
     * Up to which position everything is as safe as a level says. For what is above the node's level that is only so far as somebody
     * has required it.
     */
    default long committed(Durability level) {
        return committed();
    }

    /** Whether the target is so far behind that publishers should be paused. */
    boolean congested();
}
