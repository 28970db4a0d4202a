package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as people get it, run by the Java that runs this test. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PackagedJarIT {
    private static final int MAX_BANNER_LINES = 10;
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir
    Path folder;

    @Test
    void nested_jars_are_stored_so_that_the_launcher_can_read_them() throws IOException {
        try (ZipFile jar = new ZipFile(PackagedBroker.JAR.toFile())) {
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".jar")))
                    .isNotEmpty()
                    .allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
        }
    }

    @Test
    void the_command_line_lies_at_the_root_and_nowhere_else() throws IOException {
        try (ZipFile jar = new ZipFile(PackagedBroker.JAR.toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names).contains("io/ternmq/cli/Main.class", "picocli/CommandLine.class");
            assertThat(names).noneMatch(name -> name.startsWith("BOOT-INF/classes/io/ternmq/cli/"));
            assertThat(names).doesNotHaveDuplicates();
        }
    }

    @Test
    void no_native_library_is_there_that_is_not_needed() throws IOException {
        try (ZipFile jar = new ZipFile(PackagedBroker.JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.contains("quic") || name.contains("io_uring"));
        }
    }

    @Test
    void admin_tells_its_version_and_its_commands() throws IOException, InterruptedException {
        assertThat(run("admin", "version").output()).first().asString().startsWith("TernMQ ");
        Ended help = run("admin", "--help");
        assertThat(help.code()).isZero();
        assertThat(String.join("\n", help.output())).contains("status", "passwd", "health");
    }

    @Test
    void admin_opens_stores_with_the_program_behind_it() throws IOException, InterruptedException {
        Ended none = run(
                "admin",
                "store",
                "inspect",
                "--data-dir",
                folder.resolve("nowhere").toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.output()).singleElement().asString().contains("no store");
    }

    @Test
    void starts_with_a_short_banner_and_ends_when_it_is_told_to() throws IOException, InterruptedException {
        try (PackagedBroker broker = PackagedBroker.start(folder, settings())) {
            List<String> banner = broker.banner();
            assertThat(banner).hasSizeLessThanOrEqualTo(MAX_BANNER_LINES);
            assertThat(banner.get(0)).contains("ready after");
            assertThat(banner.get(banner.size() - 1)).contains(folder.toString());
            broker.terminate();
            assertThat(broker.rest()).noneMatch(line -> line.contains("\tat "));
            assertThat(broker.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    @Test
    void a_wrong_setting_ends_it_with_one_line_and_exit_code_1() throws IOException, InterruptedException {
        Ended ended = run(
                "--server.port=many",
                "--ternmq.data-dir=" + folder,
                "--ternmq.listeners.default.port=0",
                "--ternmq.listeners.websocket.port=0");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).singleElement().asString().contains("did not start", "server.port");
    }

    private String[] settings() {
        return new String[] {
            "--ternmq.data-dir=" + folder,
            "--ternmq.listeners.default.port=0",
            "--ternmq.listeners.websocket.port=0",
            "--server.address=127.0.0.1",
            "--server.port=0",
        };
    }

    private record Ended(List<String> output, int code) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        try (PackagedBroker process = PackagedBroker.start(folder, arguments)) {
            return new Ended(process.rest(), process.exitCode());
        }
    }
}
