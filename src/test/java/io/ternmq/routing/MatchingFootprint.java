package io.ternmq.routing;

import io.ternmq.Heap;
import io.ternmq.routing.MatchingBenchmark.Kind;
import java.util.Locale;

/**
 * Measures what subscriptions take of the heap, and what it takes to make and remove one. Run {@code main} with a heap that holds
 * as many as are asked for; the argument is their number.
 */
final class MatchingFootprint {
    private MatchingFootprint() {}

    public static void main(String[] args) throws InterruptedException {
        int filters = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        for (Kind kind : Kind.values()) {
            measure(kind, filters);
        }
    }

    private static void measure(Kind kind, int filters) throws InterruptedException {
        try (ManyFilters node = new ManyFilters(kind, 0)) {
            long before = Heap.used();
            long start = System.nanoTime();
            for (int i = 0; i < filters; i++) {
                node.add(i, node.filter(i));
            }
            double add = (double) (System.nanoTime() - start) / filters;
            long bytes = Heap.used() - before;
            long own = node.approximateBytes();
            start = System.nanoTime();
            for (int i = 0; i < filters; i++) {
                node.remove(i, node.filter(i));
            }
            double remove = (double) (System.nanoTime() - start) / filters;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,d filters, %s: %.0f MB, %d B each (own figure %.0f MB), %.2f µs to add, %.2f µs to remove",
                    filters,
                    kind,
                    bytes / 1e6,
                    bytes / filters,
                    own / 1e6,
                    add / 1e3,
                    remove / 1e3));
        }
    }
}
