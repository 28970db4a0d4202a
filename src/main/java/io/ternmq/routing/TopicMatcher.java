package io.ternmq.routing;

import io.ternmq.protocol.Topic;
import io.ternmq.protocol.tree.LevelHash;
import io.ternmq.protocol.tree.TopicTree;
import io.ternmq.protocol.tree.TreeNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the filters that match a topic, by a walk down the tree with a stack of its own; allocates nothing once its arrays are
 * large enough. Leading wildcards don't match topics that begin with {@code $} (MQTT-4.7.2-1). Not thread safe: each loop
 * has its own. What it found stays until the next match.
 */
final class TopicMatcher {
    /** A match that stands on more isn't remembered by what it stands on; see {@link #footing()}. */
    private static final int MAX_FOOTING = 512;

    private int[] starts = new int[16];
    private int[] hashes = new int[16];
    private int levels;

    private @Nullable TreeNode<Subscribers>[] nodes = newNodes(32);
    private int[] nodeLevels = new int[32];
    private int[] positions = new int[32];
    private int depth;

    private @Nullable Subscription[] singles = new Subscription[8];
    private int singleCount;
    private @Nullable SubscriberSet[] sets = new SubscriberSet[8];
    private int setCount;

    private final Footing footing = new Footing(MAX_FOOTING);
    private boolean gone;
    private int treeVersion;

    @SuppressWarnings("unchecked")
    private static @Nullable TreeNode<Subscribers>[] newNodes(int length) {
        return (TreeNode<Subscribers>[]) new TreeNode<?>[length];
    }

    // ------------------------------------------------------------------ what was found

    int singles() {
        return singleCount;
    }

    Subscription single(int index) {
        Subscription found = singles[index];
        if (found == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return found;
    }

    int sets() {
        return setCount;
    }

    SubscriberSet set(int index) {
        SubscriberSet found = sets[index];
        if (found == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return found;
    }

    /** What the match stands on, or null when that is too much: then it is good for the tree's version only. */
    @Nullable
    Footing footing() {
        return footing.isFull() ? null : footing.copy();
    }

    /** The tree's version before the match. */
    int treeVersion() {
        return treeVersion;
    }

    /** Forgets what was found, so that it isn't held in memory. */
    void clear() {
        Arrays.fill(singles, 0, singleCount, null);
        Arrays.fill(sets, 0, setCount, null);
        singleCount = 0;
        setCount = 0;
    }

    // ------------------------------------------------------------------ the walk

    void match(FilterTree tree, Topic topic) {
        byte[] path = topic.utf8();
        split(path);
        do {
            clear();
            gone = false;
            footing.clear();
            treeVersion = tree.version();
            push(tree.root(), 0, tree.start());
            while (depth > 0) {
                depth--;
                TreeNode<Subscribers> node = nodes[depth];
                nodes[depth] = null;
                if (node != null) {
                    visit(tree.versions(), path, node, nodeLevels[depth], positions[depth]);
                }
            }
        } while (gone);
    }

    private void visit(Versions versions, byte[] path, TreeNode<Subscribers> node, int level, int position) {
        stand(node);
        boolean wildcards = level > 0 || path[0] != '$';
        if (wildcards) {
            TreeNode<Subscribers> multi = node.multi();
            if (multi != null) {
                stand(multi);
                collect(multi);
            }
        }
        if (level == levels) {
            collect(node);
            return;
        }
        if (wildcards) {
            TreeNode<Subscribers> plus = node.plus();
            if (plus != null) {
                push(plus, level + 1, LevelHash.step(position, FilterTree.PLUS));
            }
        }
        int next = LevelHash.step(position, hashes[level]);
        TreeNode<Subscribers> child = child(path, node, level);
        if (child == null) {
            // Looked for once more after the stripe was read, so that whatever comes later raises it.
            footing.missing(versions, next);
            child = child(path, node, level);
        }
        if (child != null) {
            push(child, level + 1, next);
        }
    }

    private @Nullable TreeNode<Subscribers> child(byte[] path, TreeNode<Subscribers> node, int level) {
        return node.child(path, starts[level], starts[level + 1] - 1, hashes[level]);
    }

    private void stand(TreeNode<Subscribers> node) {
        gone |= !footing.visited(node);
    }

    private void split(byte[] path) {
        int count = 0;
        int from = 0;
        while (true) {
            if (count + 1 >= starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                hashes = Arrays.copyOf(hashes, count * 2);
            }
            int to = TopicTree.end(path, from);
            starts[count] = from;
            hashes[count++] = LevelHash.of(path, from, to);
            from = to + 1;
            if (to == path.length) {
                break;
            }
        }
        starts[count] = from;
        levels = count;
    }

    private void push(TreeNode<Subscribers> node, int level, int position) {
        if (depth == nodeLevels.length) {
            nodes = Arrays.copyOf(nodes, depth * 2);
            nodeLevels = Arrays.copyOf(nodeLevels, depth * 2);
            positions = Arrays.copyOf(positions, depth * 2);
        }
        nodes[depth] = node;
        nodeLevels[depth] = level;
        positions[depth++] = position;
    }

    private void collect(TreeNode<Subscribers> node) {
        Subscribers found = node.value();
        footing.found(node, found);
        if (found instanceof Subscription single) {
            if (singleCount == singles.length) {
                singles = Arrays.copyOf(singles, singleCount * 2);
            }
            singles[singleCount++] = single;
        } else if (found instanceof SubscriberSet set) {
            if (setCount == sets.length) {
                sets = Arrays.copyOf(sets, setCount * 2);
            }
            sets[setCount++] = set;
        }
    }
}
