package io.ternmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.Durability;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random records, and ends of every kind at random moments: what comes back is always what the log was at some moment, nothing that
 * was committed is missing, and it can be gone on from there.
 */
class StoreCrashTest {
    private static final int LIVES = 12;
    private static final int STEPS = 120;

    @TempDir
    Path folder;

    private final SimulatedFiles files = new SimulatedFiles();
    private int committed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_killed_broker_loses_nothing_that_was_committed(long seed) {
        live(seed, Durability.PROCESS, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void a_broker_without_power_loses_nothing_that_was_committed_at_level_disk(long seed) {
        live(seed, Durability.DISK, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void segments_come_and_go_meanwhile(long seed) {
        live(seed, Durability.PROCESS, 4000);
    }

    private void live(long seed, Durability level, int payloadBytes) {
        Random random = new Random(seed);
        RandomRecords records = new RandomRecords(random, payloadBytes);
        DurableStore.Options options = new DurableStore.Options(folder, level, 32 << 10, 0);
        for (int life = 0; life < LIVES; life++) {
            StoreDriver driver = new StoreDriver(options, files, 2);
            recover(driver, records);
            int steps = random.nextInt(STEPS);
            for (int i = 0; i < steps; i++) {
                records.step(driver);
                if (random.nextInt(20) == 0) {
                    records.submit(driver, 0);
                    records.submit(driver, 1);
                    driver.commit();
                    committed = records.log.size();
                    tidy(driver, random);
                }
            }
            end(driver, random, level);
        }
        StoreDriver last = new StoreDriver(options, files, 2);
        recover(last, records);
        last.close();
    }

    /** What happens by itself when much more is written. */
    private static void tidy(StoreDriver driver, Random random) {
        int what = random.nextInt(4);
        if (what == 0) {
            driver.store.flush();
        } else if (what == 1) {
            driver.store.maintenance().compact();
        }
    }

    private void end(StoreDriver driver, Random random, Durability level) {
        if (random.nextInt(4) == 0) {
            driver.close();
        } else {
            driver.store.abandon();
        }
        if (level == Durability.DISK) {
            files.cutPower(random);
        }
    }

    private void recover(StoreDriver driver, RandomRecords records) {
        String found = StoreModel.of(driver).toString();
        for (int operations = records.log.size(); operations >= committed; operations--) {
            if (records.model(operations).toString().equals(found)) {
                records.resume(operations);
                committed = operations;
                return;
            }
        }
        assertThat(found).isEqualTo(records.model(committed).toString());
    }
}
