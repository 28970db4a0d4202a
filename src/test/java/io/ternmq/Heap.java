package io.ternmq;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** The heap, as measurements of memory see it. */
public final class Heap {
    private static final int COLLECTIONS = 4;
    private static final int PATIENCE_MILLIS = 10_000;

    private Heap() {}

    /** Bytes that are in use after some collections. */
    public static long used() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            collect();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Collects once, and waits until those who watch references have been told: they free what hangs on them. */
    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> told = new ReferenceQueue<>();
        Reference<Object> mark = new WeakReference<>(new Object(), told);
        System.gc();
        if (told.remove(PATIENCE_MILLIS) != mark) {
            throw new IllegalStateException("nothing was collected within " + PATIENCE_MILLIS + " ms");
        }
    }
}
