package io.ternmq.durability;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What one subscriber's application got: which messages, and how far each publisher's order has come. */
final class Deliveries {
    /** A session that the client itself has ended owes nothing; this is where its successor's claim begins. */
    private int subscribedAt = -1;

    private int latestSubscribedAt = -1;

    private final BitSet seen = new BitSet();
    private final Map<Integer, Integer> latest = new HashMap<>();

    void subscribed(int event) {
        if (subscribedAt < 0) {
            subscribedAt = event;
        }
        latestSubscribedAt = event;
    }

    void ended() {
        subscribedAt = -1;
    }

    /** Whether a message begun at an event is owed to this subscriber, the topic apart. */
    boolean claims(int begunAt) {
        return subscribedAt >= 0 && subscribedAt < begunAt;
    }

    /**
     * Whether the order of a message begun at an event counts. What was begun before the latest subscription may have met the broker
     * before it too, and come late when its publisher sent it a second time.
     */
    boolean isOrdered(int begunAt) {
        return claims(begunAt) && latestSubscribedAt < begunAt;
    }

    boolean hasSeen(int index) {
        return seen.get(index);
    }

    void see(int index) {
        seen.set(index);
    }

    /** Notes a first delivery; returns a later message of the same publisher, topic and QoS that came before; 0 if none did. */
    int overtaker(int publisher, int topic, int qos, int message) {
        int line = publisher << 16 | topic << 2 | qos;
        Integer before = latest.get(line);
        if (before != null && before > message) {
            return before;
        }
        latest.put(line, message);
        return 0;
    }
}
