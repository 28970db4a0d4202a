package io.ternmq.durability;

import java.util.HashMap;
import java.util.Map;

/** A subscriber's half of a session: QoS 2 messages by packet identifier, each known from its PUBLISH until its PUBREL. */
final class IncomingPublishes {
    private final int client;
    private final History history;
    private final Map<Integer, Integer> unreleased = new HashMap<>();

    IncomingPublishes(int client, History history) {
        this.client = client;
        this.history = history;
    }

    /** Whether the message goes to the application: not when its packet identifier waits for a PUBREL. */
    boolean accept(int id, int message) {
        Integer known = unreleased.putIfAbsent(id, message);
        if (known != null && known != message) {
            history.complain(
                    client, "packet identifier " + id + " of message " + known + " used for message " + message);
        }
        return known == null;
    }

    void release(int id) {
        unreleased.remove(id);
    }

    /** Whether every message that came is over. */
    boolean isEmpty() {
        return unreleased.isEmpty();
    }

    void clear() {
        unreleased.clear();
    }
}
