package io.ternmq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Author;
import io.ternmq.admin.Rank;
import io.ternmq.console.ServedNode;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark of publishing over HTTP on a node that runs in the test. */
class HttpPublishBenchmarkTest {
    private final StringWriter out = new StringWriter();
    private ServedNode node;

    @BeforeEach
    void start(@TempDir Path data) {
        node = ServedNode.start(data, Map.of());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private int run(String key) {
        PrintWriter lines = new PrintWriter(out);
        return new CommandLine(new HttpPublishBenchmark())
                .setOut(lines)
                .setErr(lines)
                .execute(
                        node.web().address(),
                        Long.toString(ProcessHandle.current().pid()),
                        "--key=" + key,
                        "--connections=3",
                        "--warm-up=PT1S",
                        "--duration=PT2S");
    }

    @Test
    void messages_are_published_and_counted() {
        String key = Objects.requireNonNull(node.web()
                        .bean(ApiKeyAdmin.class)
                        .create(new Author("test", "cli", ""), "bench", Rank.OPERATOR, null)
                        .block())
                .text();
        assertThat(run(key)).as(out::toString).isZero();
        assertThat(out.toString()).contains("\"connections\": 3").doesNotContain("\"rate_per_s\": 0,");
        assertThat(node.web().bean(Counters.class).total(Counter.HTTP_PUB_PUBLISHED))
                .isPositive();
    }

    @Test
    void what_is_refused_is_not_measured() {
        assertThat(run("none")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(out.toString()).contains("HTTP/1.1 401");
    }
}
