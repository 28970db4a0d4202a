package io.ternmq.store;

import static io.ternmq.store.StoreDriver.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.config.Durability;
import io.ternmq.config.StartupException;
import io.ternmq.event.BrokerEvent;
import io.ternmq.store.StoreProblem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are torn, cut, changed or gone: they are reported, and the store starts with the rest. */
class StoreDamageTest {
    private static final int MESSAGES = 50;

    @TempDir
    Path folder;

    private final SimulatedFiles files = new SimulatedFiles();

    private DurableStore.Options options() {
        return new DurableStore.Options(folder, Durability.PROCESS, 1 << 20, 0);
    }

    private StoreDriver open() {
        return new StoreDriver(options(), files, 1);
    }

    /** A session with messages; the broker is killed, so that all is read from the log again. */
    private void fill() {
        StoreDriver driver = open();
        driver.open(1);
        for (int i = 0; i < MESSAGES; i++) {
            driver.send("message " + i, 1);
        }
        driver.commit();
        driver.store.abandon();
    }

    private List<Kind> kinds(StoreDriver driver) {
        return driver.store.problems().stream().map(StoreProblem::kind).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void a_changed_byte_costs_the_record_that_it_is_in_and_no_other(long seed) {
        fill();
        SimulatedFiles.Disk disk = files.last();
        Random random = new Random(seed);
        // Behind the session's own record, which all others hang on.
        int at = 200 + random.nextInt(disk.size - 400);
        disk.bytes[at] ^= (byte) (1 << random.nextInt(8));
        List<String> before = new ArrayList<>();
        try (StoreDriver driver = open()) {
            assertThat(kinds(driver)).containsExactly(Kind.DAMAGED_RECORD);
            before.addAll(driver.payloads(1));
            assertThat(before).hasSize(MESSAGES - 1).doesNotHaveDuplicates();
            // What is good is copied, and the file goes aside.
            driver.open(2);
            driver.commit();
            driver.store.flush();
            driver.await(() -> !files.asideNumbers.isEmpty());
            assertThat(driver.payloads(1)).isEqualTo(before);
        }
        try (StoreDriver driver = open()) {
            assertThat(driver.store.problems()).isEmpty();
            assertThat(driver.payloads(1)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11, 12, 19, 20, 40})
    void a_torn_tail_is_cut_and_reported(int bytes) {
        fill();
        files.last().size -= bytes;
        try (StoreDriver driver = open()) {
            assertThat(kinds(driver)).containsExactly(Kind.TORN_TAIL);
            assertThat(driver.payloads(1)).hasSize(MESSAGES - 1);
        }
        try (StoreDriver driver = open()) {
            assertThat(driver.store.problems()).isEmpty();
        }
    }

    @Test
    void a_packet_identifier_whose_message_was_torn_off_is_not_believed() {
        StoreDriver driver = open();
        driver.open(1);
        driver.open(2);
        driver.commit();
        driver.lane().appendInbound(StoreDriver.uid(2), 7, true);
        driver.commit();
        driver.lane().appendInbound(StoreDriver.uid(2), 8, true);
        driver.send("torn off", 1);
        driver.commit();
        driver.store.abandon();
        files.last().size -= 5;
        try (StoreDriver again = open()) {
            // The first batch was whole: its publish was for nobody. The client sends the second publish again, as a
            // new one.
            assertThat(again.sessions())
                    .filteredOn(session -> session.uid().number() == 2)
                    .singleElement()
                    .satisfies(session -> assertThat(session.inboundPacketIds()).containsExactly(7));
            assertThat(again.payloads(1)).isEmpty();
        }
    }

    @Test
    void a_file_of_rubbish_is_no_reason_not_to_start() {
        fill();
        new Random(1).nextBytes(files.last().bytes);
        try (StoreDriver driver = open()) {
            assertThat(kinds(driver)).containsExactly(Kind.DAMAGED_SEGMENT, Kind.TORN_TAIL);
            assertThat(driver.sessions()).isEmpty();
            driver.open(3);
            driver.commit();
        }
    }

    @Test
    void a_message_that_is_damaged_later_is_found_when_it_is_read() {
        List<String> incidents = new ArrayList<>();
        fill();
        try (StoreDriver driver = open()) {
            driver.events.subscribe(BrokerEvent.IncidentHappened.class, incident -> incidents.add(incident.name()));
            SimulatedFiles.Disk disk = files.last();
            disk.bytes[disk.size - 3] ^= 1;
            assertThat(driver.payloads(1)).hasSize(MESSAGES - 1);
            assertThat(kinds(driver)).containsExactly(Kind.MISSING_MESSAGE);
            assertThat(incidents).containsExactly("store-missing-message");
            driver.await(() -> driver.store.metrics().messages() == MESSAGES - 1);
        }
    }

    @Test
    void messages_whose_file_is_gone_are_reported_and_the_rest_is_there() {
        fill();
        try (StoreDriver driver = open()) {
            driver.send("another file", 1);
            driver.commit();
        }
        files.delete(files.numbers().get(0));
        try (StoreDriver driver = open()) {
            assertThat(kinds(driver)).containsExactly(Kind.MISSING_MESSAGE);
            assertThat(driver.payloads(1)).containsExactly("another file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst", ".sst-cut"})
    void damaged_tables_are_moved_aside_and_made_again_from_the_log(String what) throws IOException {
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.send("kept", 1);
            driver.commit();
        }
        damageTables(what);
        try (StoreDriver driver = open()) {
            assertThat(kinds(driver)).containsExactly(Kind.DAMAGED_TABLES);
            assertThat(driver.payloads(1)).containsExactly("kept");
            assertThat(driver.sessions()).hasSize(1);
            assertThat(folder.resolve("aside")).isDirectoryContaining("glob:**/tables-*");
        }
        try (StoreDriver driver = open()) {
            assertThat(driver.store.problems()).isEmpty();
            assertThat(driver.payloads(1)).containsExactly("kept");
        }
    }

    private void damageTables(String what) throws IOException {
        String part = what.replace("-cut", "");
        AtomicInteger damaged = new AtomicInteger();
        try (Stream<Path> all = Files.list(folder.resolve("tables"))) {
            for (Path file : all.filter(path -> path.getFileName().toString().contains(part))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (what.endsWith("-cut")) {
                    bytes = Arrays.copyOf(bytes, bytes.length / 2);
                } else {
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] ^= 0x55;
                    }
                }
                Files.write(file, bytes);
                damaged.incrementAndGet();
            }
        }
        assertThat(damaged).hasPositiveValue();
    }

    @Test
    void a_damaged_format_file_is_made_again_from_the_log() throws IOException {
        try (StoreDriver driver = new StoreDriver(folder, null)) {
            driver.open(1);
            driver.send("kept", 1);
            driver.commit();
        }
        Files.writeString(folder.resolve("format"), "\u0000\u0000\u0000");
        try (StoreDriver driver = new StoreDriver(folder, null)) {
            assertThat(driver.store.problems()).hasSize(1);
            assertThat(driver.payloads(1)).containsExactly("kept");
        }
    }

    @Test
    void a_newer_format_is_refused_in_plain_words() throws IOException {
        new StoreDriver(folder, null).close();
        String format = Files.readString(folder.resolve("format"), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("format"), format.replace("version=1", "version=7"));
        assertThatThrownBy(() -> new StoreDriver(folder, null))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("newer TernMQ")
                .hasMessageContaining("7");
    }

    @Test
    void an_older_format_is_changed_step_by_step() {
        List<Path> migrated = new ArrayList<>();
        StoreFolder.take(folder).close();
        StoreFolder.take(folder, 3, List.of(migrated::add, migrated::add)).close();
        assertThat(migrated).containsExactly(folder, folder);
        StoreFolder.take(folder, 3, List.of(migrated::add, migrated::add)).close();
        assertThat(migrated).hasSize(2);
    }

    @Test
    void a_store_in_use_is_refused_with_the_others_process() {
        try (StoreDriver driver = new StoreDriver(folder, null)) {
            assertThat(driver.store.health()).isEqualTo(StoreHealth.GOOD);
            assertThatThrownBy(() -> new StoreDriver(folder, null))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use by another broker")
                    .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
        }
        new StoreDriver(folder, null).close();
    }

    @Test
    void only_the_owner_may_read_what_is_kept() throws IOException {
        try (StoreDriver driver = new StoreDriver(folder.resolve("store"), null)) {
            driver.open(1);
            driver.commit();
        }
        try (Stream<Path> all = Files.walk(folder.resolve("store"))) {
            assertThat(all.filter(path -> !path.getParent().endsWith("tables")))
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void a_payload_that_looks_like_a_record_is_not_taken_for_one_after_damage() {
        StoreDriver driver = open();
        driver.open(1);
        driver.send("victim", 1);
        driver.commit();
        // A sound record of this store's own, but with the salt of another store.
        byte[] record = StoreForgery.record(uid(1));
        driver.lane().append(StoreForgery.message(record), new SessionUid[] {uid(1)}, 1);
        driver.commit();
        driver.store.abandon();
        SimulatedFiles.Disk disk = files.last();
        // The head of the message that carries it.
        int head = disk.size - record.length - 60;
        disk.bytes[head] ^= 1;
        try (StoreDriver again = open()) {
            assertThat(again.payloads(1)).containsExactly("victim");
        }
    }
}
