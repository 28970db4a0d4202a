package io.ternmq.store.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.store.log.LogPlace;
import io.ternmq.store.table.Tables.Family;
import io.ternmq.store.table.Tables.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;

/** The index of queues against a list, with entries going to the tables and coming back. */
class QueueIndexTest {
    @TempDir
    Path folder;

    private Tables tables;
    private TableBatch batch;
    private QueueIndex index;
    private int reads;
    private final List<long[]> model = new ArrayList<>();

    @BeforeEach
    void open() throws RocksDBException, IOException {
        tables = new Tables(folder);
        batch = new TableBatch(tables);
        index = new QueueIndex(1, (queue, block) -> {
            reads++;
            return TableRecovery.readBlock(tables, queue, block);
        });
        index.open(1, 1);
    }

    @AfterEach
    void close() {
        batch.close();
        tables.close();
    }

    private void round() throws RocksDBException {
        index.store(batch, false);
        tables.write(batch, new State(0, 0, 0, index.nextBlock()));
        batch.clear();
        index.forEachQueue(SessionQueue::unload);
    }

    private List<long[]> entries() {
        List<long[]> found = new ArrayList<>();
        SessionQueue queue = index.find(1, 1);
        if (queue != null) {
            for (QueueBlock block : queue.blocks()) {
                if (block.live() > 0) {
                    queue.load(block);
                    for (int i = 0; i < block.used(); i++) {
                        if (block.sequence(i) != 0) {
                            found.add(new long[] {block.sequence(i), block.packetId(i), block.received(i) ? 1 : 0});
                        }
                    }
                }
            }
        }
        return found;
    }

    private void assertSame() {
        assertThat(entries()).usingElementComparator(Arrays::compare).isEqualTo(model);
        SessionQueue queue = index.find(1, 1);
        assertThat(queue == null ? 0 : queue.live()).isEqualTo(model.size());
        assertThat(index.use().references()).isEqualTo(model.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_has_what_a_list_has(long seed) throws RocksDBException {
        Random random = new Random(seed);
        long sequence = 0;
        int packetId = 0;
        for (int step = 0; step < 20_000; step++) {
            int what = random.nextInt(100);
            if (what < 55) {
                long added = ++sequence;
                index.change(1, 1).add(added, LogPlace.of((int) (added / 1000) + 1, 100), 50, 7, 0);
                model.add(new long[] {added, 0, 0});
            } else if (!model.isEmpty() && what < 99) {
                // Mostly near the beginning, now and then anywhere.
                int at = random.nextInt(random.nextInt(50) == 0 ? model.size() : Math.min(model.size(), 20));
                packetId = packetId % 60000 + 1;
                change(model.get(at), at, packetId);
            } else if (random.nextInt(10) == 0) {
                round();
            }
        }
        assertSame();
        round();
        assertSame();
        assertThat(reads).isPositive();
        readBack();
    }

    private void change(long[] entry, int at, int packetId) {
        SessionQueue queue = index.change(1, 1);
        if (entry[1] == 0) {
            assertThat(queue.sent(entry[0], packetId)).isTrue();
            entry[1] = packetId;
        } else if (entry[2] == 0 && packetId % 2 == 0) {
            assertThat(queue.received((int) entry[1])).isTrue();
            entry[2] = 1;
        } else {
            assertThat(queue.done(entry[0], (int) entry[1])).isTrue();
            model.remove(at);
        }
    }

    /** A new index from the tables alone. */
    private void readBack() throws RocksDBException {
        QueueIndex again = new QueueIndex(tables.state().block(), (queue, block) -> {
            throw new IllegalStateException("nothing was sent away yet");
        });
        tables.forEach(Family.QUEUES, (key, value) -> {
            again.change(TableKeys.node(key), TableKeys.number(key))
                    .restore(QueueBlock.stored(TableKeys.block(key), value.get()), (place, length) -> false);
        });
        index = again;
        assertSame();
    }

    @Test
    void a_queue_that_was_empty_goes_on_behind_its_former_places() throws RocksDBException {
        SessionQueue queue = index.change(1, 1);
        queue.add(1, LogPlace.of(1, 0), 10, 0, 0);
        long before = queue.blocks().get(0).number();
        queue.done(1, 0);
        round();
        assertThat(index.find(1, 1)).isNull();
        SessionQueue again = index.change(1, 1);
        again.add(2, LogPlace.of(1, 0), 10, 0, 0);
        assertThat(again.blocks().get(0).number()).isGreaterThan(before);
    }

    @Test
    void what_came_for_a_session_that_nobody_opens_is_dropped_after_a_round() throws RocksDBException {
        index.change(1, 99).add(5, LogPlace.of(1, 0), 10, 0, 0);
        round();
        assertThat(index.use().references()).isEqualTo(1);
        round();
        assertThat(index.use().references()).isZero();
        assertThat(index.find(1, 99)).isNull();
        assertThat(index.sessions()).isEqualTo(1);
    }

    @Test
    void blocks_that_are_done_leave_the_tables() throws RocksDBException {
        for (long sequence = 1; sequence <= 1000; sequence++) {
            index.change(1, 1).add(sequence, LogPlace.of(1, 0), 10, 0, 0);
        }
        round();
        for (long sequence = 1; sequence <= 1000; sequence++) {
            index.change(1, 1).done(sequence, 0);
        }
        round();
        List<byte[]> left = new ArrayList<>();
        tables.forEach(Family.QUEUES, (key, value) -> left.add(key));
        assertThat(left).isEmpty();
    }
}
