package io.ternmq.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a source is.
 *
 * @param since when the state began
 * @param p50Micros half of the last questions took no longer; 0 for a source that asks nothing outside
 * @param p99Micros 99 % of them took no longer
 * @param errorRate how many of the last questions failed, from 0 to 1
 * @param lastError in words, without secrets; null for none
 * @param lastErrorAt when that was
 * @param questions what became of all questions; {@link Questions#NONE} for a source that asks nothing outside
 */
public record SourceHealth(
        State state,
        Instant since,
        long p50Micros,
        long p99Micros,
        double errorRate,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        Questions questions) {
    /** When this process began to have sources. */
    static final Instant START = Instant.now();

    /** How things stand. */
    public enum State {
        /** It answers. */
        UP,
        /** It answers by what it knew before, since what is new can't be read or understood. */
        STALE,
        /** It can't be reached; whoever needs it is refused at once. */
        DOWN,
        /** It could not be reached and is being tried. */
        RETRYING
    }

    /**
     * What became of questions since the start.
     *
     * @param refusedFull not asked, since as many were under way as may be
     * @param refusedOpen not asked, since the circuit breaker was open
     * @param underWay at this moment
     */
    public record Questions(
            long asked,
            long answered,
            long failed,
            long timedOut,
            long refusedFull,
            long refusedOpen,
            int underWay,
            Histogram micros) {
        public static final Questions NONE =
                new Questions(0, 0, 0, 0, 0, 0, 0, new Histogram(new long[0], new long[0], 0));
    }

    /**
     * How long questions took that were asked.
     *
     * @param ends upper ends of the classes, in microseconds
     * @param counts of each class; one more than ends
     * @param sum of all, in microseconds
     */
    public record Histogram(long[] ends, long[] counts, long sum) {}

    /** Of a source that has all it needs in memory. */
    public static SourceHealth local(State state, Instant since, @Nullable String lastError) {
        return new SourceHealth(state, since, 0, 0, 0, lastError, lastError == null ? null : since, Questions.NONE);
    }
}
