package io.ternmq.protocol.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tree of topic levels with a value at the end of some paths; a path is a topic or a topic filter. Readers are on any thread
 * and take no lock; they see each change whole or not at all, and a change that has returned is seen. Writers hold the tree's
 * monitor, for a short time that doesn't depend on the size of the tree:
 *
 * <pre>
 *   synchronized (tree) {
 *       TreeNode node = tree.reach(path);   // makes what is missing of the path
 *       node.value(…);                      // null takes away
 *       tree.prune(node);                   // takes away what is empty now
 *   }
 * </pre>
 *
 * @param <V> what is kept
 */
public final class TopicTree<V> {
    /** Longer paths are not referred to by the nodes that they make, so that a path that is gone doesn't hold much memory. */
    private static final int MAX_SHARED_PATH = 256;

    private final TreeNode<V> root = new TreeNode<>(null, TreeNode.NO_BYTES, 0, 0, 0);
    private volatile int nodes;
    private int existing;

    /** The node that has the first levels as children. */
    public TreeNode<V> root() {
        return root;
    }

    /** How many nodes there are; a moment old. */
    public int nodes() {
        return nodes;
    }

    /** The node at the end of the path, or null. Lock-free. */
    public @Nullable TreeNode<V> find(byte[] path) {
        TreeNode<V> node = root;
        int from = 0;
        while (true) {
            int to = end(path, from);
            node = next(node, path, from, to);
            if (node == null || to == path.length) {
                return node;
            }
            from = to + 1;
        }
    }

    /** Where the level ends that begins there: at the next slash or at the end of the path. */
    public static int end(byte[] path, int from) {
        int to = from;
        while (to < path.length && path[to] != '/') {
            to++;
        }
        return to;
    }

    private static boolean is(byte[] path, int from, int to, char wildcard) {
        return to - from == 1 && path[from] == wildcard;
    }

    private @Nullable TreeNode<V> next(TreeNode<V> node, byte[] path, int from, int to) {
        if (is(path, from, to, '+')) {
            return node.plus();
        }
        if (is(path, from, to, '#')) {
            return node.multi();
        }
        return node.child(path, from, to, LevelHash.of(path, from, to));
    }

    /**
     * The node at the end of the path, made if it isn't there; see {@link #existing()}. What is missing is put together first and
     * then linked at once, so that a reader meets all of it or nothing. Under the tree's monitor.
     */
    public TreeNode<V> reach(byte[] path) {
        assert Thread.holdsLock(this);
        TreeNode<V> node = root;
        existing = 0;
        int from = 0;
        while (true) {
            int to = end(path, from);
            TreeNode<V> next = next(node, path, from, to);
            if (next == null) {
                return make(node, path, from);
            }
            existing++;
            if (to == path.length) {
                return next;
            }
            node = next;
            from = to + 1;
        }
    }

    /** How many levels of the path that was reached last were there before. Under the tree's monitor. */
    public int existing() {
        return existing;
    }

    /** Makes the nodes for the levels of a path from the given one on; links the first of them last. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    private TreeNode<V> make(TreeNode<V> parent, byte[] path, int first) {
        TreeNode<V> top = null;
        TreeNode<V> last = parent;
        int made = 0;
        int topTo = end(path, first);
        for (int from = first; from <= path.length; ) {
            int to = end(path, from);
            TreeNode<V> node = node(last, path, from, to);
            if (top == null) {
                top = node;
            } else {
                link(last, node, path, from, to);
            }
            last = node;
            made++;
            from = to + 1;
        }
        if (top != null) {
            link(parent, top, path, first, topTo);
        }
        nodes += made;
        return last;
    }

    private static <V> TreeNode<V> node(TreeNode<V> parent, byte[] path, int from, int to) {
        if (is(path, from, to, '+') || is(path, from, to, '#')) {
            return new TreeNode<>(parent, TreeNode.NO_BYTES, 0, 0, 0);
        }
        int hash = LevelHash.of(path, from, to);
        if (path.length <= MAX_SHARED_PATH) {
            return new TreeNode<>(parent, path, from, to, hash);
        }
        byte[] level = Arrays.copyOfRange(path, from, to);
        return new TreeNode<>(parent, level, 0, level.length, hash);
    }

    private static <V> void link(TreeNode<V> parent, TreeNode<V> node, byte[] path, int from, int to) {
        if (is(path, from, to, '+')) {
            parent.plus(node);
        } else if (is(path, from, to, '#')) {
            parent.multi(node);
        } else {
            parent.add(node);
        }
    }

    /** Takes the node away if it is empty, and then its parents as far as they are. Under the tree's monitor. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    public void prune(TreeNode<V> node) {
        assert Thread.holdsLock(this);
        TreeNode<V> empty = node;
        int gone = 0;
        while (empty.isEmpty()) {
            TreeNode<V> parent = empty.parent();
            if (parent == null) {
                break;
            }
            if (parent.plus() == empty) {
                parent.plus(null);
            } else if (parent.multi() == empty) {
                parent.multi(null);
            } else {
                parent.remove(empty);
                empty.gone();
            }
            gone++;
            empty = parent;
        }
        nodes -= gone;
    }
}
