package io.ternmq.protocol.tree;

import io.ternmq.protocol.tree.ChildTable.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the literal children of a node, a step at a time, while writers go on. What was there all the time is met exactly
 * once; what comes or goes meanwhile may or may not be met. A place is a number, so that a scan can rest.
 */
final class ChildScan {
    /** Before the first child. */
    static final long START = 0;
    /** Behind the last one. */
    static final long END = -1;

    private ChildScan() {}

    /** The first place from the given one on that has a child, or {@link #END}. */
    static long seek(Object children, long from) {
        if (children instanceof TreeNode<?>) {
            return from == 0 ? 0 : END;
        }
        if (children instanceof TreeNode<?>[] some) {
            return from < some.length ? from : END;
        }
        Segment[] all = (Segment[]) children;
        int slot = (int) from;
        for (int place = (int) (from >>> 32); place < all.length; place++, slot = 0) {
            Segment segment = all[place];
            if (place > 0 && slot == 0 && all[place - 1] == segment) {
                continue;
            }
            for (; slot < segment.slots.length; slot++) {
                TreeNode<?> node = (TreeNode<?>) ChildTable.SLOT.getAcquire(segment.slots, slot);
                if (node != null && node != ChildTable.TOMBSTONE) {
                    return (long) place << 32 | slot;
                }
            }
        }
        return END;
    }

    /** The child at a place that {@link #seek} gave; null when it has gone meanwhile. */
    @SuppressWarnings("unchecked")
    static <V> @Nullable TreeNode<V> at(Object children, long place) {
        if (children instanceof TreeNode<?> only) {
            return (TreeNode<V>) only;
        }
        if (children instanceof TreeNode<?>[] some) {
            return (TreeNode<V>) some[(int) place];
        }
        Segment segment = ((Segment[]) children)[(int) (place >>> 32)];
        TreeNode<?> node = (TreeNode<?>) ChildTable.SLOT.getAcquire(segment.slots, (int) place);
        return node == ChildTable.TOMBSTONE ? null : (TreeNode<V>) node;
    }
}
