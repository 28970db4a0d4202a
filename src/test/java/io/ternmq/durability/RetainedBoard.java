package io.ternmq.durability;

import java.util.Arrays;

/**
 * Which retained values a reader may find. Of each topic, which has one publisher and one QoS, the last acknowledged publish counts: nothing older may
 * be found. A topic may be without a value as long as none was acknowledged, or when it was cleared at or after that publish.
 */
final class RetainedBoard {
    private final int[] lastAcknowledged;
    private final int[] lastClear;

    RetainedBoard(int topics) {
        lastAcknowledged = new int[topics];
        lastClear = new int[topics];
    }

    void begun(int topic, int message, boolean clear) {
        if (clear) {
            lastClear[topic] = message;
        }
    }

    void acknowledged(int topic, int message) {
        lastAcknowledged[topic] = Math.max(lastAcknowledged[topic], message);
    }

    /** The last acknowledged publish of each topic, 0 where there is none. */
    int[] acknowledged() {
        return Arrays.copyOf(lastAcknowledged, lastAcknowledged.length);
    }

    int topics() {
        return lastAcknowledged.length;
    }

    /** Whether a topic may be found empty by a reader that started at the given acknowledged publish. */
    boolean mayBeEmpty(int topic, int acknowledged) {
        return acknowledged == 0 || lastClear[topic] >= acknowledged;
    }
}
