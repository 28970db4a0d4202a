package io.ternmq.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Segment files in a folder of the file system, readable by their owner only. */
public final class DiskSegmentFiles implements SegmentFiles {
    private static final String SUFFIX = ".log";

    private final Path folder;
    private final Path aside;

    /**
     * Makes the folder if need be.
     *
     * @param aside where damaged files go
     */
    public DiskSegmentFiles(Path folder, Path aside) throws IOException {
        this.folder = folder;
        this.aside = aside;
        PrivateFiles.makeFolder(folder);
    }

    /** The name of a segment's file. */
    public static String name(int number) {
        return String.format(Locale.ROOT, "%010d", number) + SUFFIX;
    }

    private Path path(int number) {
        return folder.resolve(name(number));
    }

    @Override
    public List<Integer> numbers() throws IOException {
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                found.add(Integer.parseInt(name.substring(0, name.length() - SUFFIX.length())));
            }
        }
        Collections.sort(found);
        return found;
    }

    @Override
    public SegmentFile create(int number) throws IOException {
        return open(number, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public SegmentFile open(int number) throws IOException {
        return open(number, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private SegmentFile open(int number, Set<? extends OpenOption> options) throws IOException {
        return new DiskFile(PrivateFiles.open(path(number), options));
    }

    @Override
    public void delete(int number) throws IOException {
        Files.deleteIfExists(path(number));
    }

    @Override
    public String moveAside(int number) throws IOException {
        PrivateFiles.makeFolder(aside);
        Path to = aside.resolve(name(number) + "-" + System.currentTimeMillis());
        Files.move(path(number), to);
        return to.toString();
    }

    @Override
    public void syncFolder() throws IOException {
        PrivateFiles.syncFolder(folder);
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private record DiskFile(FileChannel channel) implements SegmentFile {
        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            long to = at;
            while (bytes.hasRemaining()) {
                to += channel.write(bytes, to);
            }
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            int read = 0;
            while (into.hasRemaining()) {
                int more = channel.read(into, at + read);
                if (more <= 0) {
                    break;
                }
                read += more;
            }
            return read;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
