package io.ternmq.store;

import io.ternmq.protocol.Publish;

/**
 * One event loop's way into a target that must hold what is acknowledged: this node's store, later a replica. The loop
 * appends records to an open batch, hands the batch over once per turn, and lets acknowledgements wait for positions:
 *
 * <pre>
 *   append … append   each returns the position of its record in this lane, rising by one
 *   submit            the open batch is handed over; never waits
 *   onCommitted       called on the loop when {@link #committed()} has risen
 * </pre>
 *
 * An acknowledgement may leave when {@code committed() >= its position}. All methods on the lane's loop only.
 */
public interface CommitLane {
    /** Appends a message with the durable sessions that are to get it. The publish may be a view. */
    long append(Publish publish, SessionUid[] receivers, int count);

    /** Appends a change of a session or of the retained table. */
    long append(StoreRecord change);

    /** The last position handed out; 0 when nothing was appended yet. */
    long position();

    /** Hands over what was appended since the last time; does nothing when that is nothing. */
    void submit();

    /** Up to which position everything is as safe as the level asks. */
    long committed();

    /** Whether the target is so far behind that publishers should be paused. */
    boolean congested();
}
