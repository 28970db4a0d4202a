package io.ternmq.retained;

import io.ternmq.config.RetainedSettings;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.tree.TopicCursor;
import io.ternmq.protocol.tree.TopicTree;
import io.ternmq.protocol.tree.TreeNode;
import io.ternmq.store.CommitLane;
import io.ternmq.store.StoreRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last message of each topic that was published with the retain flag, per mountpoint. Thread safe; used on any loop. A
 * message is kept with its QoS, publisher, properties and deadline.
 *
 * <p>Protocol: a topic's message lies in a {@link TopicTree}. Replacing one that is there is a compare-and-set without lock;
 * the first one of a topic and the removal take the short lock of the mountpoint's tree. The figures are reserved before a
 * message goes in and given back when it doesn't, so that the limits hold whoever comes at the same time.
 */
public final class RetainedMessages {
    /** What a message takes in the heap beside its properties, payload and topic: tree node, publish, buffer, topic. */
    private static final int OVERHEAD_BYTES = 430;

    private final Map<String, TopicTree<Publish>> trees = new ConcurrentHashMap<>();
    private final Supplier<RetainedSettings> settings;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder expiring = new LongAdder();

    /** What became of a publish with the retain flag. */
    public enum Outcome {
        /** It has no retain flag. */
        NONE,
        /** The topic has a retained message now, for the first time or another one. */
        STORED,
        /** Its payload is empty, and the topic's message was removed. */
        REMOVED,
        /** Its payload is empty, and there was nothing to remove. */
        NOTHING_TO_REMOVE,
        /** The node has as many retained messages as it may; it was not retained. */
        TOO_MANY_MESSAGES,
        /** The node's retained messages have as many bytes as they may; it was not retained. */
        TOO_MANY_BYTES,
        /** Its payload is larger than may be retained; it was not retained. */
        PAYLOAD_TOO_LARGE,
        /** Retained messages are switched off; it was not retained. */
        NOT_AVAILABLE;

        /** Whether it was not retained because of a limit, so that a 5.0 publisher is told 0x97. */
        public boolean overLimit() {
            return this == TOO_MANY_MESSAGES || this == TOO_MANY_BYTES || this == PAYLOAD_TOO_LARGE;
        }
    }

    /** Retained messages under settings that may change at any time. */
    public RetainedMessages(Supplier<RetainedSettings> settings) {
        this.settings = settings;
    }

    // ------------------------------------------------------------------ changes

    /**
     * Retains a message, or removes the topic's message when the payload is empty (MQTT-3.3.1-5 to -7).
     *
     * @param publish may be a view; its retain flag is not looked at
     * @param lane gets the record of the change; the caller submits
     */
    public Outcome put(String mountpoint, Publish publish, CommitLane lane) {
        RetainedSettings limits = settings.get();
        if (!limits.available()) {
            return Outcome.NOT_AVAILABLE;
        }
        if (publish.payloadLength() == 0) {
            return remove(mountpoint, publish.topic(), lane) ? Outcome.REMOVED : Outcome.NOTHING_TO_REMOVE;
        }
        long maxPayload = limits.maxPayload().toBytes();
        if (maxPayload > 0 && publish.payloadLength() > maxPayload) {
            return Outcome.PAYLOAD_TOO_LARGE;
        }
        Publish kept = publish.copy(publish.qos(), true);
        Outcome outcome = store(tree(mountpoint), kept, limits);
        if (outcome == Outcome.STORED) {
            lane.append(new StoreRecord.RetainedPut(mountpoint, kept));
        }
        return outcome;
    }

    /** Puts back a message that the store has kept, whatever the limits are. */
    public void restore(String mountpoint, Publish kept) {
        store(tree(mountpoint), kept, null);
    }

    /**
     * Removes the message of a topic.
     *
     * @return whether there was one
     */
    public boolean remove(String mountpoint, Topic topic, CommitLane lane) {
        TopicTree<Publish> tree = trees.get(mountpoint);
        Publish removed = tree == null ? null : take(tree, topic, null);
        if (removed == null) {
            return false;
        }
        lane.append(new StoreRecord.RetainedRemoved(mountpoint, topic));
        return true;
    }

    /** Removes a message if it still is its topic's. */
    public boolean removeIfSame(String mountpoint, Publish message, CommitLane lane) {
        TopicTree<Publish> tree = trees.get(mountpoint);
        if (tree == null || take(tree, message.topic(), message) == null) {
            return false;
        }
        lane.append(new StoreRecord.RetainedRemoved(mountpoint, message.topic()));
        return true;
    }

    private Outcome store(TopicTree<Publish> tree, Publish kept, @Nullable RetainedSettings limits) {
        while (true) {
            TreeNode<Publish> node = tree.find(kept.topic().utf8());
            Publish before = node == null ? null : node.value();
            Outcome refused = reserve(kept, before, limits);
            if (refused != null) {
                return refused;
            }
            boolean done = node != null && before != null
                    ? node.replaceValue(before, kept)
                    : before == null && putFirst(tree, kept);
            if (done) {
                return Outcome.STORED;
            }
            // Somebody else was faster; look again.
            account(before, kept);
        }
    }

    private static boolean putFirst(TopicTree<Publish> tree, Publish kept) {
        synchronized (tree) {
            TreeNode<Publish> node = tree.reach(kept.topic().utf8());
            if (node.value() != null) {
                return false;
            }
            node.value(kept);
            return true;
        }
    }

    private @Nullable Publish take(TopicTree<Publish> tree, Topic topic, @Nullable Publish expected) {
        synchronized (tree) {
            TreeNode<Publish> node = tree.find(topic.utf8());
            if (node == null) {
                return null;
            }
            while (true) {
                Publish now = node.value();
                if (now == null || expected != null && now != expected) {
                    return null;
                }
                if (node.takeValue(now)) {
                    tree.prune(node);
                    account(null, now);
                    return now;
                }
            }
        }
    }

    private @Nullable Outcome reserve(Publish kept, @Nullable Publish before, @Nullable RetainedSettings limits) {
        account(kept, before);
        if (limits == null) {
            return null;
        }
        long maxBytes = limits.maxBytes().toBytes();
        Outcome refused = null;
        if (before == null && limits.maxMessages() > 0 && messages.get() > limits.maxMessages()) {
            refused = Outcome.TOO_MANY_MESSAGES;
        } else if (maxBytes > 0 && bytes.get() > maxBytes && (before == null || size(kept) > size(before))) {
            refused = Outcome.TOO_MANY_BYTES;
        }
        if (refused != null) {
            account(before, kept);
        }
        return refused;
    }

    /** Counts one message in and another one out. */
    private void account(@Nullable Publish in, @Nullable Publish out) {
        int count = (in == null ? 0 : 1) - (out == null ? 0 : 1);
        if (count != 0) {
            messages.addAndGet(count);
        }
        bytes.addAndGet((in == null ? 0 : size(in)) - (out == null ? 0 : size(out)));
        int deadlines = (expires(in) ? 1 : 0) - (expires(out) ? 1 : 0);
        if (deadlines != 0) {
            expiring.add(deadlines);
        }
    }

    private static boolean expires(@Nullable Publish message) {
        return message != null && message.expiresAtMillis() != Publish.NEVER;
    }

    private static long size(Publish kept) {
        return (long) OVERHEAD_BYTES + kept.topic().length() + kept.propertiesLength() + kept.payloadLength();
    }

    // ------------------------------------------------------------------ looking

    /** The message of a topic, or null when there is none or it has expired. */
    public @Nullable Publish find(String mountpoint, Topic topic, long nowMillis) {
        TopicTree<Publish> tree = trees.get(mountpoint);
        TreeNode<Publish> node = tree == null ? null : tree.find(topic.utf8());
        Publish message = node == null ? null : node.value();
        return message == null || message.expired(nowMillis) ? null : message;
    }

    /** Goes over the messages whose topics match a filter, its share name apart. */
    public Cursor matching(String mountpoint, TopicFilter filter) {
        return new Cursor(new TopicCursor<>(tree(mountpoint), filter.utf8()));
    }

    /** Goes over all messages of a mountpoint, those of topics that begin with {@code $} too. */
    public Cursor all(String mountpoint) {
        return new Cursor(TopicCursor.all(tree(mountpoint)));
    }

    /**
     * Messages that match a filter, some at a time: whoever has many to deliver does so in slices, with turns for others in
     * between. Expired ones are passed over. Belongs to one thread.
     */
    public static final class Cursor {
        /** Nodes that may be passed on the way to one message, before the step ends without it. */
        private static final int VISITS_PER_MESSAGE = 8;

        private final TopicCursor<Publish> nodes;

        private Cursor(TopicCursor<Publish> nodes) {
            this.nodes = nodes;
        }

        /**
         * Tells of the next messages.
         *
         * @param most at the most so many, and no more work than for so many; so a step may tell of none and not be the last
         * @return whether there may be more
         */
        public boolean step(long nowMillis, int most, Consumer<? super Publish> consumer) {
            nodes.allow(most * VISITS_PER_MESSAGE);
            for (int told = 0; told < most; ) {
                Publish message = nodes.next();
                if (message == null) {
                    break;
                }
                if (!message.expired(nowMillis)) {
                    consumer.accept(message);
                    told++;
                }
            }
            return !nodes.done();
        }

        /** As {@link #step}, but tells of expired ones too. */
        boolean stepAll(int most, Consumer<? super Publish> consumer) {
            return step(Long.MIN_VALUE, most, consumer);
        }
    }

    /** The mountpoints that have had retained messages. */
    public Collection<String> mountpoints() {
        return Collections.unmodifiableSet(trees.keySet());
    }

    /** How many messages are retained, those that have expired and weren't removed yet included. */
    public long messages() {
        return messages.get();
    }

    /** About how many bytes of heap they take. */
    public long bytes() {
        return bytes.get();
    }

    /** How many of them have a deadline. */
    long expiring() {
        return expiring.sum();
    }

    /** How often expired messages are to be removed; zero for only when they are met. */
    public Duration expiryInterval() {
        return settings.get().expiryInterval();
    }

    @Nullable
    TopicTree<Publish> treeOf(String mountpoint) {
        return trees.get(mountpoint);
    }

    private TopicTree<Publish> tree(String mountpoint) {
        TopicTree<Publish> known = trees.get(mountpoint);
        return known != null ? known : trees.computeIfAbsent(mountpoint, name -> new TopicTree<>());
    }
}
