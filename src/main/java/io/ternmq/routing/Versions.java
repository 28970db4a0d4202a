package io.ternmq.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where something has come to be that wasn't there, as version numbers in stripes: the hash of a position in a tree picks its
 * stripe. Two positions that share a stripe cost a needless look, never a wrong answer.
 *
 * <p>Protocol: a writer links and then raises the stripe; a reader reads the stripe and then looks.
 */
final class Versions {
    /** 1 MB: with 100,000 new filters per second, a position that was looked for in vain is looked for anew every 2.6 seconds. */
    private static final int STRIPES = 1 << 18;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);

    private final int[] cells = new int[STRIPES];

    static int stripe(int position) {
        return position & STRIPES - 1;
    }

    int read(int stripe) {
        return (int) CELL.getVolatile(cells, stripe);
    }

    void raise(int position) {
        CELL.getAndAdd(cells, stripe(position), 1);
    }

    /** The sum of the stripes' versions, wrapping around. */
    int sum(int[] stripes) {
        int sum = 0;
        for (int stripe : stripes) {
            sum += read(stripe);
        }
        return sum;
    }
}
