package io.ternmq.store;

import static io.ternmq.store.StoreDriver.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another process that writes and dies at a named point: what it has said to be committed is there. */
class StoreKillTest {
    private static final int MESSAGES = 600;

    @TempDir
    Path folder;

    /** The other process: writes messages, is done with most of them, and says what is committed. */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        int first = Integer.parseInt(args[1]);
        try (StoreDriver driver =
                new StoreDriver(new DurableStore.Options(folder, Durability.PROCESS, 64 << 10, 0), null, 1)) {
            driver.open(1);
            for (int i = first; i < first + MESSAGES; i++) {
                long sequence = driver.send(text(i), 1);
                if (i % 20 != 0) {
                    driver.lane().appendDone(uid(1), sequence, 0);
                }
                driver.commit();
                System.out.println(i);
                if (i % 100 == 99) {
                    driver.store.flush();
                    driver.store.maintenance().compact();
                }
            }
        }
    }

    private static String text(int number) {
        return number + "-" + "x".repeat(1000);
    }

    private List<Integer> run(String crashAt, int first) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dternmq-test.crash-at=" + crashAt,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreKillTest.class.getName(),
                        folder.toString(),
                        String.valueOf(first))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Integer> committed = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("[0-9]+")) {
                    committed.add(Integer.parseInt(line));
                }
            }
        }
        assertThat(process.waitFor()).as(crashAt).isEqualTo(CrashPoint.STATUS);
        return committed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRITTEN:150", "COMMITTED:170", "COPIED:2", "TABLES_WRITTEN:3"})
    void what_was_committed_is_there_after_a_death_at(String point) throws IOException, InterruptedException {
        List<Integer> committed = run(point, 0);
        assertThat(committed).isNotEmpty();
        int last = committed.get(committed.size() - 1);
        if (point.startsWith("WRITTEN")) {
            assertThat(run("RECOVERING:10", last + 2)).isEmpty();
        }
        List<String> expected = new ArrayList<>();
        for (int number = 0; number <= last; number += 20) {
            expected.add(text(number));
        }
        try (StoreDriver driver = new StoreDriver(folder, null)) {
            List<String> found = driver.payloads(1);
            assertThat(found).startsWith(expected.toArray(String[]::new));
            // It may have come further than it could tell, by one.
            assertThat(found.size()).isLessThanOrEqualTo(expected.size() + 1);
            assertThat(driver.store.problems().stream()
                            .map(problem -> problem.kind().name().toLowerCase(Locale.ROOT)))
                    .isSubsetOf("torn_tail");
        }
    }
}
