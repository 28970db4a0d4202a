package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreMetrics;
import io.ternmq.store.StoreMetrics.Histogram;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredMetricsTest {
    private final NodeToWatch node = NodeToWatch.named();
    private final NodeMetrics metrics = new NodeMetrics(node.counters, node, new QueuedMessages(node));

    private List<String> lines() {
        return PrometheusText.write("vernemq_", "tern-1", metrics.read())
                .lines()
                .filter(line -> line.contains("vernemq_store_"))
                .toList();
    }

    private static StoreMetrics busy() {
        return new StoreMetrics(
                // One commit within 49 µs, three within 90 µs, two within 1.2 ms, one of 20 s.
                new Histogram(
                        new long[] {49_151, 90_000, 1_200_000, 20_000_000_000L},
                        new long[] {1, 3, 2, 1},
                        20_002_500_000L),
                new Histogram(new long[] {0, 1, 2, 3, 4}, new long[] {0, 2, 1, 1, 3}, 19),
                1200,
                480_000,
                640_000,
                11,
                System.currentTimeMillis() - 90_000,
                17,
                42);
    }

    @Test
    void a_node_that_keeps_nothing_on_disk_has_none() {
        assertThat(lines()).isEmpty();
    }

    @Test
    void levels_are_gauges() {
        node.store = busy();
        assertThat(lines())
                .contains(
                        "# TYPE vernemq_store_messages gauge",
                        "vernemq_store_messages{node=\"tern-1\"} 1200",
                        "vernemq_store_message_bytes{node=\"tern-1\"} 480000",
                        "vernemq_store_log_bytes{node=\"tern-1\"} 640000",
                        "vernemq_store_segments{node=\"tern-1\"} 11",
                        "vernemq_store_sessions{node=\"tern-1\"} 42",
                        "vernemq_store_commits_behind{node=\"tern-1\"} 17",
                        "vernemq_store_health{node=\"tern-1\"} 0")
                .anyMatch(line -> line.matches("vernemq_store_oldest_message_seconds\\{node=\"tern-1\"} 9\\d"));
        node.storeHealth = new StoreHealth(StoreHealth.State.FULL, "There is no space.");
        assertThat(lines()).contains("vernemq_store_health{node=\"tern-1\"} 3");
    }

    @Test
    void commit_times_are_a_histogram_in_seconds_and_sizes_one_in_records() {
        node.store = busy();
        String bucket = "vernemq_store_commit_seconds_bucket{node=\"tern-1\",le=";
        assertThat(lines())
                .contains(
                        "# TYPE vernemq_store_commit_seconds histogram",
                        bucket + "\"0.00005\"} 1",
                        bucket + "\"0.0001\"} 4",
                        bucket + "\"0.001\"} 4",
                        bucket + "\"0.0025\"} 6",
                        bucket + "\"10\"} 6",
                        bucket + "\"+Inf\"} 7",
                        "vernemq_store_commit_seconds_sum{node=\"tern-1\"} 20.0025",
                        "vernemq_store_commit_seconds_count{node=\"tern-1\"} 7",
                        "vernemq_store_commit_records_bucket{node=\"tern-1\",le=\"1\"} 2",
                        "vernemq_store_commit_records_bucket{node=\"tern-1\",le=\"3\"} 4",
                        "vernemq_store_commit_records_bucket{node=\"tern-1\",le=\"7\"} 7",
                        "vernemq_store_commit_records_sum{node=\"tern-1\"} 19");
    }

    @Test
    void the_sys_tree_has_levels_and_of_histograms_count_and_sum() {
        node.store = busy();
        new SystreePublisher(metrics, node.settings, (mountpoint, all) -> node.published.addAll(all), "tern-1", 0)
                .publishIfDue(0);
        Map<String, String> tree = new HashMap<>();
        node.published.forEach(publish -> tree.put(
                publish.topic().toString(),
                publish.buffer().toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8)));
        assertThat(tree)
                .containsEntry("$SYS/tern-1/store/messages", "1200")
                .containsEntry("$SYS/tern-1/store/commit/seconds/count", "7")
                .containsEntry("$SYS/tern-1/store/commit/seconds/sum", "20.0025")
                .containsEntry("$SYS/tern-1/store/commit/records/sum", "19")
                .doesNotContainKey("$SYS/tern-1/store/commit/seconds");
    }

    @Test
    void micrometer_knows_them_when_there_are_some() {
        SimpleMeterRegistry none = new SimpleMeterRegistry();
        new BrokerMeters(node.observatory()).bindTo(none);
        assertThat(none.find("ternmq.store.messages").gauge()).isNull();
        node.store = busy();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new BrokerMeters(node.observatory()).bindTo(registry);
        assertThat(registry.get("ternmq.store.messages").gauge().value()).isEqualTo(1200);
        assertThat(registry.get("ternmq.store.commit").functionTimer().count()).isEqualTo(7);
        assertThat(registry.get("ternmq.store.commit.records").functionCounter().count())
                .isEqualTo(19);
    }
}
