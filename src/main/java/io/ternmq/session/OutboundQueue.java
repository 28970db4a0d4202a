package io.ternmq.session;

import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a client: in one ring what needs an acknowledgement, and so room in the inflight window, in another what
 * doesn't. Order is kept within a QoS level only, as MQTT promises it (MQTT-4.6.0-5), so that QoS 0 isn't held up by a closed
 * window. The limits are for both together. On its loop only.
 *
 * <p>Full, a FIFO queue refuses the new message, a LIFO queue drops the oldest.
 */
final class OutboundQueue {
    /** Told of each message that leaves the queue without being sent. */
    interface Drops {
        void onDropped(Publish publish, long word, DropReason reason);
    }

    private final MessageRing acknowledged = new MessageRing();
    private @Nullable MessageRing fireAndForget;

    int size() {
        return acknowledged.size() + qos0Size();
    }

    long bytes() {
        MessageRing other = fireAndForget;
        return acknowledged.bytes() + (other == null ? 0 : other.bytes());
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** Messages of QoS 0. */
    int qos0Size() {
        MessageRing other = fireAndForget;
        return other == null ? 0 : other.size();
    }

    /** Messages of QoS 1 and 2. */
    int acknowledgedSize() {
        return acknowledged.size();
    }

    /**
     * Takes a message, which may be a view, when there is room.
     *
     * @return null when it was taken; why not, when not
     */
    @Nullable
    DropReason offer(Publish publish, long word, QueueLimits limits, Drops drops) {
        long added = MessageRing.bytesOf(publish);
        DropReason full = fullFor(added, limits);
        while (full != null) {
            if (!limits.lifo() || !dropOldest(full, drops)) {
                return full;
            }
            full = fullFor(added, limits);
        }
        ringOf(word).add(publish.keep(), word);
        return null;
    }

    /** Puts a message that had been taken once in front of all others of its kind, whatever the limits. */
    void putBack(Publish kept, long word) {
        ringOf(word).addFirst(kept, word);
    }

    private @Nullable DropReason fullFor(long added, QueueLimits limits) {
        if (limits.messagesExceededBy(size() + 1)) {
            return DropReason.QUEUE_FULL;
        }
        return limits.bytesExceededBy(bytes() + added) ? DropReason.QUEUE_BYTES_FULL : null;
    }

    private boolean dropOldest(DropReason reason, Drops drops) {
        MessageRing other = fireAndForget;
        MessageRing ring = other != null && !other.isEmpty() ? other : acknowledged;
        if (ring.isEmpty()) {
            return false;
        }
        Publish oldest = ring.message(0);
        long word = ring.word(0);
        ring.removeOldest();
        drops.onDropped(oldest, word, reason);
        return true;
    }

    /** Drops what is beyond the limits: the newest of a FIFO queue, the oldest of a LIFO queue. */
    void trim(QueueLimits limits, Drops drops) {
        while (!isEmpty()) {
            DropReason reason = fullFor(0, limits);
            boolean tooMany = limits.messagesExceededBy(size());
            if (!tooMany && reason != DropReason.QUEUE_BYTES_FULL) {
                return;
            }
            DropReason why = tooMany ? DropReason.QUEUE_FULL : DropReason.QUEUE_BYTES_FULL;
            if (limits.lifo()) {
                dropOldest(why, drops);
            } else {
                dropNewest(why, drops);
            }
        }
    }

    private void dropNewest(DropReason reason, Drops drops) {
        MessageRing other = fireAndForget;
        MessageRing ring = other != null && !other.isEmpty() ? other : acknowledged;
        Publish newest = ring.message(ring.size() - 1);
        long word = ring.word(ring.size() - 1);
        ring.removeNewest();
        drops.onDropped(newest, word, reason);
    }

    /** Takes a message that the store has kept, whatever the limits. */
    void addStored(Publish kept, long word) {
        ringOf(word).add(kept, word);
    }

    /** Lets go of the messages that the store has; it is told how many they are. */
    void leaveToStore(StoredBacklog stored) {
        for (int left = acknowledged.size(); left > 0; left--) {
            Publish message = acknowledged.message(0);
            long word = acknowledged.word(0);
            acknowledged.removeOldest();
            if (message.sequence() == 0) {
                acknowledged.add(message, word);
            } else {
                stored.add(message);
            }
        }
    }

    /** Drops all messages of QoS 0. */
    void dropQos0(DropReason reason, Drops drops) {
        while (qos0Size() > 0) {
            dropOldest(reason, drops);
        }
        fireAndForget = null;
    }

    /** Drops everything. */
    void clear(DropReason reason, Drops drops) {
        while (dropOldest(reason, drops)) {
            // Until nothing is left.
        }
    }

    /** The next message of QoS 0; there must be one. */
    Publish nextQos0(boolean lifo) {
        return next(ringOfQos0(), lifo);
    }

    long nextQos0Word(boolean lifo) {
        return nextWord(ringOfQos0(), lifo);
    }

    void removeNextQos0(boolean lifo) {
        removeNext(ringOfQos0(), lifo);
    }

    /** The next message of QoS 1 or 2; there must be one. */
    Publish nextAcknowledged(boolean lifo) {
        return next(acknowledged, lifo);
    }

    long nextAcknowledgedWord(boolean lifo) {
        return nextWord(acknowledged, lifo);
    }

    void removeNextAcknowledged(boolean lifo) {
        removeNext(acknowledged, lifo);
    }

    private static Publish next(MessageRing ring, boolean lifo) {
        return ring.message(lifo ? ring.size() - 1 : 0);
    }

    private static long nextWord(MessageRing ring, boolean lifo) {
        return ring.word(lifo ? ring.size() - 1 : 0);
    }

    private static void removeNext(MessageRing ring, boolean lifo) {
        if (lifo) {
            ring.removeNewest();
        } else {
            ring.removeOldest();
        }
    }

    private MessageRing ringOf(long word) {
        return DeliveryWord.qos(word) == Qos.AT_MOST_ONCE ? ringOfQos0() : acknowledged;
    }

    private MessageRing ringOfQos0() {
        MessageRing ring = fireAndForget;
        if (ring == null) {
            ring = new MessageRing();
            fireAndForget = ring;
        }
        return ring;
    }
}
