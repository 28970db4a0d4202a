package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.ternmq.store.ReadBatch;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreProblem;
import io.ternmq.store.StoredDelivery;
import io.ternmq.store.log.JournalLane;
import io.ternmq.store.log.LogPlace;
import io.ternmq.store.log.MessageFormat;
import io.ternmq.store.log.RecordFormat;
import io.ternmq.store.log.Segment;
import io.ternmq.store.log.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages of queues from the log.
 *
 * <p>Protocol: the table thread says where the messages lie, and pins the segments, in a {@link ReadPlan}; the reader's thread reads them
 * and unpins; the asker's executor gets them. What has expired, or can't be read, is done with by way of the table thread's lane.
 */
public final class QueueReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);
    private static final int FIRST_BYTES = 256 * 1024;

    private final TableThread tables;
    private final JournalLane lane;
    private final Consumer<StoreProblem> problems;
    private final Worker worker = new Worker("store-reader");
    private final MessageFormat messages = new MessageFormat();
    private final RecordFormat format;
    private ByteBuf bytes = RecordFormat.buffer(FIRST_BYTES);

    /**
     * A reader.
     *
     * @param lane the table thread's own
     */
    public QueueReader(TableThread tables, JournalLane lane, Consumer<StoreProblem> problems) {
        this.tables = tables;
        this.lane = lane;
        this.problems = problems;
        this.format = new RecordFormat(tables.segments().salt());
    }

    public void start() {
        worker.start();
    }

    /** The queue of a session. */
    public SessionQueueView queue(SessionUid session) {
        return new SessionQueueView(this, tables, session);
    }

    /** Reads what the plan says; called on the table thread, goes on on the reader's. */
    void read(ReadPlan plan, Executor loop, Consumer<ReadBatch> consumer) {
        worker.execute(() -> {
            ReadBatch batch = readNow(plan);
            try {
                loop.execute(() -> consumer.accept(batch));
            } catch (RejectedExecutionException e) {
                LOG.debug("Whoever asked for messages of {} has ended", plan.session());
            }
        });
    }

    private ReadBatch readNow(ReadPlan plan) {
        List<StoredDelivery> deliveries = new ArrayList<>(plan.count());
        List<ReadPlan.Entry> over = new ArrayList<>();
        int expired = 0;
        long last = plan.from();
        boolean failed = false;
        long now = System.currentTimeMillis();
        for (ReadPlan.Entry entry : plan.entries()) {
            StoredDelivery delivery;
            try {
                delivery = readOne(entry);
            } catch (IOException e) {
                LOG.warn("A message at {} can't be read now: {}", LogPlace.text(entry.place()), e.getMessage());
                failed = true;
                break;
            }
            last = entry.order();
            if (delivery == null) {
                over.add(entry);
            } else if (entry.packetId() == 0 && delivery.publish().expired(now)) {
                over.add(entry);
                expired++;
            } else {
                deliveries.add(delivery);
            }
        }
        plan.unpin();
        if (!over.isEmpty()) {
            tables.execute(() -> finish(plan.session(), over));
        }
        return new ReadBatch(deliveries, last, expired, over.size() - expired, plan.isEnd() && !failed, failed);
    }

    private void finish(SessionUid session, List<ReadPlan.Entry> over) {
        for (ReadPlan.Entry entry : over) {
            lane.appendDone(session, entry.sequence(), entry.packetId());
        }
        lane.submit();
    }

    /** The message; null when it is damaged or gone. */
    private @Nullable StoredDelivery readOne(ReadPlan.Entry entry) throws IOException {
        Segment segment = entry.segment();
        if (segment != null && load(segment, entry)) {
            return new StoredDelivery(
                    entry.order(),
                    messages.read(bytes, 0),
                    entry.word(),
                    entry.packetId(),
                    entry.received(),
                    entry.sentNumber());
        }
        if (segment != null) {
            segment.markDamaged();
        }
        problems.accept(new StoreProblem(
                StoreProblem.Kind.MISSING_MESSAGE,
                "A message that session %d waits for is lost (%s %s); the session goes on without it."
                        .formatted(
                                entry.sessionNumber(),
                                LogPlace.text(entry.place()),
                                segment == null ? "is gone" : "is damaged")));
        return null;
    }

    private boolean load(Segment segment, ReadPlan.Entry entry) throws IOException {
        int length = entry.length();
        if (bytes.capacity() < length) {
            bytes.release();
            bytes = RecordFormat.buffer(length);
        }
        bytes.clear();
        int read = segment.read(bytes.internalNioBuffer(0, length), LogPlace.offset(entry.place()));
        bytes.writerIndex(read);
        return read == length
                && RecordFormat.length(bytes, 0) == length
                && format.isSound(bytes, 0, length)
                && RecordFormat.position(bytes, 0) == entry.sequence();
    }

    /** Answers what has been asked and ends. After the table thread. */
    @Override
    public void close() {
        worker.close();
        bytes.release();
    }
}
