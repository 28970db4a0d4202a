package io.ternmq.session;

import io.ternmq.store.CommitLane;
import java.util.Arrays;

/**
 * A position in each lane of the store. The messages of a lane come to a session in their order, by whatever way, so one position
 * tells of all before it.
 */
final class LaneMarks {
    private long[] marks = new long[2];

    /** Whether the position is at the mark of its lane, or before it. */
    boolean covers(long position) {
        int lane = CommitLane.laneOf(position);
        return lane < marks.length && position <= marks[lane];
    }

    /** Moves the mark of the position's lane up to it. */
    void reach(long position) {
        int lane = CommitLane.laneOf(position);
        if (lane >= marks.length) {
            marks = Arrays.copyOf(marks, lane + 1);
        }
        marks[lane] = Math.max(marks[lane], position);
    }
}
