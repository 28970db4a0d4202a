package io.ternmq.session;

import io.ternmq.protocol.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases that the broker uses towards one client: the first topics that are sent get one each, for as long as the
 * connection lives. Looking one up allocates nothing. On its loop only.
 */
final class OutboundAliases {
    private static final int INITIAL = 16;

    private final int maximum;
    private @Nullable Topic[] topics = new Topic[INITIAL];
    private char[] aliases = new char[INITIAL];
    private int given;

    /** As many aliases as the client allows, and the broker's settings. */
    OutboundAliases(int maximum) {
        this.maximum = maximum;
    }

    /** The alias of a topic that the client has been told, or 0. */
    int find(Topic topic) {
        int mask = topics.length - 1;
        for (int i = slot(topic, mask); ; i = i + 1 & mask) {
            Topic known = topics[i];
            if (known == null) {
                return 0;
            }
            if (known == topic || known.equals(topic)) {
                return aliases[i];
            }
        }
    }

    /** The alias that the next new topic gets, or 0 when all are given. */
    int next() {
        return given < maximum ? given + 1 : 0;
    }

    /** Notes that {@link #next} has been sent with the topic. */
    void give(Topic topic) {
        given++;
        if (given * 2 > topics.length) {
            grow();
        }
        put(topic, (char) given);
    }

    private void put(Topic topic, char alias) {
        int mask = topics.length - 1;
        int i = slot(topic, mask);
        while (topics[i] != null) {
            i = i + 1 & mask;
        }
        topics[i] = topic;
        aliases[i] = alias;
    }

    private void grow() {
        @Nullable Topic[] oldTopics = topics;
        char[] oldAliases = aliases;
        topics = new Topic[oldTopics.length * 2];
        aliases = new char[oldAliases.length * 2];
        for (int i = 0; i < oldTopics.length; i++) {
            Topic topic = oldTopics[i];
            if (topic != null) {
                put(topic, oldAliases[i]);
            }
        }
    }

    private static int slot(Topic topic, int mask) {
        int hash = topic.hashCode();
        return (hash ^ hash >>> 16) & mask;
    }
}
