package io.ternmq.store;

import io.ternmq.config.Durability;
import io.ternmq.console.Eventually;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A store on disk with a session and messages that wait for it, for tests of those who look after stores. */
public final class FilledStore {
    private static final long PATIENCE_SECONDS = 30;

    private FilledStore() {}

    /** Opens the store of a data directory, or makes one, with small segments. */
    public static DurableStore open(Path dataDirectory, EventBus events) {
        return DurableStore.open(
                new DurableStore.Options(dataDirectory.resolve("store"), Durability.PROCESS, 64 << 10, 0), events);
    }

    /** Adds so many messages of some 400 bytes, which are committed and counted when this returns. */
    public static void add(DurableStore store, int messages) {
        long before = store.metrics().messages();
        ExecutorService loop = Executors.newSingleThreadExecutor();
        CompletableFuture<Boolean> committed = new CompletableFuture<>();
        loop.execute(() -> {
            AtomicReference<CommitLane> known = new AtomicReference<>();
            CommitLane lane = store.lane(loop, () -> {
                if (known.get().committed() >= known.get().position()) {
                    committed.complete(true);
                }
            });
            known.set(lane);
            SessionUid[] receivers = {StoreDriver.uid(1)};
            lane.append(new StoreRecord.SessionOpened(receivers[0], StoreDriver.PUBLISHER, 3600));
            for (int i = 0; i < messages; i++) {
                lane.append(StoreDriver.message("a/topic", i + "x".repeat(400)), receivers, 1);
            }
            lane.submit();
        });
        committed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        loop.shutdown();
        // Figures come when the tables know.
        Eventually.get(() -> store.metrics().messages(), known -> known >= before + messages);
    }
}
