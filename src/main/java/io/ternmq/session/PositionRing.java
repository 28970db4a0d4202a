package io.ternmq.session;

import java.util.Arrays;

/** Small things, each an int, that wait for positions of the store, oldest first. Two arrays. On its loop only. */
final class PositionRing {
    private static final int INITIAL = 8;

    private long[] positions = new long[INITIAL];
    private int[] entries = new int[INITIAL];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(long position, int entry) {
        if (size == entries.length) {
            grow();
        }
        int at = head + size & entries.length - 1;
        positions[at] = position;
        entries[at] = entry;
        size++;
    }

    /** What the oldest waits for; there must be one. */
    long position() {
        return positions[head];
    }

    /** Takes the oldest out; there must be one. */
    int remove() {
        int entry = entries[head];
        head = head + 1 & entries.length - 1;
        size--;
        return entry;
    }

    /** The i-th oldest. */
    int entry(int i) {
        return entries[head + i & entries.length - 1];
    }

    /** Puts another one in the place of the i-th oldest. */
    void replace(int i, long position, int entry) {
        int at = head + i & entries.length - 1;
        positions[at] = position;
        entries[at] = entry;
    }

    void clear() {
        size = 0;
    }

    private void grow() {
        int length = entries.length;
        long[] morePositions = Arrays.copyOf(positions, length * 2);
        int[] moreEntries = Arrays.copyOf(entries, length * 2);
        System.arraycopy(positions, 0, morePositions, length, head);
        System.arraycopy(entries, 0, moreEntries, length, head);
        positions = morePositions;
        entries = moreEntries;
    }
}
