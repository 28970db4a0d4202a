package io.ternmq.store.table;

import java.util.Arrays;

/** How much of each segment sessions still wait for: references and about how many bytes. On the table thread only. */
final class SegmentUse {
    private int first;
    private long[] references = new long[16];
    private long[] bytes = new long[16];
    private long allReferences;
    private long allBytes;

    void add(int segment, int share) {
        change(segment, 1, share);
    }

    void remove(int segment, int share) {
        change(segment, -1, -share);
    }

    private void change(int segment, int count, int share) {
        int at = index(segment);
        references[at] += count;
        bytes[at] += share;
        allReferences += count;
        allBytes += share;
    }

    private int index(int segment) {
        if (allReferences == 0 && first == 0) {
            first = segment;
        }
        if (segment < first) {
            int more = first - segment;
            long[] wider = new long[references.length + more];
            System.arraycopy(references, 0, wider, more, references.length);
            references = wider;
            wider = new long[references.length];
            System.arraycopy(bytes, 0, wider, more, bytes.length);
            bytes = wider;
            first = segment;
        }
        int at = segment - first;
        if (at >= references.length) {
            references = Arrays.copyOf(references, Math.max(at + 1, references.length * 2));
            bytes = Arrays.copyOf(bytes, references.length);
        }
        return at;
    }

    /** What sessions wait for there, each counted by itself. */
    long references(int segment) {
        int at = segment - first;
        return at < 0 || at >= references.length ? 0 : references[at];
    }

    long bytes(int segment) {
        int at = segment - first;
        return at < 0 || at >= bytes.length ? 0 : bytes[at];
    }

    long references() {
        return allReferences;
    }

    long bytes() {
        return allBytes;
    }
}
