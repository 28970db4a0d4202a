package io.ternmq.store;

import static io.ternmq.store.StoreDriver.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How space is taken back. */
class CompactionTest {
    private static final String FILLING = "x".repeat(1000);

    @TempDir
    Path folder;

    private final SimulatedFiles files = new SimulatedFiles();

    private StoreDriver open() {
        return new StoreDriver(new DurableStore.Options(folder, Durability.PROCESS, 32 << 10, 0), files, 2);
    }

    /** Messages of which all but every so manieth are done with; gives what is left. */
    private static List<String> fill(StoreDriver driver, int messages, int kept) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            long sequence = driver.send(i + FILLING, 1, 2);
            driver.lane().appendDone(uid(2), sequence, 0);
            if (i % kept == 0) {
                left.add(i + FILLING);
            } else {
                driver.lane().appendDone(uid(1), sequence, 0);
            }
            if (i % 10 == 0) {
                driver.commit();
            }
        }
        driver.commit();
        return left;
    }

    @Test
    void segments_that_nobody_waits_for_go() {
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.open(2);
            fill(driver, 500, Integer.MAX_VALUE);
            driver.store.flush();
            driver.await(() -> driver.store.metrics().segments() <= 2);
        }
        assertThat(files.numbers()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void what_is_still_waited_for_is_copied_out_of_segments_that_are_mostly_dead() {
        List<String> left;
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.open(2);
            left = fill(driver, 500, 50);
            assertThat(driver.store.metrics().segments()).isGreaterThan(10);
            driver.store.flush();
            driver.await(() -> driver.store.metrics().segments() <= 6);
            assertThat(driver.payloads(1)).containsExactlyElementsOf(left);
        }
        try (StoreDriver driver = open()) {
            assertThat(driver.payloads(1)).containsExactlyElementsOf(left);
            assertThat(driver.store.problems()).isEmpty();
        }
    }

    @Test
    void a_compaction_keeps_order_deliveries_and_second_receivers() {
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.open(2);
            long first = driver.send("first" + FILLING, 1, 1, 2);
            driver.lane().appendSent(uid(1), first, 17);
            driver.lane().appendReceived(uid(1), 17);
            List<String> left = fill(driver, 300, 100);
            driver.store.maintenance().compact();
            List<StoredDelivery> read = driver.read(uid(1), 2);
            assertThat(read.get(0).packetId()).isEqualTo(17);
            assertThat(read.get(0).received()).isTrue();
            assertThat(read.get(0).publish().sequence()).isEqualTo(first);
            assertThat(read.get(1).publish().sequence()).isEqualTo(first);
            assertThat(driver.payloads(1).subList(2, read.size())).containsExactlyElementsOf(left);
            assertThat(driver.payloads(2)).containsExactly("first" + FILLING);
            assertThat(driver.store.metrics().segments()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void a_crash_after_copying_leaves_every_message_once() {
        List<String> left;
        StoreDriver driver = open();
        driver.open(1);
        driver.open(2);
        left = fill(driver, 200, 20);
        driver.store.flush();
        driver.store.maintenance().compact();
        driver.store.abandon();
        try (StoreDriver again = open()) {
            assertThat(again.payloads(1)).containsExactlyElementsOf(left);
            again.store.maintenance().compact();
            assertThat(again.payloads(1)).containsExactlyElementsOf(left);
        }
    }
}
