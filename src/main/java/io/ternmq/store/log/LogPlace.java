package io.ternmq.store.log;

/** Where something lies in the log, in one number that rises along the log: the segment (upper half) and the offset in it. */
public final class LogPlace {
    private LogPlace() {}

    public static long of(int segment, long offset) {
        return (long) segment << 32 | offset;
    }

    public static int segment(long place) {
        return (int) (place >>> 32);
    }

    public static long offset(long place) {
        return place & 0xFFFFFFFFL;
    }

    /** For people. */
    public static String text(long place) {
        return DiskSegmentFiles.name(segment(place)) + " at " + offset(place);
    }
}
