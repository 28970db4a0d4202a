package io.ternmq.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log. Its bytes never change once written.
 *
 * <p>Protocol: the writer alone makes it grow, then seals it. Whoever reads pins it meanwhile; when it is retired, its file goes as
 * soon as nobody pins it. Who is too late to pin it is told so.
 */
public final class Segment {
    /** What it has before its first record: magic, number, salt, and when it was made. */
    static final int HEADER = 32;

    private static final long MAGIC = 0x5445524E4C4F4731L;

    /** What happens to the file when nobody reads it any more. */
    interface Farewell {
        void bid(Segment segment) throws IOException;
    }

    private final int number;
    private final SegmentFile file;
    private final long createdMillis;
    private volatile long size;
    /** Up to where it outlives the loss of power, as far as is known: of a file that was there nothing is. */
    private volatile long syncedSize;

    private volatile boolean damaged;
    private int pins;
    private boolean retired;
    private Farewell farewell = segment -> {};

    private Segment(int number, SegmentFile file, long createdMillis, long size) {
        this.number = number;
        this.file = file;
        this.createdMillis = createdMillis;
        this.size = size;
    }

    /** A new one, with its header written. */
    static Segment create(SegmentFiles files, int number, int salt, long nowMillis) throws IOException {
        SegmentFile file = files.create(number);
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            header.putLong(MAGIC).putInt(number).putInt(salt).putLong(nowMillis).rewind();
            file.write(header, 0);
            return new Segment(number, file, nowMillis, HEADER);
        } catch (IOException e) {
            file.close();
            files.delete(number);
            throw e;
        }
    }

    /** One that is there. Its header needn't be sound: all that matters is told by its name too. */
    static Segment open(SegmentFiles files, int number) throws IOException {
        SegmentFile file = files.open(number);
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        int read = file.read(header, 0);
        boolean sound = read == HEADER && header.getLong(0) == MAGIC && header.getInt(8) == number;
        Segment segment = new Segment(number, file, sound ? header.getLong(16) : 0, Math.max(HEADER, file.size()));
        segment.damaged = !sound && read == HEADER;
        return segment;
    }

    /** The salt that a segment file of a folder tells; null when none does. */
    public static @Nullable Integer findSalt(Path folder) throws IOException {
        DiskSegmentFiles files = new DiskSegmentFiles(folder, folder);
        for (int number : files.numbers()) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            try (SegmentFile file = files.open(number)) {
                if (file.read(header, 0) == HEADER && header.getLong(0) == MAGIC && header.getInt(8) == number) {
                    return header.getInt(12);
                }
            }
        }
        return null;
    }

    public int number() {
        return number;
    }

    public long size() {
        return size;
    }

    /** When it was made, wall clock; 0 when that isn't known. */
    public long createdMillis() {
        return createdMillis;
    }

    /** Whether some of its bytes aren't what was written, so that it is kept for people when it leaves the log. */
    public boolean isDamaged() {
        return damaged;
    }

    /** Some of its bytes were found not to be what was written. */
    public void markDamaged() {
        damaged = true;
    }

    /** Writes at the end; by the writer alone. When it throws, nothing counts as written, but bytes may be there. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the writer alone writes it
    void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        file.write(bytes, size);
        size += length;
    }

    /** Takes away what a failed write has left behind the end. */
    void cutBehindEnd() throws IOException {
        if (file.size() > size) {
            file.truncate(size);
        }
    }

    /** Cuts it, at recovery. */
    public void cut(long end) throws IOException {
        file.truncate(end);
        file.sync();
        size = Math.max(HEADER, end);
    }

    void sync() throws IOException {
        long end = size;
        if (syncedSize < end) {
            file.sync();
            syncedSize = end;
        }
    }

    /** Reads what is there at an offset. */
    public int read(ByteBuffer into, long at) throws IOException {
        return file.read(into, at);
    }

    // ------------------------------------------------------------------ its end

    /** Holds it for reading; false when it is gone already. */
    public synchronized boolean pin() {
        if (retired) {
            return false;
        }
        pins++;
        return true;
    }

    /** Lets go of it. */
    public void unpin() throws IOException {
        boolean last;
        synchronized (this) {
            pins--;
            last = retired && pins == 0;
        }
        if (last) {
            end();
        }
    }

    /** It has left the log. */
    void retire(Farewell how) throws IOException {
        boolean last;
        synchronized (this) {
            retired = true;
            farewell = how;
            last = pins == 0;
        }
        if (last) {
            end();
        }
    }

    private void end() throws IOException {
        file.close();
        farewell.bid(this);
    }

    void close() throws IOException {
        file.close();
    }
}
