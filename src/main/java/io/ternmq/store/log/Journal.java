package io.ternmq.store.log;

import io.ternmq.config.Durability;
import io.ternmq.store.CrashPoint;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreHealth.State;
import io.ternmq.store.StoreMetrics.Histogram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the lanes hand over, in the order in which they do so, and says when it is safe.
 *
 * <p>Protocol: lanes offer batches to a queue; one thread takes what has gathered as a group, writes each batch in one go, hands
 * the group on to the table thread, tells the lanes, and then synchronises the disk if a batch of the group asks for it, and tells the
 * lanes again. What comes meanwhile is the next group, so that groups grow with load, and an idle store commits at once.
 *
 * <p>When a batch can't be written, what was written of it is cut off and it is tried again until it can; nothing is committed
 * meanwhile, and the lanes get congested. A segment that can't be cut is left, and the batch goes into another one.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int GROUP_BATCHES = 64;
    private static final long RETRY_NANOS = 100_000_000L;
    /** For how long the end of the broker waits for a disk that takes nothing. */
    private static final long FAREWELL_NANOS = 2_000_000_000L;

    private static final int MAX_LANES = 1 << JournalLane.LANE_BITS;
    /** Bytes that may be under way in all lanes before publishers are paused. */
    private static final long CREDIT_BYTES = 64L << 20;

    private final SegmentSet segments;
    private final Durability level;
    private final long segmentBytes;
    private final HealthBoard health;
    private final FreeSpace space;
    private final Consumer<LogBatch> tables;
    private final long firstCounter;
    private final List<JournalLane> lanes = new CopyOnWriteArrayList<>();
    private final WorkQueue<LogBatch> submitted = new WorkQueue<>();
    private final List<LogBatch> group = new ArrayList<>();
    private final CommitMetrics latency = new CommitMetrics();
    private final CommitMetrics records = new CommitMetrics();
    private final Thread writer = new Thread(this::run, "store-writer");
    private @Nullable Segment current;

    /**
     * What the journal needs to know.
     *
     * @param level what {@link JournalLane#committed()} means
     * @param watermark free bytes below which somebody should know
     * @param firstCounter positions begin above it
     */
    public record Options(Durability level, long segmentBytes, long watermark, long firstCounter) {}

    /**
     * A journal that goes on behind the segments that are there.
     *
     * @param tables is given each batch that was written, in order, before its lane is told; calls {@link LogBatch#done()}
     */
    public Journal(SegmentSet segments, Options options, HealthBoard health, Consumer<LogBatch> tables) {
        this.segments = segments;
        this.level = options.level();
        this.segmentBytes = options.segmentBytes();
        this.firstCounter = options.firstCounter();
        this.health = health;
        this.space = new FreeSpace(segments, options.watermark(), health);
        this.tables = tables;
    }

    public void start() {
        writer.start();
    }

    /** Opens a lane; from any thread. */
    public JournalLane lane(Executor loop, Runnable onCommitted) {
        synchronized (lanes) {
            int number = lanes.size();
            if (number >= MAX_LANES) {
                throw new IllegalStateException("more than " + MAX_LANES + " lanes");
            }
            long credit = Math.max(CREDIT_BYTES / 16, CREDIT_BYTES / (number + 2));
            JournalLane lane = new JournalLane(this, number, firstCounter, credit, loop, onCommitted);
            lanes.add(lane);
            return lane;
        }
    }

    Durability level() {
        return level;
    }

    int salt() {
        return segments.salt();
    }

    /** Takes a batch; from any thread, never waits. */
    void submit(LogBatch batch) {
        submitted.offer(batch);
    }

    // ------------------------------------------------------------------ the writer

    private void run() {
        submitted.serve();
        while (true) {
            gather();
            if (submitted.isAbandoned()) {
                return;
            } else if (!group.isEmpty()) {
                commitGroup();
            } else if (submitted.isClosing()) {
                return;
            } else {
                space.onIdle();
                submitted.sleep(space.sleepNanos());
            }
        }
    }

    private void gather() {
        group.clear();
        while (group.size() < GROUP_BATCHES) {
            LogBatch batch = submitted.poll();
            if (batch == null) {
                return;
            }
            group.add(batch);
        }
    }

    private void commitGroup() {
        boolean sync = false;
        int count = 0;
        for (LogBatch batch : group) {
            if (!persistently(() -> write(batch))) {
                LOG.error("The store ends with records that could not be written; they were not acknowledged");
                return;
            }
            sync |= level == Durability.DISK || batch.required == Durability.DISK;
            count += batch.records;
        }
        CrashPoint.WRITTEN.reach();
        // What a batch says has to be read before it is handed on, for then it is its lane's again.
        int size = group.size();
        JournalLane[] to = new JournalLane[size];
        long[] reached = new long[size];
        long[] submittedNanos = new long[size];
        for (int i = 0; i < size; i++) {
            LogBatch batch = group.get(i);
            to[i] = batch.lane;
            reached[i] = batch.lastPosition;
            submittedNanos[i] = batch.submittedNanos;
            tables.accept(batch);
        }
        for (int i = 0; i < size; i++) {
            to[i].written(reached[i]);
        }
        if (sync && persistently(segments::sync)) {
            for (int i = 0; i < size; i++) {
                to[i].synced(reached[i]);
            }
        }
        long now = System.nanoTime();
        for (long since : submittedNanos) {
            latency.count(now - since);
        }
        records.count(count);
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    /** Does it, again and again until it succeeds; false when the broker ends before. */
    private boolean persistently(DiskWork work) {
        long givenUpAt = 0;
        while (true) {
            try {
                work.run();
                if (health.now() != StoreHealth.GOOD) {
                    health.report(HealthBoard.Part.LOG, StoreHealth.GOOD);
                }
                return true;
            } catch (IOException e) {
                report(e);
            }
            long now = System.nanoTime();
            if (submitted.isClosing() && givenUpAt == 0) {
                givenUpAt = now + FAREWELL_NANOS;
            }
            if (submitted.isAbandoned() || givenUpAt != 0 && now - givenUpAt >= 0) {
                return false;
            }
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
    }

    private void report(IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean full =
                message.contains("No space left") || message.contains("quota") || message.contains("not enough space");
        health.report(
                HealthBoard.Part.LOG,
                new StoreHealth(
                        full ? State.FULL : State.FAILED,
                        "The store can't write its log (" + message
                                + "): QoS 1 and 2 messages for persistent sessions are not acknowledged until it can."));
    }

    private void write(LogBatch batch) throws IOException {
        int length = batch.bytes.writerIndex();
        if (length == 0) {
            batch.place(LogPlace.of(segments.lastNumber(), 0));
            return;
        }
        space.onWrite(length);
        Segment segment = segmentFor(length);
        try {
            batch.place(LogPlace.of(segment.number(), segment.size()));
            segment.write(batch.bytes.internalNioBuffer(0, length));
        } catch (IOException e) {
            cut(segment);
            throw e;
        }
    }

    /** Leaves no part of a record in the midst of the log. */
    private void cut(Segment segment) {
        try {
            segment.cutBehindEnd();
        } catch (IOException e) {
            LOG.warn("The log can't be cut after a failed write, so it goes on in another file: {}", e.getMessage());
            current = null;
        }
    }

    private Segment segmentFor(int length) throws IOException {
        Segment segment = current;
        if (segment == null || segment.size() > Segment.HEADER && segment.size() + length > segmentBytes) {
            if (segment != null && level == Durability.DISK) {
                // Else the loss of power could leave what comes later, and not this.
                segment.sync();
            }
            segment = segments.begin(System.currentTimeMillis());
            current = segment;
        }
        return segment;
    }

    // ------------------------------------------------------------------ figures and the end

    public Histogram commitNanos() {
        return latency.snapshot();
    }

    public Histogram batchRecords() {
        return records.snapshot();
    }

    /** Records that have been handed over and aren't committed. */
    public long behind() {
        long sum = 0;
        for (JournalLane lane : lanes) {
            sum += lane.behind();
        }
        return sum;
    }

    /** Writes what has been handed over and ends; waits for that. The lanes mustn't be used any more. */
    @Override
    public void close() {
        submitted.close();
        WorkQueue.join(writer);
    }

    /** Ends at once, as if the process had ended. */
    public void abandon() {
        submitted.abandon();
        WorkQueue.join(writer);
    }

    /** Lets go of the lanes' buffers, when the table thread has ended too. */
    public void release() {
        lanes.forEach(JournalLane::release);
        LogBatch batch = submitted.poll();
        while (batch != null) {
            batch.release();
            batch = submitted.poll();
        }
    }
}
