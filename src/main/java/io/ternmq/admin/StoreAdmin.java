package io.ternmq.admin;

import io.ternmq.config.Settings;
import io.ternmq.config.StartupException;
import io.ternmq.store.DurableStore;
import io.ternmq.store.MessageStore;
import io.ternmq.store.StoreInspection.Verification;
import io.ternmq.store.StoreMaintenance;
import io.ternmq.store.StoreMetrics;
import io.ternmq.store.StoreProblem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What an operator does with a store: that of the running node, or one in a directory whose node doesn't run. Everything waits until it
 * is done, which may take minutes, so it is never called on an event loop. Of what reads or writes the whole store, one thing is
 * done at a time, and what else comes meanwhile is refused.
 *
 * <p>All of it throws {@link RefusedException} when it can't be done.
 */
@Component
public class StoreAdmin {
    private static final String NOTHING_KEPT = "This node keeps nothing on disk: ternmq.store.level is 'memory'.";

    private final Path folder;
    private final Supplier<StoreMaintenance> maintenance;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** Of the running node. */
    @Autowired
    StoreAdmin(MessageStore store, Settings settings) {
        this(storeOf(settings.current().dataDir()), () -> {
            if (store instanceof DurableStore durable) {
                return durable.maintenance();
            }
            throw new RefusedException(NOTHING_KEPT);
        });
    }

    private StoreAdmin(Path folder, Supplier<StoreMaintenance> maintenance) {
        this.folder = folder;
        this.maintenance = maintenance;
    }

    /** Where the store of a data directory lies. */
    static Path storeOf(Path dataDirectory) {
        return dataDirectory.toAbsolutePath().normalize().resolve("store");
    }

    /**
     * Does something with the store in a directory that no node uses. To open it recovers it, as a node's start does: an unfinished
     * record at the end of the log is cut, and damaged tables are moved aside.
     */
    public static StoreAnswer offline(Path dataDirectory, Function<StoreAdmin, StoreAnswer> what) {
        Path folder = storeOf(dataDirectory);
        try {
            return StoreMaintenance.offline(folder, opened -> what.apply(new StoreAdmin(folder, () -> opened)));
        } catch (StartupException e) {
            throw new RefusedException("It can't be done: " + e.getMessage(), e);
        }
    }

    /** Tells what is in the store. */
    public StoreAnswer inspect() {
        StoreMaintenance store = maintenance.get();
        return new StoreAnswer(true, StoreText.inspection(folder, store.inspect(), Instant.now()));
    }

    /** Reads everything and compares all checksums; good when nothing is wrong, which includes what was found when it was opened. */
    public StoreAnswer verify() {
        return alone(store -> {
            Verification found = store.verify();
            Set<StoreProblem> problems = new LinkedHashSet<>(store.inspect().problems());
            problems.addAll(found.problems());
            return new StoreAnswer(problems.isEmpty(), StoreText.verification(found, List.copyOf(problems)));
        });
    }

    /** Takes back all the space that can be. */
    public StoreAnswer compact() {
        return alone(store -> {
            StoreMetrics before = store.inspect().metrics();
            store.compact();
            return new StoreAnswer(
                    true,
                    "The log had %s and has %s now.\n"
                            .formatted(
                                    StoreText.log(before),
                                    StoreText.log(store.inspect().metrics())));
        });
    }

    /**
     * Copies the store as it is now, while the node runs on.
     *
     * @param target an absolute path of a directory that isn't there or is empty; the copy is its folder {@code store}, so that it is
     *     itself a data directory
     */
    public StoreAnswer exportTo(Path target) {
        return alone(store -> StoreCopies.export(store, folder, target));
    }

    /** Puts the store that {@link #exportTo} wrote below a directory into a data directory, in which none must be. */
    public static StoreAnswer importFrom(Path copy, Path dataDirectory) {
        return StoreCopies.importFrom(storeOf(copy), storeOf(dataDirectory));
    }

    private StoreAnswer alone(Function<StoreMaintenance, StoreAnswer> what) {
        StoreMaintenance store = maintenance.get();
        if (!busy.compareAndSet(false, true)) {
            throw new RefusedException("The store is being verified, compacted or exported already; try again later.");
        }
        try {
            return what.apply(store);
        } finally {
            busy.set(false);
        }
    }
}
