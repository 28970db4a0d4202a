package io.ternmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Changes files that the broker is looking at. */
public final class FileChanges {
    private FileChanges() {}

    /**
     * Gives a file another content at once, as editors and tools of deployment do. Who opens a file to write leaves it empty for a
     * moment, and a broker that looks every few milliseconds rightly takes that for its content when the writer is slow.
     */
    public static void replace(Path file, String text) {
        try {
            Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
