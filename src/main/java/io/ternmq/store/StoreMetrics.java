package io.ternmq.store;

import java.util.Arrays;

/**
 * What the store has to say in figures, at one moment.
 *
 * @param commitNanos from the hand-over of a batch to its commit, in nanoseconds
 * @param batchRecords records that were committed together
 * @param messages that sessions wait for or have under way, counted once for each session
 * @param messageBytes of these, in the log
 * @param logBytes of all segments
 * @param segments of the log
 * @param oldestMillis about when the oldest message came in, wall clock; 0 when there is none
 * @param behind records that have been handed over and aren't committed
 * @param sessions that are kept
 */
public record StoreMetrics(
        Histogram commitNanos,
        Histogram batchRecords,
        long messages,
        long messageBytes,
        long logBytes,
        int segments,
        long oldestMillis,
        long behind,
        long sessions) {
    /** The metrics of a store that keeps nothing. */
    public static final StoreMetrics NONE = new StoreMetrics(Histogram.EMPTY, Histogram.EMPTY, 0, 0, 0, 0, 0, 0, 0);

    /**
     * How often values came in classes.
     *
     * @param ends the largest value of each class, rising
     * @param counts of each class
     * @param sum of all values
     */
    public record Histogram(long[] ends, long[] counts, long sum) {
        /** Of nothing. */
        public static final Histogram EMPTY = new Histogram(new long[0], new long[0], 0);

        public long count() {
            return Arrays.stream(counts).sum();
        }

        /** A value that so many of a hundred don't exceed, about 20 % too high at the most; 0 when nothing was counted. */
        public long percentile(double percent) {
            long left = (long) Math.ceil(count() * percent / 100);
            for (int i = 0; i < ends.length; i++) {
                left -= counts[i];
                if (left <= 0) {
                    return ends[i];
                }
            }
            return 0;
        }
    }
}
