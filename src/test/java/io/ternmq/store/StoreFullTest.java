package io.ternmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.Durability;
import io.ternmq.event.BrokerEvent;
import io.ternmq.store.StoreHealth.State;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or fails: nothing is committed, nothing is lost, and all goes on when it can. */
class StoreFullTest {
    @TempDir
    Path folder;

    private final SimulatedFiles files = new SimulatedFiles();

    private StoreDriver open(long watermark) {
        return new StoreDriver(new DurableStore.Options(folder, Durability.PROCESS, 1 << 20, watermark), files, 1);
    }

    @Test
    void a_full_disk_holds_commits_back_until_there_is_space() {
        try (StoreDriver driver = open(0)) {
            List<State> states = new CopyOnWriteArrayList<>();
            List<String> alarms = new CopyOnWriteArrayList<>();
            driver.store.onHealth(health -> states.add(health.state()));
            driver.events.subscribe(BrokerEvent.AlarmRaised.class, alarm -> alarms.add(alarm.name()));
            driver.events.subscribe(BrokerEvent.AlarmCleared.class, alarm -> alarms.add("no " + alarm.name()));
            driver.open(1);
            driver.send("before", 1);
            driver.commit();
            files.room = 50;
            long position = driver.send("while it is full", 1);
            driver.lane().submit();
            driver.await(() -> driver.store.health().state() == State.FULL);
            assertThat(driver.store.health().takesMessages()).isFalse();
            assertThat(driver.lane().committed()).isLessThan(position);
            assertThat(driver.store.metrics().behind()).isEqualTo(1);
            // What is there can still be read.
            assertThat(driver.payloads(1)).containsExactly("before");
            files.room = 1 << 20;
            driver.await(() -> driver.lane().committed() >= position);
            assertThat(driver.store.health().state()).isEqualTo(State.OK);
            assertThat(states).containsExactly(State.FULL, State.OK);
            assertThat(alarms).containsExactly("store", "no store");
            assertThat(driver.payloads(1)).containsExactly("before", "while it is full");
        }
        files.room = Long.MAX_VALUE;
        try (StoreDriver driver = open(0)) {
            assertThat(driver.store.problems()).isEmpty();
            assertThat(driver.payloads(1)).containsExactly("before", "while it is full");
        }
    }

    @Test
    void a_write_that_fails_half_way_leaves_no_part_of_a_record_in_the_midst() {
        failing(false);
    }

    @Test
    void where_the_log_cannot_be_cut_it_goes_on_in_another_file() {
        failing(true);
    }

    private void failing(boolean cutsFail) {
        StoreDriver driver = open(0);
        driver.open(1);
        driver.commit();
        files.failure = "Input/output error";
        files.cutsFail = cutsFail;
        long position = driver.send("late", 1);
        driver.lane().submit();
        driver.await(() -> driver.store.health().state() == State.FAILED);
        files.failure = "";
        files.cutsFail = false;
        driver.await(() -> driver.lane().committed() >= position);
        driver.send("after", 1);
        driver.commit();
        driver.store.abandon();
        try (StoreDriver again = open(0)) {
            assertThat(again.payloads(1)).containsExactly("late", "after");
            assertThat(again.store.problems()).hasSize(cutsFail ? 1 : 0);
        }
    }

    @Test
    void below_the_watermark_there_is_an_alarm_and_below_its_quarter_no_messages_are_taken() {
        files.room = 1000 << 20;
        try (StoreDriver driver = open(100 << 20)) {
            driver.open(1);
            driver.commit();
            assertThat(driver.store.health().state()).isEqualTo(State.OK);
            files.room = 50 << 20;
            driver.await(() -> {
                driver.send("x", 1);
                driver.commit();
                return driver.store.health().state() == State.LOW_SPACE;
            });
            assertThat(driver.store.health().takesMessages()).isTrue();
            files.room = 10 << 20;
            // Done with what is there: that is committed, so that space is made.
            driver.read(StoreDriver.uid(1), 1000)
                    .forEach(delivery -> driver.lane()
                            .appendDone(StoreDriver.uid(1), delivery.publish().sequence(), 0));
            driver.commit();
            driver.await(() -> driver.store.health().state() == State.FULL);
            assertThat(driver.store.health().takesMessages()).isFalse();
            files.room = 1000 << 20;
            // Seen though nobody writes, since nobody may.
            driver.await(() -> driver.store.health().state() == State.OK);
        }
    }

    @Test
    void a_disk_that_cannot_be_read_for_a_while_costs_no_message() {
        try (StoreDriver driver = open(0)) {
            driver.open(1);
            driver.send("patient", 1);
            driver.commit();
            files.readsFail = true;
            ReadBatch failed = driver.readAhead(StoreDriver.uid(1), StoredQueue.START, 10);
            assertThat(failed.failed()).isTrue();
            assertThat(failed.end()).isFalse();
            assertThat(failed.last()).isEqualTo(StoredQueue.START);
            files.readsFail = false;
            assertThat(driver.payloads(1)).containsExactly("patient");
            assertThat(driver.store.problems()).isEmpty();
        }
    }

    @Test
    void a_store_that_can_write_nothing_still_ends() {
        StoreDriver driver = open(0);
        driver.open(1);
        driver.commit();
        files.failure = "Input/output error";
        driver.send("never", 1);
        driver.lane().submit();
        driver.await(() -> driver.store.health().state() == State.FAILED);
        driver.close();
        files.failure = "";
        try (StoreDriver again = open(0)) {
            assertThat(again.sessions()).hasSize(1);
            assertThat(again.payloads(1)).isEmpty();
        }
    }

    @Test
    void a_lane_is_congested_while_much_is_under_way() {
        try (StoreDriver driver = open(0)) {
            driver.open(1);
            driver.commit();
            files.failure = "Input/output error";
            String large = "x".repeat(1 << 20);
            while (!driver.lane().congested()) {
                driver.send(large, 1);
                driver.lane().submit();
            }
            files.failure = "";
            driver.await(() -> !driver.lane().congested());
            driver.commit();
        }
    }
}
