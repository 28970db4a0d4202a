package io.ternmq.store.table;

import io.ternmq.store.SessionUid;
import io.ternmq.store.log.LogPlace;
import io.ternmq.store.log.Segment;
import io.ternmq.store.log.SegmentSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which messages of a queue are to be read, and where they lie. Made on the table thread, then the reader's. */
final class ReadPlan {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPlan.class);

    private final SessionUid session;
    private final SegmentSet segments;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Segment> pinned = new ArrayList<>();
    private final long from;
    private long bytes;
    private boolean end = true;

    /** One message. The segment is null when it is gone. */
    record Entry(
            long sessionNumber,
            long order,
            long sequence,
            long place,
            int length,
            int word,
            int packetId,
            boolean received,
            int sentNumber,
            @Nullable Segment segment) {}

    private ReadPlan(SessionUid session, SegmentSet segments, long from) {
        this.session = session;
        this.segments = segments;
        this.from = from;
    }

    /** Of messages behind a place. */
    static ReadPlan ahead(
            SessionUid session, @Nullable SessionQueue queue, SegmentSet segments, long after, int count, long bytes) {
        ReadPlan plan = new ReadPlan(session, segments, after);
        for (int b = queue == null ? 0 : queue.blockAt(after + 1);
                queue != null && b < queue.blocks().size();
                b++) {
            QueueBlock block = queue.blocks().get(b);
            long first = block.number() * QueueBlock.ENTRIES;
            if (block.live() == 0) {
                continue;
            }
            queue.load(block);
            for (int i = (int) Math.max(0, after + 1 - first); i < block.used(); i++) {
                if (block.sequence(i) != 0 && !plan.add(block, i, count, bytes)) {
                    return plan;
                }
            }
        }
        return plan;
    }

    /** Of messages before a place, the nearest first. */
    static ReadPlan back(
            SessionUid session, @Nullable SessionQueue queue, SegmentSet segments, long before, int count, long bytes) {
        ReadPlan plan = new ReadPlan(session, segments, before);
        int blocks = queue == null ? 0 : queue.blocks().size();
        for (int b = queue == null ? -1 : Math.min(blocks - 1, queue.blockAt(before)); queue != null && b >= 0; b--) {
            QueueBlock block = queue.blocks().get(b);
            long first = block.number() * QueueBlock.ENTRIES;
            if (block.live() == 0 || first >= before) {
                continue;
            }
            queue.load(block);
            for (int i = (int) Math.min(block.used(), before - first) - 1; i >= 0; i--) {
                if (block.sequence(i) != 0 && !plan.add(block, i, count, bytes)) {
                    return plan;
                }
            }
        }
        return plan;
    }

    /** Of all messages under way, in the order of their sending. */
    static ReadPlan inflight(SessionUid session, @Nullable SessionQueue queue, SegmentSet segments) {
        ReadPlan plan = new ReadPlan(session, segments, 0);
        List<QueueBlock> blocks = queue == null ? List.of() : queue.blocks();
        for (QueueBlock block : blocks) {
            if (queue == null || block.inflight() == 0) {
                continue;
            }
            queue.load(block);
            for (int i = 0; i < block.used(); i++) {
                if (block.sequence(i) != 0 && block.packetId(i) != 0) {
                    plan.add(block, i, Integer.MAX_VALUE, Long.MAX_VALUE);
                }
            }
        }
        plan.entries.sort(Comparator.comparingInt(Entry::sentNumber));
        return plan;
    }

    /** Gives false when it doesn't fit any more. */
    private boolean add(QueueBlock block, int index, int count, long maxBytes) {
        int length = block.length(index);
        if (!entries.isEmpty() && (entries.size() >= count || bytes + length > maxBytes)) {
            end = false;
            return false;
        }
        bytes += length;
        entries.add(new Entry(
                session.number(),
                block.number() * QueueBlock.ENTRIES + index,
                block.sequence(index),
                block.place(index),
                length,
                block.word(index),
                block.packetId(index),
                block.received(index),
                block.sentNumber(index),
                pin(LogPlace.segment(block.place(index)))));
        return true;
    }

    private @Nullable Segment pin(int number) {
        for (int i = pinned.size() - 1; i >= 0; i--) {
            if (pinned.get(i).number() == number) {
                return pinned.get(i);
            }
        }
        Segment segment = segments.find(number);
        if (segment == null || !segment.pin()) {
            return null;
        }
        pinned.add(segment);
        return segment;
    }

    SessionUid session() {
        return session;
    }

    List<Entry> entries() {
        return entries;
    }

    int count() {
        return entries.size();
    }

    /** From where it was asked. */
    long from() {
        return from;
    }

    boolean isEnd() {
        return end;
    }

    /** Lets go of the segments. */
    void unpin() {
        for (Segment segment : pinned) {
            try {
                segment.unpin();
            } catch (IOException e) {
                LOG.warn("A file of the log that nobody needs any more stays: {}", e.getMessage());
            }
        }
    }
}
