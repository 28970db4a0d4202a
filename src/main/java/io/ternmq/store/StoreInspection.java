package io.ternmq.store;

import java.util.List;

/**
 * What is in a store, for people.
 *
 * @param version of the format
 * @param identity a random name that the store keeps for life
 * @param epoch how often it was opened
 * @param tableBytes of the tables' files
 */
public record StoreInspection(
        int version,
        String identity,
        long epoch,
        StoreMetrics metrics,
        long tableBytes,
        List<SegmentFacts> segments,
        List<StoreProblem> problems) {

    /**
     * A file of the log.
     *
     * @param createdMillis wall clock; 0 when that isn't known
     * @param references what sessions wait for in it, each counted by itself
     * @param liveBytes about how much of it that is
     * @param damaged whether some of it isn't what was written
     */
    public record SegmentFacts(
            String name, long bytes, long createdMillis, long references, long liveBytes, boolean damaged) {}

    /**
     * What a verification has found.
     *
     * @param records that are sound
     * @param references what sessions wait for, and is there
     * @param problems empty when all is well
     */
    public record Verification(long records, long references, List<StoreProblem> problems) {}
}
