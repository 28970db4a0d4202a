package io.ternmq.session;

import org.jspecify.annotations.Nullable;

/**
 * What a session keeps of its connection while there is none: what waits, what is under way, which of the client's QoS 2
 * publishes are unfinished, and retained messages still to be delivered. Each part only when there is something in it.
 */
final class Backlog {
    @Nullable
    OutboundQueue queue;

    @Nullable
    InflightWindow window;

    @Nullable
    PacketIdSet receivedIds;

    @Nullable
    RetainedReplay replay;

    /** What waits in the store only. */
    @Nullable
    StoredBacklog stored;

    OutboundQueue queue() {
        OutboundQueue known = queue;
        if (known == null) {
            known = new OutboundQueue();
            queue = known;
        }
        return known;
    }

    /** Messages that wait, in memory and in the store. */
    int waiting() {
        return (queue == null ? 0 : queue.size()) + (stored == null ? 0 : stored.messages());
    }

    /** Their bytes. */
    long waitingBytes() {
        return (queue == null ? 0 : queue.bytes()) + (stored == null ? 0 : stored.bytes());
    }

    boolean isEmpty() {
        OutboundQueue waiting = queue;
        InflightWindow under = window;
        PacketIdSet received = receivedIds;
        return replay == null
                && stored == null
                && (waiting == null || waiting.isEmpty())
                && (under == null || under.size() == 0)
                && (received == null || received.size() == 0);
    }
}
