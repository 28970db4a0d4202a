package io.ternmq.routing;

import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.tree.TreeNode;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who has subscribed to what on this node: for each mountpoint a tree of filters. Thread safe. Routing reads it without locks; a
 * change takes the short lock of its mountpoint's tree, is seen by every route that is resolved after it has returned, and
 * invalidates those remembered routes only whose topics it may concern.
 */
public final class SubscriptionTable {
    private final Map<String, FilterTree> trees = new ConcurrentHashMap<>();
    private final Versions versions = new Versions();
    private final LongAdder subscriptions = new LongAdder();
    private final LongAdder filters = new LongAdder();

    /**
     * Adds a subscription, or replaces the one that the receiver has with the same filter and share name.
     *
     * @return the one replaced, or null when it is a new one
     */
    public @Nullable Subscription add(Subscription subscription) {
        String mountpoint = subscription.receiver().id().mountpoint();
        Subscription previous = tree(mountpoint).add(subscription);
        if (previous == null) {
            subscriptions.increment();
        }
        return previous;
    }

    /**
     * Takes a subscription back.
     *
     * @return the one taken back, or null when there was none
     */
    public @Nullable Subscription remove(Receiver receiver, TopicFilter filter) {
        FilterTree tree = trees.get(receiver.id().mountpoint());
        Subscription previous = tree == null ? null : tree.remove(receiver, filter);
        if (previous != null) {
            subscriptions.decrement();
        }
        return previous;
    }

    /** Tells of each subscription, the shared ones too, whose filter matches the topic. For explanations, not for routing. */
    public void matching(String mountpoint, Topic topic, Consumer<Subscription> consumer) {
        FilterTree tree = trees.get(mountpoint);
        if (tree == null) {
            return;
        }
        TopicMatcher matcher = new TopicMatcher();
        matcher.match(tree, topic);
        for (int i = 0; i < matcher.singles(); i++) {
            consumer.accept(matcher.single(i));
        }
        for (int i = 0; i < matcher.sets(); i++) {
            tellAll(matcher.set(i), consumer);
        }
    }

    private static void tellAll(SubscriberSet set, Consumer<Subscription> consumer) {
        for (Subscription subscription : set.plain()) {
            consumer.accept(subscription);
        }
        for (SharedGroup group : set.groups()) {
            SharedGroup.Members members = group.members();
            for (int i = 0; i < members.count(); i++) {
                consumer.accept(members.at(i));
            }
        }
    }

    /**
     * The shared subscriptions of a mountpoint in the order of what clients write to have them.
     *
     * @param after only those behind this one, {@code $share/} included; empty for the first
     */
    public Stream<SharedSubscription> shared(String mountpoint, String after) {
        FilterTree tree = trees.get(mountpoint);
        return tree == null
                ? Stream.empty()
                : tree.groups().tailMap(after, false).entrySet().stream()
                        .map(entry -> new SharedSubscription(
                                entry.getKey(), entry.getValue().members().list()));
    }

    /**
     * A shared subscription.
     *
     * @param filter what clients write to have it, {@code $share/} included
     * @param members in the order in which they joined
     */
    public record SharedSubscription(String filter, List<Subscription> members) {}

    /** The mountpoints that have had subscriptions. */
    public Collection<String> mountpoints() {
        return Collections.unmodifiableSet(trees.keySet());
    }

    /** How many subscriptions there are; a moment old. */
    public long subscriptions() {
        return subscriptions.sum();
    }

    /** How many filters have subscriptions, a shared one not counted apart from the same unshared; a moment old. */
    public long filters() {
        return filters.sum();
    }

    /** About how many bytes of heap the table takes, filters and subscriptions with it, receivers not. */
    public long approximateBytes() {
        long bytes = 0;
        for (FilterTree tree : trees.values()) {
            bytes += tree.nodes() * FilterTree.BYTES_PER_NODE;
        }
        return bytes + subscriptions.sum() * FilterTree.BYTES_PER_SUBSCRIPTION;
    }

    /** The tree of a mountpoint, made when it is first asked for. */
    FilterTree tree(String mountpoint) {
        FilterTree known = trees.get(mountpoint);
        return known != null
                ? known
                : trees.computeIfAbsent(mountpoint, name -> new FilterTree(name, versions, filters));
    }

    /** For tests: the node of a filter. */
    @Nullable
    TreeNode<Subscribers> node(String mountpoint, TopicFilter filter) {
        return tree(mountpoint).find(filter);
    }
}
