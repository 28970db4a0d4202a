package io.ternmq.routing;

import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.tree.LevelHash;
import io.ternmq.protocol.tree.TopicTree;
import io.ternmq.protocol.tree.TreeNode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one mountpoint with their subscribers, and what tells routes that they are out of date.
 *
 * <p>Protocol: a change is made under the tree's lock in this order: links and values, the stripe of its position, the tree's
 * version. A route that was checked at the tree's present version is good. Else it is good if no stripe of its positions was
 * raised. A position is a prefix of a filter's path, and has two stripes:
 *
 * <ul>
 *   <li><em>structure</em>: raised when the node has come to be as the first new one of a path, when a child for {@code +}
 *       has, and for everything about its child for {@code #};
 *   <li><em>value</em>: raised when the subscribers of the filter that ends there come, go, or turn from one into a set.
 * </ul>
 *
 * A match stands on the structure of each position that it tried, there or not, and on the value of those where the topic
 * ended. Taking away a node changes no match; if it comes again, a position that was tried comes to be. A change within a
 * {@link SubscriberSet} raises nothing, since routes hold the set.
 */
final class FilterTree {
    static final long BYTES_PER_NODE = 52;
    /** Subscription, filter, its bytes at 24 characters, the place in a set. */
    static final long BYTES_PER_SUBSCRIPTION = 24 + 32 + 40 + 8;
    /** The level hashes of the wildcards, which no literal level is asked for with. */
    static final int PLUS = 0x2B2B2B2B;

    private static final int VALUE = 0x56565656;

    private final String mountpoint;
    private final TopicTree<Subscribers> tree = new TopicTree<>();
    private final Versions versions;
    private final LongAdder filters;
    private final int start;
    private final AtomicInteger version = new AtomicInteger();

    FilterTree(String mountpoint, Versions versions, LongAdder filters) {
        this.mountpoint = mountpoint;
        this.versions = versions;
        this.filters = filters;
        this.start = LevelHash.step(mountpoint.hashCode(), 0);
    }

    String mountpoint() {
        return mountpoint;
    }

    TreeNode<Subscribers> root() {
        return tree.root();
    }

    /** The position of the root. */
    int start() {
        return start;
    }

    Versions versions() {
        return versions;
    }

    int version() {
        return version.get();
    }

    int nodes() {
        return tree.nodes();
    }

    @Nullable
    TreeNode<Subscribers> find(TopicFilter filter) {
        return tree.find(filter.utf8());
    }

    static int valueOf(int position) {
        return LevelHash.step(position, VALUE);
    }

    @Nullable
    Subscription add(Subscription subscription) {
        byte[] path = subscription.filter().utf8();
        synchronized (tree) {
            TreeNode<Subscribers> node = tree.reach(path);
            int existing = tree.existing();
            Subscribers now = node.value();
            Subscription previous = null;
            if (now instanceof SubscriberSet set) {
                return set.add(subscription);
            }
            if (now instanceof Subscription only
                    && only.receiver() == subscription.receiver()
                    && only.filter().equals(subscription.filter())) {
                previous = only;
                node.value(subscription);
            } else if (now instanceof Subscription only) {
                SubscriberSet set = new SubscriberSet();
                set.add(only);
                set.add(subscription);
                node.value(set);
            } else {
                filters.increment();
                node.value(alone(subscription));
            }
            changed(path, existing);
            return previous;
        }
    }

    private static Subscribers alone(Subscription subscription) {
        if (!subscription.filter().isShared()) {
            return subscription;
        }
        SubscriberSet set = new SubscriberSet();
        set.add(subscription);
        return set;
    }

    @Nullable
    Subscription remove(Receiver receiver, TopicFilter filter) {
        byte[] path = filter.utf8();
        synchronized (tree) {
            TreeNode<Subscribers> node = tree.find(path);
            Subscribers now = node == null ? null : node.value();
            if (node == null || now == null) {
                return null;
            }
            Subscription previous;
            if (now instanceof SubscriberSet set) {
                previous = set.remove(receiver, filter.shareName());
                if (!set.isEmpty()) {
                    return previous;
                }
            } else {
                previous = (Subscription) now;
                if (previous.receiver() != receiver || filter.isShared()) {
                    return null;
                }
            }
            filters.decrement();
            node.value(null);
            tree.prune(node);
            changed(path, Integer.MAX_VALUE);
            return previous;
        }
    }

    /** Raises what stands for the change at the end of a path of which so many levels were there before. */
    private void changed(byte[] path, int existing) {
        int position = start;
        int parent = start;
        int from = 0;
        for (int level = 0; ; level++) {
            int to = TopicTree.end(path, from);
            boolean single = to - from == 1;
            parent = position;
            if (single && path[from] == '#') {
                versions.raise(parent);
                break;
            }
            boolean plus = single && path[from] == '+';
            position = LevelHash.step(position, plus ? PLUS : LevelHash.of(path, from, to));
            if (level == existing) {
                versions.raise(plus ? parent : position);
                break;
            }
            if (to == path.length) {
                versions.raise(valueOf(position));
                break;
            }
            from = to + 1;
        }
        version.incrementAndGet();
    }
}
