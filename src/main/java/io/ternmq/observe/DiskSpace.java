package io.ternmq.observe;

import io.ternmq.observe.Problem.Severity;
import io.ternmq.observe.ProblemRules.Finding;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How full the file system of the data directory is; asked once in half a minute. On the sampling thread only. */
final class DiskSpace {
    private static final int ASK_EVERY = 30;
    private static final long MEGABYTE = 1 << 20;
    private static final long LOW_BYTES = 512 * MEGABYTE;
    private static final long CRITICAL_BYTES = 64 * MEGABYTE;

    private final Path directory;
    private int calls;
    private @Nullable Finding last;

    DiskSpace(Path directory) {
        this.directory = directory;
    }

    void addFindings(List<Finding> found) {
        if (calls++ % ASK_EVERY == 0) {
            last = look();
        }
        if (last != null) {
            found.add(last);
        }
    }

    private @Nullable Finding look() {
        if (!Files.exists(directory)) {
            return null;
        }
        try {
            FileStore store = Files.getFileStore(directory);
            return judge(store.getUsableSpace());
        } catch (IOException e) {
            return new Finding(
                    "disk",
                    Severity.CRITICAL,
                    "The data directory " + directory + " can't be looked at: " + e.getMessage() + ".",
                    "Check that it exists and that the broker may use it.");
        }
    }

    private @Nullable Finding judge(long usableBytes) {
        if (usableBytes >= LOW_BYTES) {
            return null;
        }
        return new Finding(
                "disk",
                usableBytes < CRITICAL_BYTES ? Severity.CRITICAL : Severity.WARNING,
                "The file system of the data directory %s has only %,d MB left."
                        .formatted(directory, usableBytes / MEGABYTE),
                "Make room before messages can't be kept any more.");
    }
}
