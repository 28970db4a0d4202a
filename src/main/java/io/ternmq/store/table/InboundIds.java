package io.ternmq.store.table;

import java.util.Arrays;

/** The packet identifiers of a client's QoS 2 publishes that are in use. On the table thread only. */
final class InboundIds {
    private static final int[] NONE = {};

    private int[] ids = NONE;
    private boolean dirty;
    private boolean stored;

    /** Those that are in use; not to be changed. */
    int[] all() {
        return ids;
    }

    boolean isEmpty() {
        return ids.length == 0;
    }

    void set(int packetId, boolean inUse) {
        int at = 0;
        while (at < ids.length && ids[at] != packetId) {
            at++;
        }
        if (inUse == at < ids.length) {
            return;
        }
        if (inUse) {
            ids = Arrays.copyOf(ids, at + 1);
            ids[at] = packetId;
        } else {
            int[] fewer = Arrays.copyOf(ids, ids.length - 1);
            System.arraycopy(ids, at + 1, fewer, at, fewer.length - at);
            ids = fewer;
        }
        dirty = true;
    }

    /** What the tables have. */
    void restore(int[] found) {
        ids = found;
        stored = found.length > 0;
    }

    /** They go to the tables if they have changed. */
    void store(SessionQueue queue, TableBatch batch) {
        if (!dirty) {
            return;
        }
        dirty = false;
        if (ids.length > 0) {
            stored = true;
            batch.putInbound(queue);
        } else if (stored) {
            stored = false;
            batch.deleteInbound(queue);
        }
    }
}
