package io.ternmq.store;

import io.ternmq.config.Durability;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.store.StoreInspection.Verification;
import io.ternmq.store.log.PrivateFiles;
import io.ternmq.store.table.StoreWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What operators do with a store, while the broker runs or on a folder that no broker uses. Everything waits until it is done, so it is
 * never called on an event loop or a thread of the store.
 */
public final class StoreMaintenance {
    private static final long OFFLINE_SEGMENT_BYTES = 64L << 20;

    private final StoreFolder folder;
    private final StoreWork work;
    private final Supplier<StoreMetrics> metrics;
    private final Supplier<List<StoreProblem>> problems;

    StoreMaintenance(
            StoreFolder folder, StoreWork work, Supplier<StoreMetrics> metrics, Supplier<List<StoreProblem>> problems) {
        this.folder = folder;
        this.work = work;
        this.metrics = metrics;
        this.problems = problems;
    }

    /**
     * Opens the store in a folder, which recovers it, does something with it, and closes it.
     *
     * @throws StartupException when a broker uses it, or it can't be opened
     */
    public static <T> T offline(Path storeFolder, Function<StoreMaintenance, T> what) {
        if (!Files.exists(storeFolder)) {
            throw new StartupException("there is no store in " + storeFolder.toAbsolutePath());
        }
        DurableStore.Options options =
                new DurableStore.Options(storeFolder, Durability.PROCESS, OFFLINE_SEGMENT_BYTES, 0);
        try (DurableStore store = DurableStore.open(options, new EventBus())) {
            return what.apply(store.maintenance());
        }
    }

    /** Says what is there. */
    public StoreInspection inspect() {
        return new StoreInspection(
                StoreFolder.VERSION,
                folder.identity(),
                folder.epoch(),
                metrics.get(),
                work.tableBytes(),
                work.segments(),
                problems.get());
    }

    /** Reads everything and compares all checksums. Nothing is changed. */
    public Verification verify() {
        return work.verify();
    }

    /** Takes back all the space that can be. */
    public void compact() {
        work.compact();
    }

    /**
     * Copies the store as it is now into a folder, that must not be there; what comes meanwhile is not in the copy.
     *
     * @throws UncheckedIOException when it can't be written
     */
    public void exportTo(Path target) {
        try {
            if (Files.exists(target)) {
                throw new IOException(target.toAbsolutePath() + " exists already");
            }
            PrivateFiles.makeFolder(target);
            work.exportTo(target, folder.tables().getFileName(), folder.log().getFileName());
            folder.copyFormatTo(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts a copy that {@link #exportTo} made in the place of a store, where none must be.
     *
     * @throws UncheckedIOException when it can't be read or written
     */
    public static void importFrom(Path copy, Path storeFolder) {
        try {
            if (!Files.exists(copy.resolve(StoreFolder.FORMAT))) {
                throw new IOException(copy.toAbsolutePath() + " is no copy of a store");
            }
            if (Files.exists(storeFolder.resolve(StoreFolder.FORMAT))) {
                throw new IOException(
                        "there is a store in " + storeFolder.toAbsolutePath() + " already: move it away first");
            }
            PrivateFiles.makeFolder(storeFolder);
            try (Stream<Path> all = Files.walk(copy)) {
                for (Path file : all.toList()) {
                    Path to = storeFolder.resolve(copy.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        PrivateFiles.makeFolder(to);
                    } else {
                        Files.copy(file, to);
                        PrivateFiles.restrict(to);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
