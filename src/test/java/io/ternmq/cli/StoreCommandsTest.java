package io.ternmq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.console.WebParts;
import io.ternmq.event.EventBus;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.store.DurableStore;
import io.ternmq.store.FilledStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code admin store}, against a running node's web parts and, in processes of their own, against directories. */
class StoreCommandsTest {
    private static final int MESSAGES = 200;

    @TempDir
    Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path data() {
        return root.resolve("data");
    }

    private DurableStore filled() {
        DurableStore store = FilledStore.open(data(), new EventBus());
        FilledStore.add(store, MESSAGES);
        return store;
    }

    private static void flipBit(Path data) throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("store/log"))) {
            Path segment = all.sorted().findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[5000] ^= 4;
            Files.write(segment, bytes);
        }
    }

    private int admin(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = AdminCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }

    private record Ended(int code, String output) {}

    /** Runs the command line as from a terminal. */
    private Ended offline(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As the jar's manifest and the distribution's script say it.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "admin",
                "store"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void a_running_node_is_inspected_verified_compacted_and_exported() throws IOException {
        Path copy = root.resolve("copy");
        try (DurableStore store = filled();
                WebParts web = WebParts.around(new NodeToWatch(Map.of("ternmq.data-dir", data().toString())), store)) {
            assertThat(admin("store", "inspect", "-n", web.address())).isZero();
            assertThat(out.toString()).contains("Messages   200 of ");
            assertThat(admin("store", "verify", "-n", web.address())).isZero();
            assertThat(out.toString()).contains("All is well");
            assertThat(admin("store", "compact", "-n", web.address())).isZero();
            assertThat(out.toString()).contains("The log had");
            assertThat(admin("store", "export", copy.toString(), "-n", web.address()))
                    .isZero();
            assertThat(copy.resolve("store/format")).exists();
            assertThat(admin("store", "export", copy.toString(), "-n", web.address()))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("not an empty directory");
            flipBit(data());
            assertThat(admin("store", "verify", "-n", web.address())).isEqualTo(1);
            assertThat(out.toString()).contains("damaged record");
        }
    }

    @Test
    void a_node_that_keeps_nothing_says_so_in_a_line() {
        try (WebParts web = WebParts.around(NodeToWatch.named())) {
            assertThat(admin("store", "inspect", "-n", web.address())).isEqualTo(1);
            assertThat(err.toString().lines()).singleElement().asString().contains("keeps nothing on disk");
        }
    }

    @Test
    void without_a_node_it_is_all_done_in_directories() throws IOException, InterruptedException {
        filled().close();
        Path copy = root.resolve("copy");
        Path restored = root.resolve("restored");
        Ended inspected = offline("inspect", "--data-dir", data().toString());
        assertThat(inspected.output()).startsWith("Store ").contains("Messages   200 of ");
        assertThat(inspected.code()).isZero();
        assertThat(offline("export", copy.toString(), "-d", data().toString()).code())
                .isZero();
        assertThat(offline("import", copy.toString(), "-d", restored.toString()).code())
                .isZero();
        assertThat(offline("verify", "-d", restored.toString()).output()).startsWith("All is well");
        flipBit(restored);
        Ended damaged = offline("verify", "-d", restored.toString());
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(damaged.output()).contains("damaged record");
    }

    @Test
    void a_directory_in_use_is_refused_in_a_line() throws IOException, InterruptedException {
        try (DurableStore store = filled()) {
            assertThat(store.identity()).isNotEmpty();
            Ended refused = offline("inspect", "-d", data().toString());
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.output().lines())
                    .singleElement()
                    .asString()
                    .contains("in use", "process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void an_import_without_a_place_is_wrong_usage() {
        assertThat(admin("store", "import", "/somewhere")).isEqualTo(2);
        assertThat(err.toString()).contains("--data-dir");
    }
}
