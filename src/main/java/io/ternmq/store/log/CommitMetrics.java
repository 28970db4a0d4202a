package io.ternmq.store.log;

import io.ternmq.store.StoreMetrics.Histogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts values in classes of powers of two, each in four parts. One thread counts; any reads, a moment late, without lock.
 */
final class CommitMetrics {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PARTS_BITS = 2;
    private static final int CELLS = 64 << PARTS_BITS;

    private final long[] cells = new long[CELLS];
    private final long[] sum = new long[1];

    void count(long value) {
        int cell = cellOf(Math.max(0, value));
        CELL.setOpaque(cells, cell, cells[cell] + 1);
        CELL.setOpaque(sum, 0, sum[0] + value);
    }

    private static int cellOf(long value) {
        if (value < 1 << PARTS_BITS) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        int part = (int) (value >>> exponent - PARTS_BITS) & (1 << PARTS_BITS) - 1;
        return (exponent - PARTS_BITS + 1 << PARTS_BITS) + part;
    }

    /** The largest value of a cell. */
    private static long upperEnd(int cell) {
        if (cell < 1 << PARTS_BITS) {
            return cell;
        }
        int exponent = (cell >> PARTS_BITS) + PARTS_BITS - 1;
        long part = (cell & (1 << PARTS_BITS) - 1) + (1L << PARTS_BITS);
        return (part + 1 << exponent - PARTS_BITS) - 1;
    }

    Histogram snapshot() {
        long[] counts = new long[CELLS];
        int used = 0;
        for (int i = 0; i < CELLS; i++) {
            counts[i] = (long) CELL.getOpaque(cells, i);
            used = counts[i] > 0 ? i + 1 : used;
        }
        long[] ends = new long[used];
        long[] filled = new long[used];
        for (int i = 0; i < used; i++) {
            ends[i] = upperEnd(i);
            filled[i] = counts[i];
        }
        return new Histogram(ends, filled, (long) CELL.getOpaque(sum, 0));
    }
}
