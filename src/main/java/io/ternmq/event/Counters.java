package io.ternmq.event;

import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The broker's counters. Each writing thread has a {@link Lane} of its own, so that counting is a plain add on memory that
 * nobody else writes; a reader adds up the lanes and may see a value a moment old, never a torn one.
 */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int[] OFFSET = new int[Counter.values().length];
    private static final int CELLS;
    /** Cells before and behind a lane, so that two lanes share no cache line. */
    private static final int PADDING = 16;

    static {
        int next = 0;
        for (Counter counter : Counter.values()) {
            OFFSET[counter.ordinal()] = next;
            next += counter.labels().width();
        }
        CELLS = next;
    }

    private final List<Lane> lanes = new CopyOnWriteArrayList<>();

    /** One thread's share of the counters. Only that thread may add. */
    public static final class Lane {
        private final long[] cells = new long[CELLS + 2 * PADDING];

        private Lane() {}

        private void add(int index, long amount) {
            int at = PADDING + index;
            CELL.setOpaque(cells, at, cells[at] + amount);
        }

        /** Counts for a counter without labels. */
        public void add(Counter counter, long amount) {
            add(OFFSET[counter.ordinal()], amount);
        }

        public void add(Counter counter, ProtocolVersion version, long amount) {
            add(OFFSET[counter.ordinal()] + versionIndex(version), amount);
        }

        public void add(Counter counter, ProtocolVersion version, ReasonCode reason, long amount) {
            add(OFFSET[counter.ordinal()] + versionIndex(version) * 256 + reason.value(), amount);
        }

        public void add(Counter counter, ReasonCode reason, long amount) {
            add(OFFSET[counter.ordinal()] + reason.value(), amount);
        }

        public void add(Counter counter, DropReason reason, long amount) {
            add(OFFSET[counter.ordinal()] + reason.ordinal(), amount);
        }

        private long read(int index) {
            return (long) CELL.getOpaque(cells, PADDING + index);
        }
    }

    private static int versionIndex(ProtocolVersion version) {
        return version == ProtocolVersion.MQTT_5 ? 1 : 0;
    }

    /** A new lane, for one thread. Lanes live as long as the broker. */
    public Lane lane() {
        Lane lane = new Lane();
        lanes.add(lane);
        return lane;
    }

    /** The sum over all lanes and labels. */
    public long total(Counter counter) {
        long sum = 0;
        for (int i = 0; i < counter.labels().width(); i++) {
            sum += cell(counter, i);
        }
        return sum;
    }

    public long value(Counter counter, ProtocolVersion version) {
        return cell(counter, versionIndex(version));
    }

    public long value(Counter counter, ProtocolVersion version, ReasonCode reason) {
        return cell(counter, versionIndex(version) * 256 + reason.value());
    }

    public long value(Counter counter, ReasonCode reason) {
        return cell(counter, reason.value());
    }

    public long value(Counter counter, DropReason reason) {
        return cell(counter, reason.ordinal());
    }

    private long cell(Counter counter, int index) {
        long sum = 0;
        for (Lane lane : lanes) {
            sum += lane.read(OFFSET[counter.ordinal()] + index);
        }
        return sum;
    }
}
