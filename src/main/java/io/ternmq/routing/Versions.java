package io.ternmq.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which positions of the trees have changed, as version numbers in stripes: a position's hash picks its stripe. A route
 * remembers the stripes that it stands on and the sum of their versions, and is good as long as the sum is the same. Two
 * positions that share a stripe cost a needless look, never a wrong answer.
 *
 * <p>Protocol: a writer changes the tree and then raises the stripe; a reader reads the stripe and then the tree.
 */
final class Versions {
    /** 2^18 stripes are 1 MB: with 100,000 changes per second, a route of six positions is looked for anew every second or so. */
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
