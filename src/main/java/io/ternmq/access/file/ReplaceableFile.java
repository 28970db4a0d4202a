package io.ternmq.access.file;

import java.nio.file.Path;

/** A file in whose place another may come while the node runs. */
public interface ReplaceableFile extends PolledFile {
    /**
     * Reads another file.
     *
     * @return has it take the place of this one, as it was read; on any thread
     */
    Runnable prepare(Path other) throws UnusableFileException;
}
