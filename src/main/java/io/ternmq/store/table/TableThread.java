package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Publish;
import io.ternmq.store.CrashPoint;
import io.ternmq.store.RecoveredSession;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreProblem;
import io.ternmq.store.log.HealthBoard;
import io.ternmq.store.log.LogBatch;
import io.ternmq.store.log.LogPlace;
import io.ternmq.store.log.MessageFormat;
import io.ternmq.store.log.RecordFormat;
import io.ternmq.store.log.Segment;
import io.ternmq.store.log.SegmentSet;
import io.ternmq.store.log.WorkQueue;
import io.ternmq.store.table.TableRecovery.Recovered;
import io.ternmq.store.table.Tables.Family;
import io.ternmq.store.table.Tables.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that index and tables belong to. It applies what the journal has written, in order, and does what others ask, in between.
 *
 * <p>Protocol: changes gather in memory. In a <em>round</em>, after so many bytes of the log, what has changed since the last one
 * is written to the tables in one batch together with the place in the log, so that what came and went in between never gets there.
 * Every few rounds the log is synchronised and the tables are flushed; the log before is then needed for the messages in
 * it only, and segments that nobody waits for go. When the tables can't be written, the batch is kept and it is tried again later; if
 * it gets too large meanwhile, nothing more is applied, and lanes get congested.
 */
public final class TableThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableThread.class);
    private static final long ROUND_BYTES = 32L << 20;
    private static final long FLUSH_NANOS = 30_000_000_000L;
    /** When space is short, so that it is taken back soon. */
    private static final long SHORT_FLUSH_NANOS = 500_000_000L;

    private static final int FLUSH_ROUNDS = 4;
    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long MOST_PENDING_BYTES = 128L << 20;

    private final WorkQueue<Object> work = new WorkQueue<>();
    private final Thread thread = new Thread(this::run, "store-tables");
    private final SegmentSet segments;
    private final HealthBoard health;
    private final Tables tables;
    private final TableBatch batch;
    private final QueueIndex index;
    private final RecordApplier applier;
    private final long recoveredCounter;
    private final long recoveredSession;
    private long place;
    private long roundBytes;
    private int rounds;
    private boolean flushed;
    private long quietNanos = System.nanoTime();
    private long flushedNanos = quietNanos;
    private long failedNanos;
    private boolean failing;
    private int flushedSegment;
    private Runnable onFlush = () -> {};
    private volatile Figures figures = new Figures(0, 0, 0, 0);

    /** What is counted, a moment old. */
    public record Figures(long messages, long bytes, long sessions, long oldestMillis) {}

    /**
     * Recovers; adds what was found wrong to the problems.
     *
     * @throws IOException when the disk can't be read or written
     */
    public TableThread(SegmentSet segments, HealthBoard health, Path folder, Path aside, List<StoreProblem> problems)
            throws IOException {
        this.segments = segments;
        this.health = health;
        Recovered recovered = TableRecovery.recover(segments, folder, aside, problems);
        tables = recovered.tables();
        batch = recovered.batch();
        index = recovered.index();
        applier = recovered.applier();
        place = recovered.place();
        recoveredCounter = applier.counter();
        recoveredSession = applier.sessionNumber();
        count();
    }

    public void start() {
        thread.start();
    }

    /** Runs the task after every flush, on the thread; to be said before it starts. */
    void onFlush(Runnable task) {
        onFlush = task;
    }

    /** The segments before this one are needed for the messages in them only; on the thread only. */
    int flushedSegment() {
        return flushedSegment;
    }

    /** Positions are to begin above this counter. */
    public long recoveredCounter() {
        return recoveredCounter;
    }

    /** The highest number of a session so far. */
    public long recoveredSession() {
        return recoveredSession;
    }

    // ------------------------------------------------------------------ asking, from any thread

    /** Applies a batch that has been written, and gives it back. By the writer, in the order of the log. */
    public void apply(LogBatch written) {
        work.offer(written);
    }

    /** Runs a task on the thread, after everything that has been given to it before. */
    public void execute(Runnable task) {
        work.offer(task);
    }

    /** What a task may fail with. */
    interface Question<T> {
        T answer() throws RocksDBException, IOException;
    }

    /** Asks on the thread and waits. Never called on it. */
    <T> T ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(question.answer());
            } catch (RocksDBException | IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return WorkQueue.await(answer, thread);
    }

    /** Tells of all sessions, on the store's thread; waits until all have been told. */
    public void forEachSession(Consumer<? super RecoveredSession> consumer) {
        ask(() -> {
            round(false);
            SessionRows rows = new SessionRows(index, consumer);
            tables.forEach(Family.SESSIONS, rows);
            rows.finish();
            return true;
        });
    }

    /** Tells of all retained messages with their mountpoints, on the store's thread; waits until all have been told. */
    public void forEachRetained(BiConsumer<String, ? super Publish> consumer) {
        MessageFormat format = new MessageFormat();
        ask(() -> {
            round(false);
            tables.forEach(Family.RETAINED, (key, value) -> {
                ByteBuf in = Unpooled.wrappedBuffer(value.get());
                int length = in.readUnsignedShort();
                String mountpoint = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
                consumer.accept(mountpoint, format.read(in.skipBytes(length)));
            });
            return true;
        });
    }

    /** Brings the tables up to what has been written; waits for that. Gives whether it was possible. */
    public boolean flushNow() {
        return ask(() -> round(true));
    }

    public Figures figures() {
        return figures;
    }

    /** The index; on the thread only. */
    QueueIndex index() {
        return index;
    }

    /** Up to where the log has been applied; on the thread only. */
    long place() {
        return place;
    }

    SegmentSet segments() {
        return segments;
    }

    Tables tables() {
        return tables;
    }

    // ------------------------------------------------------------------ the thread

    private void run() {
        work.serve();
        while (true) {
            Object next = work.poll();
            if (work.isAbandoned()) {
                return;
            } else if (next instanceof LogBatch written) {
                waitForTables();
                applyNow(written);
            } else if (next instanceof Runnable task) {
                runNow(task);
            } else if (work.isClosing()) {
                round(true);
                return;
            } else {
                idle();
            }
        }
    }

    private static void runNow(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the store failed", e);
        }
    }

    private void applyNow(LogBatch written) {
        ByteBuf bytes = written.bytes();
        int end = bytes.writerIndex();
        for (int at = 0; at < end; ) {
            int length = RecordFormat.length(bytes, at);
            try {
                applier.apply(bytes, at, length, written.place() + at);
            } catch (RuntimeException e) {
                LOG.error("A record at {} could not be applied", LogPlace.text(written.place() + at), e);
            }
            at += length;
        }
        if (end > 0) {
            place = written.place() + end;
            roundBytes += end;
            flushed = false;
            quietNanos = System.nanoTime();
            count();
        }
        written.done();
        roundIfDue();
    }

    private void roundIfDue() {
        boolean wide = health.now().state() == StoreHealth.State.OK;
        boolean flushDue = quietNanos - flushedNanos >= (wide ? FLUSH_NANOS : SHORT_FLUSH_NANOS);
        if (flushDue || roundBytes >= ROUND_BYTES) {
            round(flushDue || rounds + 1 >= FLUSH_ROUNDS);
        }
    }

    private void idle() {
        if (flushed) {
            work.sleep();
            return;
        }
        long wait = quietNanos + IDLE_NANOS - System.nanoTime();
        if (wait > 0) {
            work.sleep(wait);
        } else if (!round(true)) {
            quietNanos = System.nanoTime();
        }
    }

    /** Applies nothing while more is pending than should be in memory. */
    private void waitForTables() {
        while (failing && batch.bytes() > MOST_PENDING_BYTES && !work.isClosing()) {
            LockSupport.parkNanos(this, RETRY_NANOS);
            round(false);
        }
    }

    private void count() {
        figures = new Figures(index.use().references(), index.use().bytes(), index.sessions(), oldestMillis());
    }

    private long oldestMillis() {
        for (Segment segment : segments.all()) {
            if (index.use().references(segment.number()) > 0) {
                return segment.createdMillis();
            }
        }
        return 0;
    }

    // ------------------------------------------------------------------ rounds

    /** Writes what has changed to the tables; flushes them when asked to. Gives whether all went well. On the thread only. */
    boolean round(boolean flush) {
        if (failing && System.nanoTime() - failedNanos < RETRY_NANOS && !work.isClosing()) {
            return false;
        }
        try {
            index.store(batch, false);
            roundBytes = 0;
            rounds++;
            tables.write(batch, new State(place, applier.counter(), applier.sessionNumber(), index.nextBlock()));
            batch.clear();
            index.unload();
            if (flush) {
                flush();
            }
            if (failing) {
                failing = false;
                health.report(HealthBoard.Part.TABLES, StoreHealth.GOOD);
            }
            return true;
        } catch (RocksDBException | IOException e) {
            onFailure(e);
            return false;
        }
    }

    private void flush() throws RocksDBException, IOException {
        if (flushed) {
            return;
        }
        segments.sync();
        tables.flush();
        CrashPoint.TABLES_WRITTEN.reach();
        flushed = true;
        flushedNanos = System.nanoTime();
        rounds = 0;
        flushedSegment = LogPlace.segment(place);
        for (Segment segment : segments.all()) {
            if (segment.number() < flushedSegment && index.use().references(segment.number()) == 0) {
                segments.remove(segment);
            }
        }
        count();
        onFlush.run();
    }

    private void onFailure(Exception e) {
        failedNanos = System.nanoTime();
        flushedNanos = failedNanos;
        if (!failing) {
            failing = true;
            LOG.warn("The store's tables can't be written: {}", e.getMessage());
        }
        health.report(
                HealthBoard.Part.TABLES,
                new StoreHealth(
                        StoreHealth.State.DEGRADED,
                        "The store's tables can't be written (" + e.getMessage()
                                + "): its log grows until they can, and a start takes longer."));
    }

    /** Ends at once, as if the process had ended. */
    public void abandon() {
        work.abandon();
        end();
    }

    /** Applies what has come, writes everything, and ends; waits for that. */
    @Override
    public void close() {
        work.close();
        end();
    }

    private void end() {
        WorkQueue.join(thread);
        batch.close();
        tables.close();
    }
}
