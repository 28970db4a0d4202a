package io.ternmq.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.config.SettingsReader;
import io.ternmq.event.EventBus;
import io.ternmq.store.DurableStore;
import io.ternmq.store.FilledStore;
import io.ternmq.store.MemoryStore;
import io.ternmq.store.MessageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What operators do with a store, of a node that runs and of one that doesn't. */
class StoreAdminTest {
    private static final int MESSAGES = 500;

    @TempDir
    Path root;

    private Path data() {
        return root.resolve("data");
    }

    private DurableStore filled() {
        DurableStore store = FilledStore.open(data(), new EventBus());
        FilledStore.add(store, MESSAGES);
        return store;
    }

    private StoreAdmin admin(MessageStore store) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("ternmq.data-dir", data().toString())));
        return new StoreAdmin(store, SettingsReader.readSettings(environment));
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.list(data().resolve("store/log"))) {
            return all.sorted().toList();
        }
    }

    /** An inspection without what each opening changes. */
    private static String essence(StoreAnswer inspection) {
        return inspection.text().replaceAll("Store .*\n|opened .*\n|oldest about .*\n|Tables .*\n|Commits .*\n", "");
    }

    @Test
    void an_inspection_tells_what_is_there() {
        try (DurableStore store = filled()) {
            assertThat(admin(store).inspect().text())
                    .contains(
                            data().resolve("store").toString(), "Sessions   1\n", "Messages   500 of ", "99 % within");
        }
        StoreAnswer offline = StoreAdmin.offline(data(), StoreAdmin::inspect);
        assertThat(offline.good()).isTrue();
        assertThat(offline.text()).contains("Messages   500 of ", "opened 2 times", "00000001.log");
    }

    @Test
    void a_flipped_bit_is_found() throws IOException {
        try (DurableStore store = filled()) {
            assertThat(admin(store).verify().text()).startsWith("All is well: ");
            Path segment = segments().get(0);
            byte[] bytes = Files.readAllBytes(segment);
            bytes[5000] ^= 4;
            Files.write(segment, bytes);
            StoreAnswer damaged = admin(store).verify();
            assertThat(damaged.good()).isFalse();
            assertThat(damaged.text())
                    .startsWith("2 problems:\n")
                    .contains("damaged record: ", segment.getFileName().toString(), "missing message: ");
        }
        assertThat(StoreAdmin.offline(data(), StoreAdmin::verify).good()).isFalse();
    }

    @Test
    void an_export_made_while_the_node_runs_is_imported_elsewhere_and_looks_the_same() throws IOException {
        Path copy = root.resolve("copy");
        Path restored = root.resolve("restored");
        try (DurableStore store = filled()) {
            String before = essence(admin(store).inspect());
            assertThat(admin(store).exportTo(copy).text()).contains("1 session and 500 messages");
            FilledStore.add(store, 1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rwx------");
            assertThat(StoreAdmin.importFrom(copy, restored).text())
                    .contains(restored.resolve("store").toString());
            assertThat(essence(StoreAdmin.offline(restored, StoreAdmin::inspect)))
                    .isEqualTo(before);
        }
        assertThat(StoreAdmin.offline(restored, StoreAdmin::verify).good()).isTrue();
        assertThatThrownBy(() -> StoreAdmin.importFrom(copy, restored))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("move it away first");
    }

    @Test
    void an_import_of_something_else_leaves_nothing_behind() throws IOException {
        Path other = Files.createDirectories(root.resolve("other/store")).getParent();
        assertThatThrownBy(() -> StoreAdmin.importFrom(other, data()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no copy of a store");
        try (Stream<Path> left = Files.list(data())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void an_export_goes_to_an_empty_directory_of_its_own() throws IOException {
        try (DurableStore store = filled()) {
            StoreAdmin admin = admin(store);
            Path full = Files.createDirectory(root.resolve("full"));
            Files.createFile(full.resolve("something"));
            assertThatThrownBy(() -> admin.exportTo(full)).hasMessageContaining("not an empty directory");
            assertThatThrownBy(() -> admin.exportTo(Path.of("relative"))).hasMessageContaining("absolute path");
            assertThatThrownBy(() -> admin.exportTo(root.resolve("none/below"))).hasMessageContaining("no directory");
            assertThatThrownBy(() -> admin.exportTo(data().resolve("store/inside")))
                    .hasMessageContaining("into itself");
            Path link = Files.createSymbolicLink(root.resolve("link"), data().resolve("store"));
            assertThatThrownBy(() -> admin.exportTo(link.resolve("inside"))).hasMessageContaining("into itself");
            Path empty = Files.createDirectory(root.resolve("empty"));
            assertThat(admin.exportTo(empty).good()).isTrue();
            assertThat(empty.resolve("store/format")).exists();
        }
    }

    @Test
    void compaction_tells_what_it_took_back() {
        try (DurableStore store = filled()) {
            assertThat(admin(store).compact().text()).matches("The log had .* files? and has .* now\\.\n");
        }
    }

    @Test
    void a_directory_whose_node_runs_is_refused_with_its_process_and_one_without_store_too() {
        try (DurableStore store = filled()) {
            assertThat(store.identity()).isNotEmpty();
            assertThatThrownBy(() -> StoreAdmin.offline(data(), StoreAdmin::inspect))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        assertThatThrownBy(() -> StoreAdmin.offline(root.resolve("nowhere"), StoreAdmin::inspect))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no store");
    }

    @Test
    void a_node_that_keeps_nothing_says_so() {
        StoreAdmin admin = admin(new MemoryStore());
        assertThatThrownBy(admin::inspect)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ternmq.store.level");
        assertThatThrownBy(admin::verify).isInstanceOf(RefusedException.class);
    }
}
