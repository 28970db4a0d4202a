package io.ternmq.store;

import io.ternmq.config.Durability;
import io.ternmq.config.StartupException;
import io.ternmq.config.StoreSettings;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Publish;
import io.ternmq.store.log.DiskSegmentFiles;
import io.ternmq.store.log.HealthBoard;
import io.ternmq.store.log.Journal;
import io.ternmq.store.log.JournalLane;
import io.ternmq.store.log.SegmentFiles;
import io.ternmq.store.log.SegmentSet;
import io.ternmq.store.table.Compactor;
import io.ternmq.store.table.QueueReader;
import io.ternmq.store.table.StoreWork;
import io.ternmq.store.table.TableThread;
import io.ternmq.store.table.TableThread.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on disk. It has four threads: the writer of the log, that of the tables, one that reads messages back, and one that
 * takes space back. How they work
 * together is told in this package's description.
 *
 * <p>Life: {@link #open} recovers and is ready when it returns; {@link #close} ends it, when the loops don't use their lanes any
 * more.
 */
public final class DurableStore implements MessageStore, StoreRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(DurableStore.class);

    private final StoreFolder folder;
    private final StoreReports reports;
    private final HealthBoard health = new HealthBoard();
    private final SegmentSet segments;
    private final TableThread tables;
    private final Journal journal;
    private final QueueReader reader;
    private final Compactor compactor;

    /**
     * How a store is to be.
     *
     * @param folder where it lies
     * @param level what {@link CommitLane#committed()} means
     * @param segmentBytes the size of a segment
     * @param watermark free bytes below which somebody should know; 0 never
     */
    public record Options(Path folder, Durability level, long segmentBytes, long watermark) {
        /** As the settings say. */
        public static Options of(StoreSettings settings, Path dataDirectory) {
            return new Options(
                    dataDirectory.resolve("store"),
                    settings.level(),
                    settings.segmentSize().toBytes(),
                    settings.freeSpaceWatermark().toBytes());
        }
    }

    private DurableStore(StoreFolder folder, SegmentFiles files, Options options, EventBus events) throws IOException {
        this.folder = folder;
        this.reports = new StoreReports(events);
        health.onChange(reports::onHealth);
        List<StoreProblem> found = new ArrayList<>();
        StoreProblem first = folder.problem();
        if (first != null) {
            found.add(first);
        }
        segments = new SegmentSet(files, folder.salt());
        tables = new TableThread(segments, health, folder.tables(), folder.aside(), found);
        found.forEach(reports::onProblem);
        if (options.level() == Durability.DISK) {
            // A broker that was killed may have left what it hadn't synchronised yet.
            segments.sync();
        }
        journal = new Journal(
                segments,
                new Journal.Options(
                        options.level(), options.segmentBytes(), options.watermark(), tables.recoveredCounter() + 1),
                health,
                tables::apply);
        JournalLane own = journal.lane(tables::execute, () -> {});
        reader = new QueueReader(tables, own, reports::onProblem);
        compactor = new Compactor(tables, own, options.segmentBytes(), reports::onProblem);
    }

    private DurableStore start() {
        compactor.start();
        tables.start();
        journal.start();
        reader.start();
        return this;
    }

    /**
     * Opens the store, or makes one, and recovers what is in it.
     *
     * @throws StartupException when another process has it, a newer version has written it, or the disk fails
     */
    public static DurableStore open(Options options, EventBus events) {
        return open(options, events, StoreFolder.take(options.folder()), null);
    }

    /** As {@link #open(Options, EventBus)}, with segment files of another kind. */
    static DurableStore open(Options options, EventBus events, StoreFolder folder, @Nullable SegmentFiles given) {
        try {
            SegmentFiles files = given == null ? new DiskSegmentFiles(folder.log(), folder.aside()) : given;
            return new DurableStore(folder, files, options, events).start();
        } catch (IOException e) {
            folder.close();
            throw new StartupException(
                    "the store in " + options.folder().toAbsolutePath() + " can't be opened: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    @Override
    public CommitLane lane(Executor loop, Runnable onCommitted) {
        return journal.lane(loop, onCommitted);
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public StoredQueue queue(SessionUid session) {
        return reader.queue(session);
    }

    @Override
    public StoreHealth health() {
        return health.now();
    }

    @Override
    public void onHealth(Consumer<? super StoreHealth> listener) {
        health.onChange(listener);
    }

    @Override
    public StoreMetrics metrics() {
        Figures figures = tables.figures();
        return new StoreMetrics(
                journal.commitNanos(),
                journal.batchRecords(),
                figures.messages(),
                figures.bytes(),
                segments.bytes(),
                segments.all().size(),
                figures.oldestMillis(),
                journal.behind(),
                figures.sessions());
    }

    /** The operators' door. */
    public StoreMaintenance maintenance() {
        return new StoreMaintenance(folder, new StoreWork(tables, compactor), this::metrics, reports::problems);
    }

    /** Brings the tables up to the log, so that a start has nothing to replay; waits for that. */
    void flush() {
        tables.flushNow();
    }

    // ------------------------------------------------------------------ recovery

    @Override
    public StoreRecovery recovery() {
        return this;
    }

    @Override
    public void forEachSession(Consumer<? super RecoveredSession> consumer) {
        tables.forEachSession(consumer);
    }

    @Override
    public void forEachRetained(BiConsumer<String, ? super Publish> consumer) {
        tables.forEachRetained(consumer);
    }

    @Override
    public long highestSession() {
        return tables.recoveredSession();
    }

    @Override
    public long epoch() {
        return folder.epoch();
    }

    /** A random name that the store keeps for life. */
    public String identity() {
        return folder.identity();
    }

    @Override
    public List<StoreProblem> problems() {
        return reports.problems();
    }

    @Override
    public void close() {
        compactor.close();
        journal.close();
        tables.close();
        end();
    }

    /** Ends as if the process had ended: nothing that is under way is finished. For tests. */
    void abandon() {
        compactor.close();
        journal.abandon();
        tables.abandon();
        end();
    }

    private void end() {
        reader.close();
        journal.release();
        try {
            segments.close();
        } catch (IOException e) {
            LOG.warn("The log could not be closed as it should: {}", e.getMessage());
        }
        folder.close();
    }
}
