package io.ternmq.protocol.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the values of a tree of topics whose topics match a filter, a bounded number of nodes at a time, so that a filter
 * that matches a million doesn't hold up a loop. Leading wildcards don't match topics that begin with {@code $}
 * (MQTT-4.7.2-1). What is there all the time is met exactly once; what comes or goes meanwhile may be met. Neither recursive
 * nor thread safe; the tree may be changed at any time.
 *
 * @param <V> what is kept in the tree
 */
public final class TopicCursor<V> {
    private static final byte[] ALL = {'#'};

    private final byte[] filter;
    private final boolean systemToo;
    /** Where each level of the filter begins, and behind the last one where the next would. */
    private final int[] starts;
    /** The level of the filter that the walk stands before, and the node it stands on; null when the stack says where to go on. */
    private @Nullable TreeNode<V> node;

    private int level;
    private @Nullable Object[] children = new Object[4];
    private long[] places = new long[4];
    private int[] levels = new int[4];
    private int depth;
    private int budget;

    /** A cursor before the first match. */
    public TopicCursor(TopicTree<V> tree, byte[] filter) {
        this(tree, filter, false);
    }

    private TopicCursor(TopicTree<V> tree, byte[] filter, boolean systemToo) {
        this(tree.root(), filter, systemToo);
    }

    private TopicCursor(TreeNode<V> start, byte[] filter, boolean systemToo) {
        this.filter = filter;
        this.systemToo = systemToo;
        this.starts = starts(filter);
        this.node = start;
    }

    /** A cursor over all values, those whose topics begin with {@code $} too. */
    public static <V> TopicCursor<V> all(TopicTree<V> tree) {
        return new TopicCursor<>(tree, ALL, true);
    }

    /** A cursor over the value of a node and all values below it. */
    public static <V> TopicCursor<V> below(TreeNode<V> start) {
        return new TopicCursor<>(start, ALL, true);
    }

    private static int[] starts(byte[] filter) {
        int[] starts = new int[8];
        int count = 1;
        for (int i = 0; i <= filter.length; i++) {
            if (i == filter.length || filter[i] == '/') {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    /** Lets the cursor visit so many nodes more. */
    public void allow(int visits) {
        budget = visits;
    }

    /** Whether everything was visited. */
    public boolean done() {
        return node == null && depth == 0;
    }

    /** The next value, or null when there is none or what was allowed is used up; {@link #done()} tells. */
    public @Nullable V next() {
        while (budget > 0) {
            TreeNode<V> at = node;
            if (at == null) {
                if (depth == 0) {
                    return null;
                }
                follow();
                continue;
            }
            budget--;
            node = null;
            V found = enter(at);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Stands on a node whose path matches the levels so far; decides how to go on and says what was found here. */
    private @Nullable V enter(TreeNode<V> at) {
        if (level == starts.length - 1) {
            return at.value();
        }
        int from = starts[level];
        int to = starts[level + 1] - 1;
        boolean single = to - from == 1;
        if (single && filter[from] == '#') {
            push(at.children(), level);
            return at.value();
        }
        if (single && filter[from] == '+') {
            push(at.children(), level);
            return null;
        }
        node = at.child(filter, from, to, LevelHash.of(filter, from, to));
        level++;
        return null;
    }

    private void push(@Nullable Object scanned, int filterLevel) {
        if (scanned == null) {
            return;
        }
        if (depth == places.length) {
            children = Arrays.copyOf(children, depth * 2);
            places = Arrays.copyOf(places, depth * 2);
            levels = Arrays.copyOf(levels, depth * 2);
        }
        children[depth] = scanned;
        places[depth] = ChildScan.START;
        levels[depth] = filterLevel;
        depth++;
    }

    /** Steps to the next child of the innermost scan; leaves the scan when there is none. */
    private void follow() {
        int top = depth - 1;
        Object scanned = children[top];
        if (scanned == null) {
            throw new IllegalStateException("a scan of nothing");
        }
        long place = ChildScan.seek(scanned, places[top]);
        if (place == ChildScan.END) {
            children[top] = null;
            depth--;
            return;
        }
        places[top] = place + 1;
        TreeNode<V> child = ChildScan.at(scanned, place);
        if (child == null || !systemToo && top == 0 && levels[0] == 0 && child.isSystem()) {
            return;
        }
        int filterLevel = levels[top];
        node = child;
        level = filter[starts[filterLevel]] == '#' ? filterLevel : filterLevel + 1;
    }
}
