package io.ternmq.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The segments of the log. The writer adds, the table thread takes away; anybody looks. */
public final class SegmentSet implements AutoCloseable {
    private final SegmentFiles files;
    private final int salt;
    private final NavigableMap<Integer, Segment> all = new ConcurrentSkipListMap<>();
    private int lastNumber;
    private volatile boolean folderChanged;

    /** Opens what is there. A file that can't be opened throws: the disk is at fault then, not the file. */
    public SegmentSet(SegmentFiles files, int salt) throws IOException {
        this.files = files;
        this.salt = salt;
        for (int number : files.numbers()) {
            all.put(number, Segment.open(files, number));
            lastNumber = number;
        }
    }

    /** In the order of the log. */
    public Collection<Segment> all() {
        return all.values();
    }

    public @Nullable Segment find(int number) {
        return all.get(number);
    }

    public int salt() {
        return salt;
    }

    /** The number of the newest, or that of one that the tables know of though it is gone. */
    public int lastNumber() {
        return lastNumber;
    }

    /** New ones get numbers above this one. */
    public void numberAbove(int number) {
        lastNumber = Math.max(lastNumber, number);
    }

    /** Begins another one; by the writer. */
    Segment begin(long nowMillis) throws IOException {
        Segment segment = Segment.create(files, lastNumber + 1, salt, nowMillis);
        lastNumber = segment.number();
        all.put(segment.number(), segment);
        folderChanged = true;
        return segment;
    }

    /** Makes everything that was written outlive the loss of power. */
    public void sync() throws IOException {
        for (Segment segment : all.values()) {
            segment.sync();
        }
        if (folderChanged) {
            folderChanged = false;
            files.syncFolder();
        }
    }

    /** Takes one out of the log: deletes its file, or moves it aside when it is damaged, once nobody reads it. */
    public void remove(Segment segment) throws IOException {
        all.remove(segment.number());
        segment.retire(gone -> {
            if (gone.isDamaged()) {
                files.moveAside(gone.number());
            } else {
                files.delete(gone.number());
            }
            folderChanged = true;
        });
    }

    public long usableBytes() throws IOException {
        return files.usableBytes();
    }

    /** Bytes of all segments. */
    public long bytes() {
        long sum = 0;
        for (Segment segment : all.values()) {
            sum += segment.size();
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        List<IOException> failed = new ArrayList<>();
        for (Segment segment : all.values()) {
            try {
                segment.close();
            } catch (IOException e) {
                failed.add(e);
            }
        }
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }
}
