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
    /** A match that tried more positions isn't remembered by them; see {@link #precise()}. */
    private static final int MAX_POSITIONS = 512;

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

    private final int[] stripes = new int[MAX_POSITIONS];
    private int stripeCount;
    private int sum;
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

    /** The stripes that the match stands on, or none when they are too many. */
    int[] stripes() {
        return precise() ? Arrays.copyOf(stripes, stripeCount) : new int[0];
    }

    /** Whether {@link #stripes()} tells all; else the match is good for the tree's version only. */
    boolean precise() {
        return stripeCount <= MAX_POSITIONS;
    }

    /** The sum of the stripes' versions when they were read. */
    int sum() {
        return sum;
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
        clear();
        stripeCount = 0;
        sum = 0;
        treeVersion = tree.version();
        byte[] path = topic.utf8();
        split(path);
        Versions versions = tree.versions();
        depend(versions, tree.start());
        push(tree.root(), 0, tree.start());
        boolean system = topic.isSystem();
        while (depth > 0) {
            depth--;
            TreeNode<Subscribers> node = nodes[depth];
            nodes[depth] = null;
            if (node != null) {
                visit(versions, path, node, nodeLevels[depth], positions[depth], system);
            }
        }
    }

    private void visit(
            Versions versions, byte[] path, TreeNode<Subscribers> node, int level, int position, boolean system) {
        boolean wildcards = level > 0 || !system;
        if (wildcards) {
            TreeNode<Subscribers> multi = node.multi();
            if (multi != null) {
                collect(multi.value());
            }
        }
        if (level == levels) {
            depend(versions, FilterTree.valueOf(position));
            collect(node.value());
            return;
        }
        if (wildcards) {
            TreeNode<Subscribers> plus = node.plus();
            if (plus != null) {
                int next = LevelHash.step(position, FilterTree.PLUS);
                depend(versions, next);
                push(plus, level + 1, next);
            }
        }
        int next = LevelHash.step(position, hashes[level]);
        depend(versions, next);
        TreeNode<Subscribers> child = node.child(path, starts[level], starts[level + 1] - 1, hashes[level]);
        if (child != null) {
            push(child, level + 1, next);
        }
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

    /** Reads the version before what it stands for is read. */
    private void depend(Versions versions, int position) {
        if (stripeCount < MAX_POSITIONS) {
            int stripe = Versions.stripe(position);
            stripes[stripeCount++] = stripe;
            sum += versions.read(stripe);
        } else {
            stripeCount = MAX_POSITIONS + 1;
        }
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

    private void collect(@Nullable Subscribers found) {
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
