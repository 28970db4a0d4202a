package io.ternmq.store.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All sessions that are kept, and the queues of those that have something. On the table thread only. */
final class QueueIndex {
    /** Stands for a session that has nothing. */
    private static final Object NOTHING = new Object();
    /** Loaded blocks beyond which all are sent away that can be, about 8 KB each. */
    static final int MOST_LOADED = 8192;

    private final UidMap<Object> sessions = new UidMap<>();
    private final SegmentUse use = new SegmentUse();
    private final SessionQueue.BlockSource source;
    private final List<SessionQueue> changed = new ArrayList<>();
    private int known;
    private long nextBlock;
    private int round = 1;

    /**
     * An index of nothing.
     *
     * @param nextBlock blocks begin here, so that places rise even when a queue was empty in between
     */
    QueueIndex(long nextBlock, SessionQueue.BlockSource source) {
        this.nextBlock = nextBlock;
        this.source = source;
    }

    SegmentUse use() {
        return use;
    }

    long nextBlock() {
        return nextBlock;
    }

    /** How many sessions there are, those apart that nobody has opened. */
    int sessions() {
        return known;
    }

    // ------------------------------------------------------------------ sessions

    /** The session exists from now on, if it didn't before. */
    void open(int node, long number) {
        Object session = sessions.get(node, number);
        if (session == null) {
            sessions.put(node, number, NOTHING);
            known++;
        } else if (session instanceof SessionQueue queue && queue.strangerSince() > 0) {
            queue.strangerSince(0);
            known++;
        }
    }

    boolean isOpen(int node, long number) {
        Object session = sessions.get(node, number);
        return session == NOTHING || session instanceof SessionQueue queue && queue.strangerSince() == 0;
    }

    /** The session is gone, with its queue. */
    void remove(int node, long number, TableBatch batch) {
        known -= isOpen(node, number) ? 1 : 0;
        SessionQueue queue = find(node, number);
        if (queue != null) {
            queue.drop();
            queue.delete(batch);
        }
        sessions.remove(node, number);
    }

    // ------------------------------------------------------------------ queues

    /** The queue of a session; null when it has nothing. */
    @Nullable
    SessionQueue find(int node, long number) {
        return sessions.get(node, number) instanceof SessionQueue queue ? queue : null;
    }

    /** The queue of a session, that is about to change. */
    SessionQueue change(int node, long number) {
        Object session = sessions.get(node, number);
        SessionQueue queue;
        if (session instanceof SessionQueue known) {
            queue = known;
        } else {
            queue = new SessionQueue(node, number, nextBlock, source, use);
            queue.strangerSince(session == null ? round : 0);
            sessions.put(node, number, queue);
        }
        changed(queue);
        return queue;
    }

    void changed(SessionQueue queue) {
        if (!queue.isListed()) {
            queue.listed(true);
            changed.add(queue);
        }
    }

    void forEachQueue(Consumer<SessionQueue> consumer) {
        List<SessionQueue> queues = new ArrayList<>();
        sessions.forEach(session -> {
            if (session instanceof SessionQueue queue) {
                queues.add(queue);
            }
        });
        queues.forEach(consumer);
    }

    // ------------------------------------------------------------------ rounds

    /**
     * Puts what has changed into the batch, and forgets queues that are empty. What came for a session that nobody has opened for
     * a round or more never will be; that is dropped too.
     *
     * @param strangers whether what came for unknown sessions is dropped whatever its age
     */
    void store(TableBatch batch, boolean strangers) {
        List<SessionQueue> again = new ArrayList<>();
        for (SessionQueue queue : changed) {
            queue.listed(false);
            if (sessions.get(queue.node(), queue.number()) != queue) {
                continue;
            }
            boolean stranger = queue.strangerSince() > 0;
            if (stranger && (strangers || queue.strangerSince() < round)) {
                remove(queue.node(), queue.number(), batch);
                continue;
            }
            queue.store(batch);
            int blocks = queue.blocks().size();
            if (blocks > 0) {
                nextBlock = Math.max(nextBlock, queue.blocks().get(blocks - 1).number() + 1);
            }
            if (stranger) {
                again.add(queue);
            } else if (queue.isEmpty()) {
                queue.delete(batch);
                sessions.put(queue.node(), queue.number(), NOTHING);
            }
        }
        changed.clear();
        again.forEach(this::changed);
        round++;
    }

    /** Sends blocks away that the tables have, when there are many. To be called when the batch has been written. */
    void unload() {
        if (use.references() / QueueBlock.ENTRIES > MOST_LOADED) {
            forEachQueue(SessionQueue::unload);
        }
    }
}
