package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.ternmq.config.Durability;
import io.ternmq.protocol.Publish;
import io.ternmq.store.CrashPoint;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreProblem;
import io.ternmq.store.log.DiskSegmentFiles;
import io.ternmq.store.log.JournalLane;
import io.ternmq.store.log.MessageFormat;
import io.ternmq.store.log.RecordFormat;
import io.ternmq.store.log.Segment;
import io.ternmq.store.log.SegmentScan;
import io.ternmq.store.log.SegmentSet;
import io.ternmq.store.log.Worker;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up segments that hardly anybody waits for any more, and those that are damaged: copies what is still waited for to the end
 * of the log. The copies are records like others; when the tables know them, nobody refers to the segment, and it goes as
 * any other does. A crash at any point leaves either place good.
 *
 * <p>Protocol: its thread reads the segment and asks the table thread, for some records at a time, to copy those that
 * are waited for; that thread's lane takes them. It waits while the lane is congested, and at last until they have been applied.
 */
public final class Compactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final int CHUNK_BYTES = 128 * 1024;
    private static final long WAIT_NANOS = 2_000_000L;
    /** So many segments may be garbage at any rate. */
    private static final int FEW = 4;

    private final TableThread tables;
    private final SegmentSet segments;
    private final JournalLane lane;
    private final long segmentBytes;
    private final Consumer<StoreProblem> problems;
    private final Worker worker = new Worker("store-compaction");
    private final MessageFormat format = new MessageFormat();
    /** On the table thread: whether one is being compacted. */
    private boolean busy;

    /**
     * A compactor.
     *
     * @param lane the table thread's own
     */
    public Compactor(TableThread tables, JournalLane lane, long segmentBytes, Consumer<StoreProblem> problems) {
        this.tables = tables;
        this.segments = tables.segments();
        this.lane = lane;
        this.segmentBytes = segmentBytes;
        this.problems = problems;
    }

    public void start() {
        worker.start();
        tables.onFlush(this::consider);
    }

    /** Compacts a segment if one is worth it. On the table thread, after the tables have been flushed. */
    private void consider() {
        if (busy) {
            return;
        }
        for (Segment segment : segments.all()) {
            if (segment.isDamaged() && segment.number() < tables.flushedSegment()) {
                begin(segment);
                return;
            }
        }
        Segment emptiest = emptiest();
        long live = tables.index().use().bytes();
        if (emptiest != null && segments.bytes() > 2 * live + FEW * segmentBytes) {
            begin(emptiest);
        }
    }

    private @Nullable Segment emptiest() {
        Segment found = null;
        double least = 0.5;
        for (Segment segment : segments.all()) {
            if (segment.number() >= tables.flushedSegment()) {
                break;
            }
            double used = (double) tables.index().use().bytes(segment.number()) / segment.size();
            if (used < least) {
                least = used;
                found = segment;
            }
        }
        return found;
    }

    private void begin(Segment segment) {
        if (segment.pin()) {
            busy = true;
            worker.execute(() -> compact(segment));
        }
    }

    /** Compacts every segment that has something nobody waits for, and the tables. Waits; never called on a thread of the store. */
    public void compactAll() {
        tables.ask(() -> tables.round(true));
        int last = tables.ask(tables::flushedSegment);
        for (Segment segment : segments.all()) {
            boolean wasteful = tables.ask(() -> tables.index().use().bytes(segment.number()) < segment.size() * 9 / 10);
            if (segment.number() < last && wasteful && segment.pin()) {
                onWorker(() -> compact(segment));
            }
        }
        tables.ask(() -> {
            tables.tables().compact();
            return true;
        });
    }

    /** Does something on the compactor's thread, and waits for it; never called on a thread of the store. */
    <T> T onWorker(TableThread.Question<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        worker.execute(() -> {
            try {
                done.complete(work.answer());
            } catch (RocksDBException | IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return worker.await(done);
    }

    // ------------------------------------------------------------------ on the worker

    private boolean compact(Segment segment) {
        boolean done = false;
        try {
            done = copyLive(segment);
            if (done) {
                CrashPoint.COPIED.reach();
            }
        } catch (IOException e) {
            LOG.warn("{} could not be compacted: {}", DiskSegmentFiles.name(segment.number()), e.getMessage());
        } finally {
            unpin(segment);
        }
        boolean all = done;
        tables.execute(() -> finish(segment, all));
        return done;
    }

    private static void unpin(Segment segment) {
        try {
            segment.unpin();
        } catch (IOException e) {
            LOG.warn("{} stays: {}", DiskSegmentFiles.name(segment.number()), e.getMessage());
        }
    }

    /** Gives whether everything was copied and has been applied. */
    private boolean copyLive(Segment segment) throws IOException {
        ByteBuf chunk = RecordFormat.buffer(CHUNK_BYTES);
        try (SegmentScan scan = new SegmentScan(segment, segments.salt())) {
            boolean[] going = {true};
            scan.run(0, (bytes, at, length, offset) -> {
                byte type = RecordFormat.type(bytes, at);
                if (!going[0] || type != RecordFormat.MESSAGE && type != RecordFormat.COPY) {
                    return;
                }
                if (chunk.isReadable() && chunk.readableBytes() + length > CHUNK_BYTES) {
                    going[0] = copyWhenFree(chunk, segment.number());
                    chunk.clear();
                }
                chunk.writeBytes(bytes, at, length);
            });
            return going[0] && copyWhenFree(chunk, segment.number()) && ask(() -> true, this::isApplied);
        } finally {
            chunk.release();
        }
    }

    private boolean copyWhenFree(ByteBuf chunk, int from) {
        return ask(
                () -> {
                    copy(chunk, from);
                    return true;
                },
                () -> !lane.congested());
    }

    /** A question of the table thread. */
    private interface Condition {
        boolean holds();
    }

    /** Does something on the table thread as soon as a condition holds there; false when the store ends before. */
    private boolean ask(Condition work, Condition condition) {
        while (!worker.isClosing()) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            tables.execute(() -> answer.complete(condition.holds() && work.holds()));
            while (!answer.isDone() && !worker.isClosing()) {
                LockSupport.parkNanos(this, WAIT_NANOS);
            }
            if (answer.getNow(false)) {
                return true;
            }
            LockSupport.parkNanos(this, WAIT_NANOS);
        }
        return false;
    }

    // ------------------------------------------------------------------ on the table thread

    private boolean isApplied() {
        return lane.committed(Durability.PROCESS) >= lane.position();
    }

    private void copy(ByteBuf chunk, int from) {
        for (int at = 0; at < chunk.writerIndex(); at += RecordFormat.length(chunk, at)) {
            copyOne(chunk, at, from);
        }
        lane.submit();
    }

    private void copyOne(ByteBuf bytes, int at, int from) {
        long sequence = RecordFormat.position(bytes, at);
        int receivers = MessageFormat.receivers(bytes, at);
        SessionUid[] uids = new SessionUid[receivers];
        int[] words = new int[receivers];
        int count = 0;
        for (int i = 0; i < receivers; i++) {
            int node = MessageFormat.receiverNode(bytes, at, i);
            long number = MessageFormat.receiverNumber(bytes, at, i);
            SessionQueue queue = tables.index().find(node, number);
            int before = 0;
            for (int k = 0; k < count; k++) {
                before += uids[k].number() == number && uids[k].node() == node ? 1 : 0;
            }
            if (queue != null && queue.waitsFor(sequence, from) > before) {
                uids[count] = new SessionUid(node, number);
                words[count++] = MessageFormat.receiverWord(bytes, at, i);
            }
        }
        if (count > 0) {
            Publish publish = format.read(bytes, at);
            lane.appendCopy(publish, uids, words, count);
        }
    }

    private void finish(Segment segment, boolean done) {
        busy = false;
        long left = tables.index().use().references(segment.number());
        if (done && left > 0 && segment.isDamaged()) {
            giveUp(segment, left);
        }
        if (done) {
            tables.round(true);
        }
    }

    /** What is still waited for there lies where the segment is damaged. */
    private void giveUp(Segment segment, long left) {
        problems.accept(new StoreProblem(
                StoreProblem.Kind.MISSING_MESSAGE,
                "%,d messages that sessions wait for were in the damaged parts of %s; the sessions go on without them."
                        .formatted(left, DiskSegmentFiles.name(segment.number()))));
        tables.index()
                .forEachQueue(queue -> queue.forEachIn(
                        segment.number(), (sequence, packetId) -> lane.appendDone(queue.uid(), sequence, packetId)));
        lane.submit();
    }

    @Override
    public void close() {
        worker.close();
    }
}
