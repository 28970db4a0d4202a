package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.ternmq.store.StoreInspection.SegmentFacts;
import io.ternmq.store.StoreInspection.Verification;
import io.ternmq.store.StoreProblem;
import io.ternmq.store.StoreProblem.Kind;
import io.ternmq.store.log.DiskSegmentFiles;
import io.ternmq.store.log.LogPlace;
import io.ternmq.store.log.MessageFormat;
import io.ternmq.store.log.PrivateFiles;
import io.ternmq.store.log.RecordFormat;
import io.ternmq.store.log.Segment;
import io.ternmq.store.log.SegmentScan;
import io.ternmq.store.log.SegmentSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rocksdb.RocksDBException;

/** What takes long and is done for operators: on the compactor's thread, with questions to the table thread. */
public final class StoreWork {
    private static final int CHUNK_BYTES = 128 * 1024;

    private final TableThread tables;
    private final Compactor compactor;
    private final SegmentSet segments;

    public StoreWork(TableThread tables, Compactor compactor) {
        this.tables = tables;
        this.compactor = compactor;
        this.segments = tables.segments();
    }

    /** Bytes of the tables' files. */
    public long tableBytes() {
        return tables.ask(() -> tables.tables().fileBytes());
    }

    public List<SegmentFacts> segments() {
        return tables.ask(() -> {
            SegmentUse use = tables.index().use();
            List<SegmentFacts> facts = new ArrayList<>();
            for (Segment segment : segments.all()) {
                facts.add(new SegmentFacts(
                        DiskSegmentFiles.name(segment.number()),
                        segment.size(),
                        segment.createdMillis(),
                        use.references(segment.number()),
                        use.bytes(segment.number()),
                        segment.isDamaged()));
            }
            return facts;
        });
    }

    /** Gives up all segments that are worth it. */
    public void compact() {
        compactor.compactAll();
    }

    // ------------------------------------------------------------------ verification

    public Verification verify() {
        return compactor.onWorker(() -> {
            List<StoreProblem> problems = new ArrayList<>();
            long[] counts = new long[2];
            for (Segment segment : segments.all()) {
                if (segment.pin()) {
                    try {
                        verify(segment, counts, problems);
                    } finally {
                        segment.unpin();
                    }
                }
            }
            try {
                tables.tables().verify();
            } catch (RocksDBException e) {
                problems.add(new StoreProblem(Kind.DAMAGED_TABLES, "The tables are damaged: " + e.getMessage() + "."));
            }
            return new Verification(counts[0], counts[1], problems);
        });
    }

    private void verify(Segment segment, long[] counts, List<StoreProblem> problems) throws IOException {
        String name = DiskSegmentFiles.name(segment.number());
        ByteBuf chunk = RecordFormat.buffer(CHUNK_BYTES);
        long size = segment.size();
        long[] found = new long[1];
        try (SegmentScan scan = new SegmentScan(segment, segments.salt())) {
            SegmentScan.Result result = scan.run(0, (bytes, at, length, offset) -> {
                byte type = RecordFormat.type(bytes, at);
                if (type == RecordFormat.MESSAGE || type == RecordFormat.COPY) {
                    if (chunk.isReadable() && chunk.readableBytes() + length > CHUNK_BYTES) {
                        found[0] += references(chunk, segment.number());
                    }
                    chunk.writeBytes(bytes, at, length);
                }
            });
            found[0] += references(chunk, segment.number());
            counts[0] += result.records();
            for (SegmentScan.Damage damage : result.damages()) {
                problems.add(new StoreProblem(
                        Kind.DAMAGED_RECORD,
                        "%,d bytes of %s at %,d are damaged.".formatted(damage.length(), name, damage.offset())));
            }
            if (result.end() < size) {
                problems.add(new StoreProblem(
                        Kind.TORN_TAIL,
                        "%s has %,d bytes at its end that are no record.".formatted(name, size - result.end())));
            }
        } finally {
            chunk.release();
        }
        counts[1] += found[0];
        // What is done with meanwhile makes it fewer, never more; but the newest segment grows.
        long missing = tables.ask(() -> segment.number() < LogPlace.segment(tables.place())
                        || segment.size() == size && LogPlace.offset(tables.place()) <= size
                ? tables.index().use().references(segment.number()) - found[0]
                : 0L);
        if (missing > 0) {
            problems.add(new StoreProblem(
                    Kind.MISSING_MESSAGE,
                    "%,d messages that sessions wait for are not in %s.".formatted(missing, name)));
        }
    }

    /** How much of a chunk's messages is waited for; empties the chunk. */
    private long references(ByteBuf chunk, int segment) {
        long sum = tables.ask(() -> {
            long references = 0;
            for (int at = 0; at < chunk.writerIndex(); at += RecordFormat.length(chunk, at)) {
                references += references(chunk, at, segment);
            }
            return references;
        });
        chunk.clear();
        return sum;
    }

    private long references(ByteBuf bytes, int at, int segment) {
        long references = 0;
        int receivers = MessageFormat.receivers(bytes, at);
        for (int i = 0; i < receivers; i++) {
            int node = MessageFormat.receiverNode(bytes, at, i);
            long number = MessageFormat.receiverNumber(bytes, at, i);
            boolean counted = false;
            for (int k = 0; k < i && !counted; k++) {
                counted = MessageFormat.receiverNumber(bytes, at, k) == number
                        && MessageFormat.receiverNode(bytes, at, k) == node;
            }
            SessionQueue queue = counted ? null : tables.index().find(node, number);
            references += queue == null ? 0 : queue.waitsFor(RecordFormat.position(bytes, at), segment);
        }
        return references;
    }

    // ------------------------------------------------------------------ export

    /** Copies tables and log as they are at one moment. */
    public void exportTo(Path target, Path tableFolder, Path logFolder) throws IOException {
        List<Segment> pinned = new ArrayList<>();
        long place = tables.ask(() -> {
            if (!tables.round(true)) {
                throw new IOException("the tables can't be written now");
            }
            tables.tables().copyTo(target.resolve(tableFolder));
            for (Segment segment : segments.all()) {
                if (segment.number() <= LogPlace.segment(tables.place()) && segment.pin()) {
                    pinned.add(segment);
                }
            }
            return tables.place();
        });
        PrivateFiles.makeFolder(target.resolve(tableFolder));
        PrivateFiles.makeFolder(target.resolve(logFolder));
        compactor.onWorker(() -> {
            for (Segment segment : pinned) {
                try {
                    boolean last = segment.number() == LogPlace.segment(place);
                    copy(
                            segment,
                            last ? LogPlace.offset(place) : segment.size(),
                            target.resolve(logFolder).resolve(DiskSegmentFiles.name(segment.number())));
                } finally {
                    segment.unpin();
                }
            }
            return true;
        });
    }

    private static void copy(Segment segment, long size, Path to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel out = PrivateFiles.open(to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            for (long at = 0; at < size; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
                int read = segment.read(buffer, at);
                if (read == 0) {
                    throw new IOException(to.getFileName() + " is shorter than it was");
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                at += read;
            }
            out.force(true);
        }
    }
}
