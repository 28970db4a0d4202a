package io.ternmq.routing;

import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.tree.LevelHash;
import io.ternmq.protocol.tree.TopicTree;
import io.ternmq.protocol.tree.TreeNode;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one mountpoint with their subscribers, and what tells routes that they are out of date.
 *
 * <p>Protocol: a match remembers what it stands on, a change under the tree's lock touches just that, and then raises the
 * tree's version. A route that was checked at the tree's present version is good; else it is good if nothing it stands on
 * was touched, namely:
 *
 * <ul>
 *   <li>the nodes that it visited: their versions, which tell of new children for {@code +} and {@code #}, and of literal
 *       nodes that have been taken away, which would come again as other ones;
 *   <li>the subscribers that it found, or not, at the nodes where the topic ended or {@code #} stood: the same object still;
 *   <li>literal children that it didn't find: the stripe of their position in {@link Versions}, raised when a node comes to be
 *       there as the first new one of a path.
 * </ul>
 *
 * A reader reads each of these before what it stands for, a writer the other way round; whoever meets a node that is gone
 * begins again. A change within a {@link SubscriberSet} touches nothing, since routes hold the set.
 */
final class FilterTree {
    static final long BYTES_PER_NODE = 52;
    /** Subscription, filter, its bytes at 24 characters, the place in a set. */
    static final long BYTES_PER_SUBSCRIPTION = 24 + 32 + 40 + 8;
    /** What stands for {@code +} in a position. */
    static final int PLUS = 0x2B2B2B2B;

    private final String mountpoint;
    private final TopicTree<Subscribers> tree = new TopicTree<>();
    private final ConcurrentNavigableMap<String, SharedGroup> groups = new ConcurrentSkipListMap<>();
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

    @Nullable
    Subscription add(Subscription subscription) {
        byte[] path = subscription.filter().utf8();
        synchronized (tree) {
            TreeNode<Subscribers> node = tree.reach(path);
            int existing = tree.existing();
            Subscribers now = node.value();
            Subscription previous = null;
            if (now instanceof SubscriberSet set) {
                previous = set.add(subscription);
                noteGroup(set, subscription.filter());
                return previous;
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
                noteGroup(set, subscription.filter());
                node.value(set);
            } else {
                filters.increment();
                node.value(alone(subscription));
            }
            changed(path, existing);
            return previous;
        }
    }

    private Subscribers alone(Subscription subscription) {
        if (!subscription.filter().isShared()) {
            return subscription;
        }
        SubscriberSet set = new SubscriberSet();
        set.add(subscription);
        noteGroup(set, subscription.filter());
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
                noteGroup(set, filter);
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
            version.incrementAndGet();
            return previous;
        }
    }

    /** Keeps the list of groups as the set has them. Under the tree's lock. */
    private void noteGroup(SubscriberSet set, TopicFilter filter) {
        String shareName = filter.shareName();
        if (shareName != null) {
            SharedGroup group = set.group(shareName);
            if (group == null) {
                groups.remove(filter.toString());
            } else {
                groups.put(filter.toString(), group);
            }
        }
    }

    /** The shared subscriptions by what clients write to have them; read without the lock. */
    ConcurrentNavigableMap<String, SharedGroup> groups() {
        return groups;
    }

    /** Tells of a change at the end of a path of which so many levels were there before. */
    private void changed(byte[] path, int existing) {
        int position = start;
        int from = 0;
        for (int level = 0; from <= path.length; level++) {
            int to = TopicTree.end(path, from);
            boolean wildcard = to - from == 1 && (path[from] == '+' || path[from] == '#');
            position = LevelHash.step(position, wildcard ? PLUS : LevelHash.of(path, from, to));
            if (level == existing) {
                if (!wildcard) {
                    versions.raise(position);
                }
                break;
            }
            from = to + 1;
        }
        version.incrementAndGet();
    }
}
