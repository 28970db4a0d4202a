package io.ternmq.routing;

import io.ternmq.protocol.tree.TreeNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a match stands on: as long as nothing of it has changed, the match would find the same again. See {@link FilterTree}.
 * Filled by one matcher; a copy isn't changed any more.
 */
final class Footing {
    private static final int[] NO_STRIPES = {};

    private final @Nullable TreeNode<Subscribers>[] nodes;
    /** Nodes whose value was looked at, and the value found. */
    private final @Nullable Object[] values;

    private final int[] stripes;
    private int nodeCount;
    private int valueCount;
    private int stripeCount;
    /** The versions of nodes and stripes, added up, wrapping around: they only rise, so an equal sum is of equal versions. */
    private int sum;

    private boolean full;

    Footing(int most) {
        this(newNodes(most), new Object[2 * most], new int[most]);
    }

    private Footing(@Nullable TreeNode<Subscribers>[] nodes, @Nullable Object[] values, int[] stripes) {
        this.nodes = nodes;
        this.values = values;
        this.stripes = stripes;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable TreeNode<Subscribers>[] newNodes(int length) {
        return (TreeNode<Subscribers>[]) new TreeNode<?>[length];
    }

    // ------------------------------------------------------------------ filling

    void clear() {
        Arrays.fill(nodes, 0, nodeCount, null);
        Arrays.fill(values, 0, valueCount, null);
        nodeCount = 0;
        valueCount = 0;
        stripeCount = 0;
        sum = 0;
        full = false;
    }

    /** A node is going to be looked at; says whether it is still in the tree. */
    boolean visited(TreeNode<Subscribers> node) {
        int version = node.version();
        if (nodeCount < nodes.length) {
            nodes[nodeCount++] = node;
            sum += version;
        } else {
            full = true;
        }
        return !TreeNode.isGone(version);
    }

    /** A node's value was looked at. */
    void found(TreeNode<Subscribers> node, @Nullable Subscribers value) {
        if (valueCount < values.length) {
            values[valueCount++] = node;
            values[valueCount++] = value;
        } else {
            full = true;
        }
    }

    /** A child at the position wasn't there; to be looked for again afterwards. */
    void missing(Versions versions, int position) {
        if (stripeCount < stripes.length) {
            int stripe = Versions.stripe(position);
            stripes[stripeCount++] = stripe;
            sum += versions.read(stripe);
        } else {
            full = true;
        }
    }

    /** Whether the match stands on more than could be noted. */
    boolean isFull() {
        return full;
    }

    /** What was noted, for a route to keep. */
    Footing copy() {
        Footing copy = new Footing(
                Arrays.copyOf(nodes, nodeCount),
                Arrays.copyOf(values, valueCount),
                stripeCount == 0 ? NO_STRIPES : Arrays.copyOf(stripes, stripeCount));
        copy.nodeCount = nodeCount;
        copy.valueCount = valueCount;
        copy.stripeCount = stripeCount;
        copy.sum = sum;
        return copy;
    }

    // ------------------------------------------------------------------ asking

    /** Whether nothing of it has changed. From any thread. */
    boolean holds(Versions versions) {
        int now = versions.sum(stripes);
        for (TreeNode<Subscribers> node : nodes) {
            if (node != null) {
                now += node.version();
            }
        }
        return now == sum && sameValues();
    }

    @SuppressWarnings("unchecked")
    private boolean sameValues() {
        for (int i = 0; i < values.length; i += 2) {
            TreeNode<Subscribers> node = (TreeNode<Subscribers>) values[i];
            if (node != null && node.value() != values[i + 1]) {
                return false;
            }
        }
        return true;
    }
}
