package io.ternmq.durability;

import io.ternmq.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/**
 * What was packaged, as people start it: the distribution with a class archive when it is beside the jar, since its starts are short;
 * otherwise the jar.
 */
final class PackagedTernMq {
    private static final Path JAR =
            Path.of(System.getProperty("ternmq.jar", "target/ternmq.jar")).toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path FOLDER = temporaryFolder();
    private static final List<String> COMMAND = distribution()
            .map(PackagedTernMq::unpack)
            .orElseGet(() -> List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
    private static final boolean HAS_STORE = hasStore();

    private PackagedTernMq() {}

    /** The words that start the broker; settings come after them. */
    static List<String> command() {
        return COMMAND;
    }

    /** Skips the test when the broker has no store that survives its process. */
    static void assumeStore() {
        Assumptions.assumeTrue(HAS_STORE, "this broker keeps nothing on disk: it doesn't know ternmq.store.level");
    }

    /** The level at which nothing is kept on disk. */
    static String memoryLevel() {
        return HAS_STORE ? "memory" : "none";
    }

    /** Its path has no blanks, since the words of a command are told apart by them. */
    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("ternmq-packaged");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> distribution() {
        try (Stream<Path> files = Files.list(JAR.getParent())) {
            return files.filter(file -> file.getFileName().toString().matches("ternmq-.*\\.tar\\.gz"))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> unpack(Path archive) {
        try {
            Path folder = Files.createDirectory(FOLDER.resolve("distribution"));
            run(folder, "tar", "xzf", archive.toString(), "-C", folder.toString(), "--strip-components=1");
            String script = folder.resolve("bin").resolve("ternmq").toString();
            run(folder, script, "archive");
            return List.of(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path folder, String... command) {
        try (BrokerProcess process = new BrokerProcess(List.of(command), List.of(), folder.resolve("log"))) {
            if (!process.awaitEnd(PATIENCE) || process.exitCode() != 0) {
                throw new AssertionError(List.of(command) + " failed:\n" + process.output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A broker that doesn't know the setting refuses to start and says so. */
    private static boolean hasStore() {
        try {
            Path folder = Files.createDirectory(FOLDER.resolve("store"));
            int port = FreePort.next();
            List<String> command = new ArrayList<>(COMMAND);
            command.addAll(BrokerLauncher.settings(folder.resolve("data"), port));
            command.add("--ternmq.store.level=process");
            try (BrokerProcess broker = new BrokerProcess(command, List.of(), folder.resolve("log"))) {
                return broker.awaitListening(new InetSocketAddress("127.0.0.1", port), PATIENCE)
                        || !broker.output().contains("ternmq.store.level");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
