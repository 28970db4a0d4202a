package io.ternmq.retained;

import io.ternmq.Heap;
import java.util.Locale;

/**
 * Measures what retained messages take of the heap. Run {@code main} with a heap that holds as many as are asked for; the argument
 * is their number.
 */
final class RetainedFootprint {
    private RetainedFootprint() {}

    public static void main(String[] args) throws InterruptedException {
        int messages = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        ManyRetained retained = new ManyRetained();
        long before = Heap.used();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            retained.put(ManyRetained.topic(i));
        }
        double put = (double) (System.nanoTime() - start) / messages;
        long bytes = Heap.used() - before;
        System.out.println(String.format(
                Locale.ROOT,
                "%,d retained messages of 64 B: %.0f MB, %d B each (own figure %.0f MB), %.2f µs to put",
                messages,
                bytes / 1e6,
                bytes / messages,
                retained.table.bytes() / 1e6,
                put / 1e3));
    }
}
