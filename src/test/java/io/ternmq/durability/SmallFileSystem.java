package io.ternmq.durability;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system in memory which only one process sees, in a user and mount namespace of its own; no privilege is needed. The
 * test reaches into it by way of {@code /proc}, to fill it and to free it again.
 */
final class SmallFileSystem {
    private static final int BLOCK = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path mountPoint;

    /** @param mountPoint an empty folder */
    SmallFileSystem(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Skips the test where the system doesn't let us have namespaces. */
    static void assumePermitted(Path folder) throws InterruptedException {
        Path log = folder.resolve("unshare.log");
        List<String> command = List.of("sh", "-c", "unshare -Urm mount -t tmpfs tmpfs \"$0\"", folder.toString());
        try (BrokerProcess process = new BrokerProcess(command, List.of(), log)) {
            boolean ended = process.awaitEnd(PATIENCE);
            Assumptions.assumeTrue(
                    ended && process.exitCode() == 0,
                    "no user and mount namespaces here, so no small file system: "
                            + process.output().strip());
        }
    }

    /** Puts a command into the namespace; the process stays the one that is started. */
    List<String> around(List<String> command, String size) {
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + " tmpfs \"$0\" && exec \"$@\"",
                mountPoint.toString()));
        words.addAll(command);
        return words;
    }

    /** Takes all space there is. */
    void fill(long pid) {
        try (OutputStream ballast = Files.newOutputStream(ballast(pid))) {
            byte[] block = new byte[BLOCK];
            while (true) {
                ballast.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    void free(long pid) {
        try {
            Files.delete(ballast(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast(long pid) {
        return Path.of("/proc", Long.toString(pid), "root" + mountPoint, "ballast");
    }
}
