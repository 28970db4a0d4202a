package io.ternmq.protocol;

import java.util.Arrays;

/** Ranges of a publish's properties that are not forwarded, in rising order and apart from each other. */
final class PropertyCuts {
    /** No cuts, of all that have none; it isn't to be changed. */
    static final PropertyCuts NONE = new PropertyCuts();

    private int[] ends = new int[4];
    private int count;
    private int bytes;

    /** How many ranges. */
    int count() {
        return count;
    }

    /** Their bytes together. */
    int bytes() {
        return bytes;
    }

    /** Where the i-th range begins. */
    int from(int i) {
        return ends[2 * i];
    }

    /** Where the i-th range ends; the first byte behind it. */
    int to(int i) {
        return ends[2 * i + 1];
    }

    void add(int index, int length) {
        if (2 * count == ends.length) {
            ends = Arrays.copyOf(ends, ends.length * 2);
        }
        ends[2 * count] = index;
        ends[2 * count + 1] = index + length;
        count++;
        bytes += length;
    }

    void clear() {
        count = 0;
        bytes = 0;
    }
}
