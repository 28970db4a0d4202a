package io.ternmq.store;

import static io.ternmq.store.StoreDriver.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.config.StartupException;
import io.ternmq.store.StoreInspection.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with a store. */
class StoreMaintenanceTest {
    @TempDir
    Path root;

    private Path store() {
        return root.resolve("store");
    }

    private StoreDriver filled() {
        StoreDriver driver = new StoreDriver(store(), null);
        driver.open(1);
        driver.open(2);
        for (int i = 0; i < 500; i++) {
            driver.send(i + "x".repeat(400), 1, 2);
            if (i % 20 == 0) {
                driver.commit();
            }
        }
        driver.commit();
        return driver;
    }

    @Test
    void a_copy_made_while_the_broker_runs_is_a_store_of_that_moment() {
        Path copy = root.resolve("copy");
        try (StoreDriver driver = filled()) {
            driver.store.maintenance().exportTo(copy);
            driver.send("later", 1);
            driver.commit();
            assertThatThrownBy(() -> driver.store.maintenance().exportTo(copy))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("exists");
        }
        Path restored = root.resolve("restored");
        StoreMaintenance.importFrom(copy, restored);
        assertThatThrownBy(() -> StoreMaintenance.importFrom(copy, restored)).hasMessageContaining("there is a store");
        try (StoreDriver driver = new StoreDriver(restored, null)) {
            assertThat(driver.payloads(1)).hasSize(500).doesNotContain("later");
            assertThat(driver.sessions()).hasSize(2);
            assertThat(driver.store.problems()).isEmpty();
        }
    }

    @Test
    void verification_reads_everything_and_finds_what_is_damaged() throws IOException {
        try (StoreDriver driver = filled()) {
            Verification sound = driver.store.maintenance().verify();
            assertThat(sound.problems()).isEmpty();
            assertThat(sound.records()).isEqualTo(502);
            assertThat(sound.references()).isEqualTo(1000);
            Path segment = segments().get(0);
            byte[] bytes = Files.readAllBytes(segment);
            bytes[5000] ^= 4;
            Files.write(segment, bytes);
            Verification damaged = driver.store.maintenance().verify();
            assertThat(damaged.problems())
                    .extracting(StoreProblem::kind)
                    .containsExactly(StoreProblem.Kind.DAMAGED_RECORD, StoreProblem.Kind.MISSING_MESSAGE);
            assertThat(damaged.references()).isEqualTo(998);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.list(store().resolve("log"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void all_of_it_works_on_a_folder_that_no_broker_uses() {
        try (StoreDriver driver = filled()) {
            assertThatThrownBy(() -> StoreMaintenance.offline(store(), StoreMaintenance::inspect))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use");
            assertThat(driver.store.identity()).isNotEmpty();
        }
        StoreInspection inspection = StoreMaintenance.offline(store(), StoreMaintenance::inspect);
        assertThat(inspection.metrics().messages()).isEqualTo(1000);
        assertThat(inspection.metrics().sessions()).isEqualTo(2);
        assertThat(inspection.metrics().oldestMillis()).isPositive();
        assertThat(inspection.segments()).hasSizeGreaterThan(3);
        assertThat(inspection.segments().stream()
                        .mapToLong(StoreInspection.SegmentFacts::references)
                        .sum())
                .isEqualTo(1000);
        assertThat(inspection.version()).isEqualTo(1);
        assertThat(StoreMaintenance.offline(store(), StoreMaintenance::verify).problems())
                .isEmpty();
        StoreMaintenance.offline(store(), maintenance -> {
            maintenance.compact();
            return true;
        });
        assertThatThrownBy(() -> StoreMaintenance.offline(root.resolve("none"), StoreMaintenance::inspect))
                .hasMessageContaining("no store");
    }

    @Test
    void figures_tell_how_commits_go() {
        try (StoreDriver driver = filled()) {
            // The last group is counted when it has been told.
            driver.await(() -> driver.store.metrics().batchRecords().sum() == 502
                    && driver.store.metrics().messages() == 1000);
            StoreMetrics metrics = driver.store.metrics();
            assertThat(metrics.commitNanos().count()).isGreaterThan(20);
            assertThat(metrics.commitNanos().percentile(99)).isPositive();
            assertThat(metrics.commitNanos().percentile(50))
                    .isLessThanOrEqualTo(metrics.commitNanos().percentile(99));
            assertThat(metrics.behind()).isZero();
            assertThat(metrics.messageBytes()).isPositive().isLessThan(metrics.logBytes());
            driver.lane().append(new StoreRecord.SessionRemoved(uid(1)));
            driver.commit();
            driver.await(() -> driver.store.metrics().messages() == 500);
        }
    }
}
