package io.ternmq.admin;

import io.ternmq.store.StoreInspection;
import io.ternmq.store.StoreMaintenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Copies of stores: written while a node runs, put back while none does. */
final class StoreCopies {
    private static final FileAttribute<?>[] PRIVATE =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];

    private StoreCopies() {}

    // ------------------------------------------------------------------ out

    static StoreAnswer export(StoreMaintenance store, Path folder, Path target) {
        StoreInspection before = store.inspect();
        try {
            Path directory = emptyDirectory(target, folder, before.metrics().logBytes() + before.tableBytes());
            store.exportTo(directory.resolve(folder.getFileName()));
            return new StoreAnswer(
                    true,
                    "The store was copied to %s: about %s and %s. 'admin store import %s --data-dir DIR' puts it back.\n"
                            .formatted(
                                    directory,
                                    Words.counted(before.metrics().sessions(), "session", "sessions"),
                                    Words.counted(before.metrics().messages(), "message", "messages"),
                                    directory));
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new RefusedException(
                    "The store was not copied to %s: %s. What was written there is no copy.".formatted(target, why(e)),
                    e);
        }
    }

    /** The directory to write to, made if need be; real, so that no link leads elsewhere later. */
    private static Path emptyDirectory(Path target, Path folder, long bytes) throws IOException {
        Path parent = target.normalize().getParent();
        if (!target.isAbsolute() || parent == null) {
            throw new RefusedException("The directory to export to must be an absolute path, and not " + target + ".");
        }
        if (!Files.isDirectory(parent)) {
            throw new RefusedException("There is no directory " + parent + " to export to.");
        }
        Path real = parent.toRealPath().resolve(target.normalize().getFileName());
        if (real.startsWith(folder.toRealPath())) {
            throw new RefusedException("A store can't be exported into itself.");
        }
        long usable = Files.getFileStore(parent).getUsableSpace();
        if (usable < bytes) {
            throw new RefusedException("The copy takes about %s, and %s has only %s left."
                    .formatted(Words.bytes((double) bytes), parent, Words.bytes((double) usable)));
        }
        if (!Files.exists(real)) {
            return Files.createDirectory(real, PRIVATE);
        }
        if (!Files.isDirectory(real) || !isEmpty(real)) {
            throw new RefusedException(target + " exists and is not an empty directory.");
        }
        return real.toRealPath();
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.findAny().isEmpty();
        }
    }

    // ------------------------------------------------------------------ in

    /** Copies beside its place first and renames at the end, so that there is the whole store or none. */
    static StoreAnswer importFrom(Path copy, Path folder) {
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".importing");
        try {
            if (Files.exists(folder) && !(Files.isDirectory(folder) && isEmpty(folder))) {
                throw new RefusedException("There is a store in " + folder + " already: move it away first.");
            }
            Files.createDirectories(folder.getParent());
            FileSystemUtils.deleteRecursively(unfinished);
            try {
                StoreMaintenance.importFrom(copy, unfinished);
                Files.deleteIfExists(folder);
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                FileSystemUtils.deleteRecursively(unfinished);
            }
            return new StoreAnswer(true, "The store is in " + folder + " now. A node can start with it.\n");
        } catch (IOException | UncheckedIOException e) {
            throw new RefusedException("Nothing was imported: " + why(e) + ".", e);
        }
    }

    private static String why(Exception failure) {
        Throwable cause =
                failure instanceof UncheckedIOException && failure.getCause() != null ? failure.getCause() : failure;
        // Without a reason of its own, such a failure says nothing but the file.
        return cause instanceof FileSystemException file && file.getReason() == null
                ? cause.getClass().getSimpleName() + " at " + file.getFile()
                : String.valueOf(cause.getMessage());
    }
}
