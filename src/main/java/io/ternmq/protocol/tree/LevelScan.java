package io.ternmq.protocol.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The levels below a place of a tree, a page of them in the order of their bytes. A tree keeps them in no order, so each page passes over
 * all of them once and holds no more than the page. Lock-free; what comes or goes meanwhile may be met.
 *
 * @param <V> what is kept in the tree
 */
public final class LevelScan<V> {
    private static final int PASSED_PER_LOOK = 1024;

    private final int limit;
    private final byte @Nullable [] after;
    private final long deadlineNanos;
    /** The largest one first, so that it gives way to a smaller one. */
    private final PriorityQueue<Found<V>> kept =
            new PriorityQueue<>(Comparator.<Found<V>, byte[]>comparing(found -> found.level, Arrays::compareUnsigned)
                    .reversed());

    private long passed;
    private boolean cutShort;

    private record Found<V>(byte[] level, TreeNode<V> node) {}

    /**
     * @param after only levels behind this one; null for the first ones
     * @param deadlineNanos the {@link System#nanoTime()} at which it ends, with what it has found
     */
    public LevelScan(byte @Nullable [] after, int limit, long deadlineNanos) {
        this.after = after;
        this.limit = limit;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * The nodes of the page, in order, and one more when there are more.
     *
     * @param node whose literal children they are
     */
    public List<TreeNode<V>> below(TreeNode<V> node) {
        Object children = node.children();
        if (children != null) {
            pass(children);
        }
        return kept.stream()
                .sorted(Comparator.comparing(Found::level, Arrays::compareUnsigned))
                .map(Found::node)
                .toList();
    }

    private void pass(Object children) {
        for (long place = ChildScan.seek(children, ChildScan.START);
                place != ChildScan.END;
                place = ChildScan.seek(children, place + 1)) {
            TreeNode<V> child = ChildScan.at(children, place);
            if (child != null) {
                keep(child);
            }
            if (++passed % PASSED_PER_LOOK == 0 && System.nanoTime() - deadlineNanos >= 0) {
                cutShort = true;
                return;
            }
        }
    }

    private void keep(TreeNode<V> child) {
        if (after != null && child.compareLevel(after) <= 0) {
            return;
        }
        if (kept.size() <= limit) {
            kept.add(new Found<>(child.level(), child));
        } else if (child.compareLevel(kept.element().level()) < 0) {
            kept.remove();
            kept.add(new Found<>(child.level(), child));
        }
    }

    /** Whether the time was over before all levels were passed. */
    public boolean isCutShort() {
        return cutShort;
    }
}
