package io.ternmq.store.table;

import io.ternmq.store.StoreProblem;
import io.ternmq.store.log.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Opens the tables, and moves aside those that are damaged. */
final class TableFiles {
    private TableFiles() {}

    /**
     * Opens the tables, or new ones when they are damaged.
     *
     * @throws IOException when even new ones can't be opened
     */
    static Tables open(Path folder, Path aside, List<StoreProblem> problems) throws IOException {
        try {
            return new Tables(folder);
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                throw new IOException(e.getMessage(), e);
            }
            return anew(folder, aside, String.valueOf(e.getMessage()), problems);
        }
    }

    /** Whether it tells of damaged tables, and not of a disk that is full or fails: then they had better stay. */
    static boolean isDamage(Exception e) {
        if (e instanceof RocksDBException problem) {
            Status status = problem.getStatus();
            String message = String.valueOf(problem.getMessage());
            return status == null
                    || status.getCode() == Status.Code.Corruption
                    || status.getCode() == Status.Code.NotFound
                    || status.getCode() == Status.Code.InvalidArgument
                    || message.contains("No such file");
        }
        return !(e.getCause() instanceof RocksDBException cause) || isDamage(cause);
    }

    /** Moves the tables aside, which must be closed, and makes new ones. */
    static Tables anew(Path folder, Path aside, String why, List<StoreProblem> problems) throws IOException {
        PrivateFiles.makeFolder(aside);
        Path to = aside.resolve("tables-" + System.currentTimeMillis());
        Files.move(folder, to);
        problems.add(new StoreProblem(
                StoreProblem.Kind.DAMAGED_TABLES,
                "The store's tables are damaged (%s). They were moved to %s and are made again from what the log still has: sessions, retained messages and subscriptions that were older are missing."
                        .formatted(why, to)));
        try {
            return new Tables(folder);
        } catch (RocksDBException e) {
            throw new IOException("The store's tables can't be made: " + e.getMessage(), e);
        }
    }
}
