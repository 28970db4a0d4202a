package io.ternmq.store;

import io.ternmq.store.log.SegmentFile;
import io.ternmq.store.log.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Segment files in memory, that outlive the store and know what was synchronised: so that a test can take the power away, fill the disk, let
 * writes fail half way, and change bytes.
 */
final class SimulatedFiles implements SegmentFiles {
    private final TreeMap<Integer, Disk> files = new TreeMap<>();
    final List<Integer> asideNumbers = new ArrayList<>();
    /** Bytes that still fit. */
    long room = Long.MAX_VALUE;
    /** What every write and every new file fails with; empty for nothing. */
    String failure = "";
    /** Whether cutting a file fails. */
    boolean cutsFail;

    /** Whether reading fails. */
    boolean readsFail;

    int syncs;

    /** A file's bytes. */
    static final class Disk {
        byte[] bytes = new byte[0];
        int size;
        int synced;
    }

    // ------------------------------------------------------------------ what tests do

    synchronized Map<Integer, Disk> disks() {
        return new TreeMap<>(files);
    }

    synchronized Disk last() {
        return files.lastEntry().getValue();
    }

    /** Takes the power away: of what wasn't synchronised, some first part stays, and behind it perhaps rubbish. */
    synchronized void cutPower(Random random) {
        for (Disk disk : files.values()) {
            if (disk.size > disk.synced) {
                int kept = disk.synced + random.nextInt(disk.size - disk.synced + 1);
                if (random.nextInt(3) == 0) {
                    Arrays.fill(disk.bytes, kept, disk.size, (byte) 0);
                } else {
                    disk.size = kept;
                }
            }
        }
    }

    /** Takes the power away so that only what was synchronised stays. */
    synchronized void cutPowerHard() {
        files.values().forEach(disk -> disk.size = disk.synced);
        files.values().removeIf(disk -> disk.size == 0);
    }

    // ------------------------------------------------------------------ what the store does

    @Override
    public synchronized List<Integer> numbers() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized SegmentFile create(int number) throws IOException {
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        files.put(number, new Disk());
        return open(number);
    }

    @Override
    public synchronized SegmentFile open(int number) {
        return new Simulated(files.get(number));
    }

    @Override
    public synchronized void delete(int number) {
        files.remove(number);
    }

    @Override
    public synchronized String moveAside(int number) {
        asideNumbers.add(number);
        files.remove(number);
        return "aside/" + number;
    }

    @Override
    public void syncFolder() {
        // Names are safe at once here.
    }

    @Override
    public synchronized long usableBytes() {
        return room;
    }

    private final class Simulated implements SegmentFile {
        private final Disk disk;

        Simulated(Disk disk) {
            this.disk = disk;
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            synchronized (SimulatedFiles.this) {
                int fits = (int) Math.min(bytes.remaining(), failure.isEmpty() ? room : bytes.remaining() / 2);
                int end = (int) at + fits;
                if (end > disk.bytes.length) {
                    disk.bytes = Arrays.copyOf(disk.bytes, Math.max(end, disk.bytes.length * 2));
                }
                bytes.get(disk.bytes, (int) at, fits);
                disk.size = Math.max(disk.size, end);
                if (room != Long.MAX_VALUE) {
                    room -= fits;
                }
                if (!failure.isEmpty()) {
                    throw new IOException(failure);
                }
                if (bytes.hasRemaining()) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            synchronized (SimulatedFiles.this) {
                if (readsFail) {
                    throw new IOException("Input/output error");
                }
                int length = (int) Math.max(0, Math.min(into.remaining(), disk.size - at));
                into.put(disk.bytes, (int) at, length);
                return length;
            }
        }

        @Override
        public long size() {
            synchronized (SimulatedFiles.this) {
                return disk.size;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedFiles.this) {
                if (cutsFail) {
                    throw new IOException("can't cut");
                }
                disk.size = (int) Math.min(disk.size, size);
                disk.synced = Math.min(disk.synced, disk.size);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedFiles.this) {
                if (!failure.isEmpty()) {
                    throw new IOException(failure);
                }
                syncs++;
                disk.synced = disk.size;
            }
        }

        @Override
        public void close() {
            // The bytes stay.
        }
    }
}
