package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.SourceHealth;
import io.ternmq.access.SourceHealth.Histogram;
import io.ternmq.access.SourceHealth.Questions;
import io.ternmq.access.SourceHealth.State;
import io.ternmq.access.SourceStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {
    private final NodeToWatch node = NodeToWatch.named();
    private final NodeMetrics metrics = new NodeMetrics(node.counters, node, new QueuedMessages(node));

    private List<String> lines() {
        return PrometheusText.write("vernemq_", "tern-1", metrics.read())
                .lines()
                .filter(line -> line.contains("access_source"))
                .toList();
    }

    private static SourceStatus database(State state) {
        Questions questions = new Questions(
                10, 4, 1, 2, 1, 2, 3, new Histogram(new long[] {250, 1000}, new long[] {3, 3, 1}, 2_501_000));
        return new SourceStatus(
                "postgres",
                true,
                true,
                new SourceHealth(state, Instant.now(), 1, 2, 0.5, "gone", Instant.now(), questions));
    }

    @Test
    void a_node_without_sources_has_none() {
        assertThat(lines()).isEmpty();
    }

    @Test
    void sources_outside_of_the_broker_tell_what_became_of_questions_and_how_long_they_took() {
        SourceHealth local = SourceHealth.local(State.STALE, Instant.now(), "line 1 is wrong");
        node.sources = List.of(new SourceStatus("acl-file", false, true, local), database(State.DOWN));
        assertThat(lines())
                .contains(
                        "vernemq_access_source_up{node=\"tern-1\",source=\"acl-file\"} 1",
                        "vernemq_access_source_up{node=\"tern-1\",source=\"postgres\"} 0",
                        "# TYPE vernemq_access_source_questions counter",
                        "vernemq_access_source_questions{node=\"tern-1\",source=\"postgres\",outcome=\"answered\"} 4",
                        "vernemq_access_source_questions{node=\"tern-1\",source=\"postgres\",outcome=\"refused_unreachable\"} 2",
                        "vernemq_access_source_questions_under_way{node=\"tern-1\",source=\"postgres\"} 3",
                        "vernemq_access_source_seconds_bucket{node=\"tern-1\",source=\"postgres\",le=\"0.00025\"} 3",
                        "vernemq_access_source_seconds_bucket{node=\"tern-1\",source=\"postgres\",le=\"0.001\"} 6",
                        "vernemq_access_source_seconds_bucket{node=\"tern-1\",source=\"postgres\",le=\"+Inf\"} 7",
                        "vernemq_access_source_seconds_sum{node=\"tern-1\",source=\"postgres\"} 2.501",
                        "vernemq_access_source_seconds_count{node=\"tern-1\",source=\"postgres\"} 7")
                .noneMatch(line -> line.contains("questions") && line.contains("acl-file"));
    }
}
