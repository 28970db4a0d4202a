package io.ternmq.routing;

import io.ternmq.protocol.SubscriberId;
import java.util.List;

/** The event loops of MQTT. */
public record Loops(List<Loop> all) {
    public int count() {
        return all.size();
    }

    /**
     * The loop that a subscriber id belongs to, online and offline: its connection is moved there when it is admitted, so that
     * a session never changes loops and everything about one subscriber id is in line on one loop.
     */
    public Loop homeOf(SubscriberId id) {
        int hash = id.hashCode();
        return all.get(Math.floorMod(hash ^ hash >>> 16, all.size()));
    }
}
