package io.ternmq.store;

import io.ternmq.config.StartupException;
import io.ternmq.store.log.PrivateFiles;
import io.ternmq.store.log.Segment;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's folder: one process at a time has it, and its file {@code format} says in which version it is written, with which
 * salt, whose it is, and how often it was opened. That file is replaced as a whole, so that it is always one or the other.
 */
final class StoreFolder implements AutoCloseable {
    /** What this program writes. */
    static final int VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);
    private static final String LOCK = "lock";
    static final String FORMAT = "format";

    /** Changes a folder of one version into the next one; may be done again when it was interrupted. */
    interface Migration {
        void run(Path folder) throws IOException;
    }

    /** The first leads from version 1 to 2, and so on. */
    private static final List<Migration> MIGRATIONS = List.of();

    private final Path folder;
    private final FileChannel lockFile;
    private int salt;
    private String identity = "";
    private long epoch;
    private @Nullable StoreProblem problem;

    private StoreFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder, which is made if need be.
     *
     * @throws StartupException when another process has it, or a newer version has written it
     */
    static StoreFolder take(Path folder) {
        return take(folder, VERSION, MIGRATIONS);
    }

    static StoreFolder take(Path folder, int version, List<Migration> migrations) {
        try {
            PrivateFiles.makeFolder(folder);
            StoreFolder taken = new StoreFolder(folder, lock(folder));
            try {
                taken.readFormat(version, migrations);
                return taken;
            } catch (IOException | RuntimeException e) {
                taken.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartupException("the store in " + folder.toAbsolutePath() + " can't be opened: " + e, e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel file = PrivateFiles.open(
                folder.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.debug("This process has the store already", e);
        }
        if (lock == null) {
            String owner = Files.readString(folder.resolve(LOCK), StandardCharsets.UTF_8)
                    .strip();
            file.close();
            throw new StartupException("the store in %s is in use by another broker (process %s)"
                    .formatted(folder.toAbsolutePath(), owner.isEmpty() ? "unknown" : owner));
        }
        file.truncate(0);
        file.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
        return file;
    }

    // ------------------------------------------------------------------ the format

    private void readFormat(int version, List<Migration> migrations) throws IOException {
        Path file = folder.resolve(FORMAT);
        boolean isNew = !Files.exists(file) && !Files.exists(log());
        Properties format = new Properties();
        if (isNew) {
            SecureRandom random = new SecureRandom();
            salt = random.nextInt();
            identity = Long.toHexString(random.nextLong());
        } else if (!read(file, format)) {
            salvage();
        }
        int found = isNew || identity.startsWith("salvaged") ? version : number(format, "version");
        if (found > version) {
            throw new StartupException(
                    "the store in %s was written by a newer TernMQ (its format is %d, this one knows %d): start that one, or restore a backup"
                            .formatted(folder.toAbsolutePath(), found, version));
        }
        for (int from = found; from < version; from++) {
            LOG.info("The store is changed from format {} to {}", from, from + 1);
            migrations.get(from - 1).run(folder);
        }
        epoch++;
        write(version);
    }

    private boolean read(Path file, Properties format) {
        try {
            format.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
            salt = number(format, "salt");
            number(format, "version");
            epoch = Long.parseLong(format.getProperty("epoch", ""));
            identity = format.getProperty("identity", "");
            return !identity.isEmpty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("The store's format can't be read", e);
            return false;
        }
    }

    private static int number(Properties format, String key) {
        return Integer.parseInt(format.getProperty(key, ""));
    }

    /** The file is damaged or gone, but there is a log: its files know the salt too. */
    private void salvage() throws IOException {
        Integer known = Files.exists(log()) ? Segment.findSalt(log()) : null;
        salt = known == null ? new SecureRandom().nextInt() : known;
        identity = "salvaged-" + Long.toHexString(new SecureRandom().nextLong());
        epoch = System.currentTimeMillis() / 1000;
        problem = new StoreProblem(
                StoreProblem.Kind.DAMAGED_TABLES,
                "The store's file %s was damaged or missing; it was made again from the log."
                        .formatted(folder.resolve(FORMAT)));
    }

    private void write(int version) throws IOException {
        String text = "# TernMQ store\nversion=%d\nsalt=%d\nidentity=%s\nepoch=%d\n"
                .formatted(version, salt, identity, epoch);
        Path written = folder.resolve(FORMAT + ".new");
        Files.deleteIfExists(written);
        try (FileChannel channel =
                PrivateFiles.open(written, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                written, folder.resolve(FORMAT), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        PrivateFiles.syncFolder(folder);
    }

    /** Copies what the format's file says, for a copy of the store. */
    void copyFormatTo(Path target) throws IOException {
        Files.copy(folder.resolve(FORMAT), target.resolve(FORMAT));
        PrivateFiles.restrict(target.resolve(FORMAT));
        PrivateFiles.syncFolder(target);
    }

    // ------------------------------------------------------------------ what is where

    Path folder() {
        return folder;
    }

    Path log() {
        return folder.resolve("log");
    }

    Path tables() {
        return folder.resolve("tables");
    }

    /** Where what is damaged goes. */
    Path aside() {
        return folder.resolve("aside");
    }

    int salt() {
        return salt;
    }

    String identity() {
        return identity;
    }

    long epoch() {
        return epoch;
    }

    @Nullable
    StoreProblem problem() {
        return problem;
    }

    @Override
    public void close() {
        try {
            // The file stays: who deletes it may delete another one's lock.
            lockFile.truncate(0);
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
