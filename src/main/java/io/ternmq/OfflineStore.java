package io.ternmq;

import io.ternmq.admin.RefusedException;
import io.ternmq.admin.StoreAdmin;
import io.ternmq.admin.StoreAnswer;
import java.nio.file.Path;
import org.springframework.boot.logging.LoggingSystem;

/**
 * The {@code admin store} commands on a directory whose node doesn't run. The command line, which can't see the store from where it lies in
 * the jar, starts the program with {@code store-offline}, what to do, the data directory, and perhaps another directory. No broker and no
 * Spring context is made; the answer goes to the output, and what prevents it to the error output.
 */
final class OfflineStore {
    private static final String WORD = "store-offline";

    private OfflineStore() {}

    static boolean isMeant(String... args) {
        return args.length >= 3 && args[0].equals(WORD);
    }

    /** Does it and returns the exit code: 0 all is well, 1 it isn't, or nothing was done. */
    static int run(String... args) {
        // What the store would log is in the answer.
        LoggingSystem.get(OfflineStore.class.getClassLoader()).beforeInitialize();
        try {
            StoreAnswer answer = answer(args[1], Path.of(args[2]), args.length > 3 ? args[3] : "");
            System.out.print(answer.text());
            return answer.good() ? 0 : 1;
        } catch (RefusedException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static StoreAnswer answer(String task, Path dataDirectory, String other) {
        return switch (task) {
            case "inspect" -> StoreAdmin.offline(dataDirectory, StoreAdmin::inspect);
            case "verify" -> StoreAdmin.offline(dataDirectory, StoreAdmin::verify);
            case "compact" -> StoreAdmin.offline(dataDirectory, StoreAdmin::compact);
            case "export" -> StoreAdmin.offline(dataDirectory, store -> store.exportTo(Path.of(other)));
            case "import" -> StoreAdmin.importFrom(Path.of(other), dataDirectory);
            default -> throw new IllegalArgumentException("Not a task for a store: " + task);
        };
    }
}
