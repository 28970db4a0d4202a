package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.ternmq.store.log.ChangeFormat;
import io.ternmq.store.log.JournalLane;
import io.ternmq.store.log.MessageFormat;
import io.ternmq.store.log.RecordFormat;
import io.ternmq.store.table.Tables.Family;
import org.jspecify.annotations.Nullable;

/**
 * Brings index and tables up to the log, record by record: the same while the broker runs and when it starts. What a record says of a
 * session that isn't there any more has no effect. On the table thread only.
 */
final class RecordApplier {
    private final QueueIndex index;
    private final TableBatch batch;
    private long counter;
    private long sessionNumber;

    RecordApplier(QueueIndex index, TableBatch batch, long counter, long sessionNumber) {
        this.index = index;
        this.batch = batch;
        this.counter = counter;
        this.sessionNumber = sessionNumber;
    }

    /** The highest counter of a position so far. */
    long counter() {
        return counter;
    }

    /** The highest number of a session so far. */
    long sessionNumber() {
        return sessionNumber;
    }

    /**
     * Applies one record.
     *
     * @param place where it lies in the log
     */
    void apply(ByteBuf bytes, int at, int length, long place) {
        counter = Math.max(counter, RecordFormat.position(bytes, at) >>> JournalLane.LANE_BITS);
        switch (RecordFormat.type(bytes, at)) {
            case RecordFormat.MESSAGE -> addMessage(bytes, at, length, place);
            case RecordFormat.COPY -> moveMessage(bytes, at, length, place);
            case RecordFormat.DELIVERY_SENT -> {
                SessionQueue queue = queue(bytes, at);
                if (queue != null) {
                    queue.sent(ChangeFormat.sequence(bytes, at), ChangeFormat.deliveryPacketId(bytes, at));
                }
            }
            case RecordFormat.DELIVERY_RECEIVED -> {
                SessionQueue queue = queue(bytes, at);
                if (queue != null) {
                    queue.received(ChangeFormat.packetId(bytes, at));
                }
            }
            case RecordFormat.DELIVERY_DONE -> {
                SessionQueue queue = queue(bytes, at);
                if (queue != null) {
                    queue.done(ChangeFormat.sequence(bytes, at), ChangeFormat.deliveryPacketId(bytes, at));
                }
            }
            case RecordFormat.INBOUND_PACKET_ID -> {
                int node = ChangeFormat.node(bytes, at);
                long number = ChangeFormat.number(bytes, at);
                if (index.isOpen(node, number)) {
                    index.change(node, number)
                            .inbound()
                            .set(ChangeFormat.packetId(bytes, at), ChangeFormat.inUse(bytes, at));
                }
            }
            case RecordFormat.RETAINED_PUT, RecordFormat.RETAINED_REMOVED -> applyRetained(bytes, at, length);
            default -> applySession(bytes, at, length);
        }
    }

    private @Nullable SessionQueue queue(ByteBuf bytes, int at) {
        SessionQueue queue = index.find(ChangeFormat.node(bytes, at), ChangeFormat.number(bytes, at));
        if (queue != null) {
            index.changed(queue);
        }
        return queue;
    }

    // ------------------------------------------------------------------ messages

    private void addMessage(ByteBuf bytes, int at, int length, long place) {
        long sequence = RecordFormat.position(bytes, at);
        int receivers = MessageFormat.receivers(bytes, at);
        int share = 32 - Integer.numberOfLeadingZeros(receivers - 1);
        for (int i = 0; i < receivers; i++) {
            long number = MessageFormat.receiverNumber(bytes, at, i);
            sessionNumber = Math.max(sessionNumber, number);
            index.change(MessageFormat.receiverNode(bytes, at, i), number)
                    .add(sequence, place, length, MessageFormat.receiverWord(bytes, at, i), share);
        }
    }

    private void moveMessage(ByteBuf bytes, int at, int length, long place) {
        long sequence = RecordFormat.position(bytes, at);
        for (int i = 0; i < MessageFormat.receivers(bytes, at); i++) {
            SessionQueue queue =
                    index.find(MessageFormat.receiverNode(bytes, at, i), MessageFormat.receiverNumber(bytes, at, i));
            if (queue != null && queue.moved(sequence, place, length)) {
                index.changed(queue);
            }
        }
    }

    // ------------------------------------------------------------------ sessions

    private void applySession(ByteBuf bytes, int at, int length) {
        int node = ChangeFormat.node(bytes, at);
        long number = ChangeFormat.number(bytes, at);
        byte type = RecordFormat.type(bytes, at);
        if (type == RecordFormat.SESSION_OPENED) {
            sessionNumber = Math.max(sessionNumber, number);
            index.open(node, number);
            putRow(bytes, at, length, TableKeys.session(node, number, TableKeys.OPENED));
            batch.delete(Family.SESSIONS, TableKeys.session(node, number, TableKeys.CLOSED));
        } else if (type == RecordFormat.SESSION_REMOVED) {
            index.remove(node, number, batch);
            batch.deleteSession(node, number);
        } else if (index.isOpen(node, number)) {
            switch (type) {
                case RecordFormat.SESSION_CLOSED ->
                    putRow(bytes, at, length, TableKeys.session(node, number, TableKeys.CLOSED));
                case RecordFormat.SUBSCRIPTION_PUT ->
                    putRow(bytes, at, length, TableKeys.subscription(node, number, ChangeFormat.putFilter(bytes, at)));
                case RecordFormat.SUBSCRIPTION_REMOVED ->
                    batch.delete(
                            Family.SESSIONS,
                            TableKeys.subscription(node, number, ChangeFormat.removedFilter(bytes, at)));
                default -> {
                    // A kind of record that only a newer version writes; the format's version sees to it that there is
                    // none.
                }
            }
        }
    }

    private void putRow(ByteBuf bytes, int at, int length, byte[] key) {
        batch.putRecord(Family.SESSIONS, key, bytes, at, length);
    }

    // ------------------------------------------------------------------ retained messages

    private void applyRetained(ByteBuf bytes, int at, int length) {
        byte[] mountpoint = ChangeFormat.mountpoint(bytes, at);
        if (RecordFormat.type(bytes, at) == RecordFormat.RETAINED_PUT) {
            byte[] topic = ChangeFormat.putTopic(bytes, at, mountpoint.length);
            batch.putRecord(Family.RETAINED, TableKeys.retained(mountpoint, topic), bytes, at, length);
        } else {
            byte[] topic = ChangeFormat.removedTopic(bytes, at, mountpoint.length);
            batch.delete(Family.RETAINED, TableKeys.retained(mountpoint, topic));
        }
    }
}
