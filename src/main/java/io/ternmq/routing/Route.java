package io.ternmq.routing;

import io.ternmq.protocol.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of a topic go: the result of a match, remembered by the loop that made it. Immutable, but for the sets it
 * names: those are read when a message is routed, so that a route outlives changes within them. A route is for the loop that
 * resolved it and for as long as it is asked for again for each message.
 */
public final class Route {
    private static final SubscriberSet[] NO_SETS = {};

    private final FilterTree tree;
    private final Topic topic;
    private final FanOut singles;
    private final SubscriberSet[] sets;
    private final long remoteNodes;
    private final long remoteVersion;
    private final @Nullable Footing footing;

    private Route(FilterTree tree, Topic topic, TopicMatcher found, long remoteNodes, long remoteVersion) {
        this.tree = tree;
        this.topic = topic;
        this.singles = singles(found);
        this.sets = sets(found);
        this.remoteNodes = remoteNodes;
        this.remoteVersion = remoteVersion;
        this.footing = found.footing();
    }

    /** The route that a match found; the remote version was read before the remote nodes were asked for. */
    static Route of(FilterTree tree, Topic topic, TopicMatcher found, long remoteNodes, long remoteVersion) {
        return new Route(tree, topic, found, remoteNodes, remoteVersion);
    }

    private static FanOut singles(TopicMatcher found) {
        if (found.singles() == 0) {
            return FanOut.NONE;
        }
        Subscription[] all = new Subscription[found.singles()];
        for (int i = 0; i < all.length; i++) {
            all[i] = found.single(i);
        }
        return FanOut.of(all, 0);
    }

    private static SubscriberSet[] sets(TopicMatcher found) {
        if (found.sets() == 0) {
            return NO_SETS;
        }
        SubscriberSet[] all = new SubscriberSet[found.sets()];
        for (int i = 0; i < all.length; i++) {
            all[i] = found.set(i);
        }
        return all;
    }

    public Topic topic() {
        return topic;
    }

    public String mountpoint() {
        return tree.mountpoint();
    }

    /** Whether nobody gets the messages at present. */
    public boolean isEmpty() {
        if (singles.count() > 0 || remoteNodes != 0) {
            return false;
        }
        for (SubscriberSet set : sets) {
            if (!set.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    FilterTree tree() {
        return tree;
    }

    FanOut singles() {
        return singles;
    }

    int sets() {
        return sets.length;
    }

    SubscriberSet set(int index) {
        return sets[index];
    }

    /** Nodes elsewhere, as a set of bits. */
    long remoteNodes() {
        return remoteNodes;
    }

    long remoteVersion() {
        return remoteVersion;
    }

    /** Whether no change since the match concerns it. */
    boolean stands() {
        return footing != null && footing.holds(tree.versions());
    }
}
