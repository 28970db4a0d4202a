package io.ternmq;

/** The heap, as measurements of memory see it. */
public final class Heap {
    private static final int COLLECTIONS = 4;
    private static final int PAUSE_MILLIS = 50;

    private Heap() {}

    /** Bytes that are in use after some collections. */
    public static long used() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(PAUSE_MILLIS);
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
