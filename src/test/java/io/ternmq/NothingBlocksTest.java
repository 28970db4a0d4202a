package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NothingBlocksTest {
    /** What BlockHound needs to rewrite methods of the JDK. */
    private static final String REWRITING = "-XX:+AllowRedefinitionToAddDeleteMethods";

    @TempDir
    private Path folder;

    @Test
    void no_event_loop_waits_while_clients_are_checked_by_the_database() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), REWRITING));
        if (Runtime.version().feature() >= 21) {
            command.add("-XX:+EnableDynamicAgentLoading");
        }
        Assumptions.assumeTrue(
                runs(command), "this Java doesn't let BlockHound rewrite methods of the JDK (" + REWRITING + ")");
        RealDatabase database = RealPostgres.freshDatabase();
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                NothingBlocks.class.getName(),
                folder.resolve("data").toString(),
                database.url(),
                database.user(),
                database.password()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("{0=100}", "received: true", "blocking calls: 0");
        assertThat(process.exitValue()).as(output).isZero();
    }

    private static boolean runs(List<String> java) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.add("-version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
