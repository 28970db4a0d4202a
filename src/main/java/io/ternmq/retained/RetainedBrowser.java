package io.ternmq.retained;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.tree.LevelScan;
import io.ternmq.protocol.tree.TopicCursor;
import io.ternmq.protocol.tree.TopicTree;
import io.ternmq.protocol.tree.TreeNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks at retained messages for operators: level by level, or those of a filter in the order of their topics. Each answer passes over what
 * it asks about once, for no longer than it may, and holds no more than it gives. Any thread but event loops; expired messages are
 * left out.
 */
public final class RetainedBrowser {
    private static final int STEP = 1024;
    /** Nodes that are counted below one level, before it is called more. */
    private static final int MAX_COUNTED = 10_000;

    private static final Comparator<Publish> BY_TOPIC =
            Comparator.comparing(message -> message.topic().utf8(), Arrays::compareUnsigned);

    private final RetainedMessages messages;

    public RetainedBrowser(RetainedMessages messages) {
        this.messages = messages;
    }

    /**
     * A topic level.
     *
     * @param name the level alone
     * @param message that of the topic that ends here; null when there is none
     * @param below how many messages there are here and below
     * @param more whether there may be more than these
     * @param deeper whether there are levels below
     */
    public record Level(String name, @Nullable Publish message, int below, boolean more, boolean deeper) {}

    /**
     * Some levels of one place.
     *
     * @param more whether there are more behind them
     * @param cutShort whether the time was over before all were looked at, so that some may be missing
     */
    public record Levels(List<Level> levels, boolean more, boolean cutShort) {}

    /**
     * Some messages.
     *
     * @param matching how many match in all, before and behind these too, as far as they were looked at
     * @param more whether there are more behind them
     * @param complete false when the time was over before all were looked at
     */
    public record Page(List<Publish> messages, long matching, boolean more, boolean complete) {}

    /**
     * The levels below a place.
     *
     * @param path the topic levels that lead there; null for the first levels
     * @param after only levels behind this one; null for the first
     */
    public Levels levels(String mountpoint, @Nullable String path, @Nullable String after, int limit, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        TopicTree<Publish> tree = messages.treeOf(mountpoint);
        TreeNode<Publish> place = tree == null ? null : path == null ? tree.root() : tree.find(utf8(path));
        if (place == null) {
            return new Levels(List.of(), false, false);
        }
        LevelScan<Publish> scan = new LevelScan<>(after == null ? null : utf8(after), limit, deadline);
        List<TreeNode<Publish>> nodes = scan.below(place);
        long now = System.currentTimeMillis();
        List<Level> levels = new ArrayList<>();
        for (TreeNode<Publish> node : nodes.subList(0, Math.min(limit, nodes.size()))) {
            levels.add(level(node, now, deadline));
        }
        return new Levels(levels, nodes.size() > limit, scan.isCutShort());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Level level(TreeNode<Publish> node, long now, long deadlineNanos) {
        Publish own = node.value();
        TopicCursor<Publish> below = TopicCursor.below(node);
        below.allow(System.nanoTime() - deadlineNanos < 0 ? MAX_COUNTED : 1);
        int count = 0;
        for (Publish message = below.next(); message != null; message = below.next()) {
            count += message.expired(now) ? 0 : 1;
        }
        return new Level(
                new String(node.level(), StandardCharsets.UTF_8),
                own == null || own.expired(now) ? null : own,
                count,
                !below.done(),
                node.hasChildren());
    }

    /**
     * The messages that match a filter, by topic.
     *
     * @param filter null for all, those of topics that begin with {@code $} too
     * @param after only those whose topic comes behind this one; null for the first
     * @param limit may be 0, to count only
     */
    public Page page(
            String mountpoint, @Nullable TopicFilter filter, @Nullable String after, int limit, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        long now = System.currentTimeMillis();
        RetainedMessages.Cursor cursor =
                filter == null ? messages.all(mountpoint) : messages.matching(mountpoint, filter);
        Selection selection = new Selection(after == null ? null : utf8(after), limit);
        boolean complete = true;
        while (cursor.step(now, STEP, selection::offer)) {
            if (System.nanoTime() - deadline >= 0) {
                complete = false;
                break;
            }
        }
        return selection.page(complete);
    }

    /** The first messages behind a topic, of all that are offered. */
    private static final class Selection {
        private final byte @Nullable [] after;
        private final int limit;
        private final PriorityQueue<Publish> kept = new PriorityQueue<>(BY_TOPIC.reversed());
        private long offered;
        private boolean more;

        Selection(byte @Nullable [] after, int limit) {
            this.after = after;
            this.limit = limit;
        }

        void offer(Publish message) {
            offered++;
            if (after != null && Arrays.compareUnsigned(message.topic().utf8(), after) <= 0) {
                return;
            }
            if (kept.size() < limit) {
                kept.add(message);
                return;
            }
            more = true;
            if (limit > 0 && BY_TOPIC.compare(message, kept.element()) < 0) {
                kept.remove();
                kept.add(message);
            }
        }

        Page page(boolean complete) {
            return new Page(kept.stream().sorted(BY_TOPIC).toList(), offered, more, complete);
        }
    }
}
