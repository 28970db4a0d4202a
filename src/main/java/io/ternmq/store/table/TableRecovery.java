package io.ternmq.store.table;

import io.ternmq.store.CrashPoint;
import io.ternmq.store.StoreProblem;
import io.ternmq.store.StoreProblem.Kind;
import io.ternmq.store.log.DiskSegmentFiles;
import io.ternmq.store.log.LogPlace;
import io.ternmq.store.log.Segment;
import io.ternmq.store.log.SegmentScan;
import io.ternmq.store.log.SegmentSet;
import io.ternmq.store.table.Tables.Family;
import io.ternmq.store.table.Tables.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * Brings the state back at start: opens the tables, reads the index, and replays the log from the place that the tables are at. What is
 * damaged is reported and passed over. Before any of the store's threads runs.
 */
final class TableRecovery {
    private final SegmentSet segments;
    private final List<StoreProblem> problems;

    /** What it makes. */
    record Recovered(Tables tables, TableBatch batch, QueueIndex index, RecordApplier applier, long place) {}

    private TableRecovery(SegmentSet segments, List<StoreProblem> problems) {
        this.segments = segments;
        this.problems = problems;
    }

    /** Recovers; adds what was found wrong to the problems. */
    static Recovered recover(SegmentSet segments, Path folder, Path aside, List<StoreProblem> problems)
            throws IOException {
        TableRecovery recovery = new TableRecovery(segments, problems);
        Tables tables = TableFiles.open(folder, aside, problems);
        try {
            return recovery.recover(tables);
        } catch (RocksDBException | RuntimeException e) {
            tables.close();
            if (!TableFiles.isDamage(e)) {
                throw new IOException("The store's tables can't be read: " + e.getMessage(), e);
            }
            return recovery.recoverFromLog(TableFiles.anew(folder, aside, String.valueOf(e.getMessage()), problems));
        }
    }

    private Recovered recoverFromLog(Tables tables) throws IOException {
        try {
            return recover(tables);
        } catch (RocksDBException e) {
            tables.close();
            throw new IOException("The store's tables can't be written: " + e.getMessage(), e);
        }
    }

    private Recovered recover(Tables tables) throws RocksDBException, IOException {
        State state = tables.state();
        segments.numberAbove(LogPlace.segment(state.place()));
        TableBatch batch = new TableBatch(tables);
        QueueIndex index = new QueueIndex(state.block(), (queue, block) -> readBlock(tables, queue, block));
        readIndex(tables, index);
        RecordApplier applier = new RecordApplier(index, batch, state.counter(), state.sessionNumber());
        long place = state.place();
        for (Segment segment : segments.all()) {
            if (segment.isDamaged()) {
                problems.add(new StoreProblem(
                        Kind.DAMAGED_SEGMENT,
                        "The head of %s is damaged. The file is moved aside when what is good has been copied."
                                .formatted(DiskSegmentFiles.name(segment.number()))));
            }
            if (segment.number() >= LogPlace.segment(state.place())) {
                boolean last = segment.number() == segments.lastNumber();
                place = replay(segment, applier, state.place(), last);
                write(tables, batch, index, applier, place, false);
            }
        }
        write(tables, batch, index, applier, place, true);
        return new Recovered(tables, batch, index, applier, place);
    }

    private static void write(
            Tables tables, TableBatch batch, QueueIndex index, RecordApplier applier, long place, boolean strangers)
            throws RocksDBException {
        index.store(batch, strangers);
        tables.write(batch, new State(place, applier.counter(), applier.sessionNumber(), index.nextBlock()));
        batch.clear();
        index.unload();
    }

    static byte[] readBlock(Tables tables, SessionQueue queue, QueueBlock block) {
        try {
            byte[] bytes = tables.get(Family.QUEUES, TableBatch.key(queue, block));
            if (bytes == null) {
                throw new IllegalStateException("block " + block.number() + " of a queue is missing in the tables");
            }
            return bytes;
        } catch (RocksDBException e) {
            throw new IllegalStateException("the tables can't be read: " + e.getMessage(), e);
        }
    }

    private void readIndex(Tables tables, QueueIndex index) throws RocksDBException {
        tables.forEach(Family.SESSIONS, (key, value) -> {
            int node = TableKeys.node(key);
            long number = TableKeys.number(key);
            if (TableKeys.row(key) == TableKeys.OPENED) {
                index.open(node, number);
            } else if (TableKeys.row(key) == TableKeys.INBOUND) {
                index.change(node, number).inbound().restore(TableBatch.inbound(value.get()));
            }
        });
        int[] blocks = {0};
        int[] lost = {0};
        tables.forEach(Family.QUEUES, (key, value) -> {
            SessionQueue queue = index.change(TableKeys.node(key), TableKeys.number(key));
            lost[0] += queue.restore(QueueBlock.stored(TableKeys.block(key), value.get()), this::isLost);
            if (++blocks[0] % QueueIndex.MOST_LOADED == 0) {
                index.unload();
            }
        });
        if (lost[0] > 0) {
            problems.add(new StoreProblem(
                    Kind.MISSING_MESSAGE,
                    "%,d messages that sessions wait for are not in the log any more; the sessions go on without them."
                            .formatted(lost[0])));
        }
    }

    /** Whether the log doesn't have what the index knows of, as after the loss of power. */
    private boolean isLost(long place, int length) {
        Segment segment = segments.find(LogPlace.segment(place));
        return segment == null || LogPlace.offset(place) + length > segment.size();
    }

    private long replay(Segment segment, RecordApplier applier, long from, boolean last) throws IOException {
        long begin = segment.number() == LogPlace.segment(from) ? LogPlace.offset(from) : 0;
        try (SegmentScan scan = new SegmentScan(segment, segments.salt())) {
            if (last) {
                scan.cutWidowedIdentifier(begin);
            }
            SegmentScan.Result result = scan.run(begin, (bytes, at, length, offset) -> {
                CrashPoint.RECOVERING.reach();
                applier.apply(bytes, at, length, LogPlace.of(segment.number(), offset));
            });
            report(segment, result);
            return LogPlace.of(segment.number(), Math.max(begin, result.end()));
        }
    }

    private void report(Segment segment, SegmentScan.Result result) throws IOException {
        String name = DiskSegmentFiles.name(segment.number());
        for (SegmentScan.Damage damage : result.damages()) {
            segment.markDamaged();
            problems.add(new StoreProblem(
                    Kind.DAMAGED_RECORD,
                    "%,d bytes of %s at %,d are damaged and were passed over. The file is moved aside when what is good has been copied."
                            .formatted(damage.length(), name, damage.offset())));
        }
        if (result.end() < segment.size()) {
            problems.add(new StoreProblem(
                    Kind.TORN_TAIL,
                    "%s ends with %,d bytes that are no whole record, as it does when broker or power end while it is written; they were cut."
                            .formatted(name, segment.size() - result.end())));
            segment.cut(result.end());
        }
    }
}
