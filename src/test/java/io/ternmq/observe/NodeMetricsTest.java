package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private final NodeToWatch node = NodeToWatch.named();
    private final NodeMetrics metrics = new NodeMetrics(node.counters, node, new QueuedMessages(node));

    private List<String> lines() {
        return PrometheusText.write("vernemq_", "tern-1", metrics.read())
                .lines()
                .toList();
    }

    @Test
    @Checklist(123)
    void every_counter_has_help_type_and_at_least_one_value_but_refusals() {
        List<String> lines = lines();
        assertThat(Arrays.stream(Counter.values())).allSatisfy(counter -> {
            String name = "vernemq_" + counter.metricName();
            assertThat(lines).contains("# TYPE " + name + " counter");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("# HELP " + name + " "))
                    .hasSize(1);
            assertThat(lines)
                    .filteredOn(line -> line.startsWith(name + "{node=\"tern-1\""))
                    .hasSizeGreaterThanOrEqualTo(counter == Counter.CONNECTION_REFUSED ? 0 : 1);
        });
    }

    @Test
    @Checklist(123)
    void packets_are_told_apart_by_version_and_reason_as_verne_mq_does() {
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_3_1, 1);
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_3_1_1, 2);
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_5, 4);
        node.lane.add(Counter.MQTT_PUBACK_SENT, ProtocolVersion.MQTT_3_1_1, ReasonCode.SUCCESS, 5);
        node.lane.add(Counter.MQTT_PUBACK_SENT, ProtocolVersion.MQTT_5, ReasonCode.NO_MATCHING_SUBSCRIBERS, 6);
        node.lane.add(Counter.MQTT_CONNACK_SENT, ProtocolVersion.MQTT_3_1_1, ReasonCode.NOT_AUTHORIZED, 7);
        node.lane.add(Counter.MQTT_CONNACK_SENT, ProtocolVersion.MQTT_5, ReasonCode.BANNED, 8);
        node.lane.add(Counter.MQTT_DISCONNECT_RECEIVED, ProtocolVersion.MQTT_5, ReasonCode.SUCCESS, 9);
        assertThat(lines())
                .contains(
                        "vernemq_mqtt_publish_received{node=\"tern-1\",mqtt_version=\"4\"} 3",
                        "vernemq_mqtt_publish_received{node=\"tern-1\",mqtt_version=\"5\"} 4",
                        "vernemq_mqtt_puback_sent{node=\"tern-1\",mqtt_version=\"4\"} 5",
                        "vernemq_mqtt_puback_sent{node=\"tern-1\",mqtt_version=\"5\",reason_code=\"no_matching_subscribers\"} 6",
                        "vernemq_mqtt_connack_sent{node=\"tern-1\",mqtt_version=\"4\",return_code=\"not_authorized\"} 7",
                        "vernemq_mqtt_connack_sent{node=\"tern-1\",mqtt_version=\"5\",reason_code=\"banned\"} 8",
                        "vernemq_mqtt_disconnect_received{node=\"tern-1\",mqtt_version=\"5\",reason_code=\"normal_disconnect\"} 9");
    }

    @Test
    void a_reason_that_a_packet_can_carry_is_there_from_the_start_and_any_other_once_it_was_counted() {
        String strange = "vernemq_mqtt_puback_received{node=\"tern-1\",mqtt_version=\"5\",reason_code=\"banned\"} ";
        assertThat(lines())
                .contains(
                        "vernemq_mqtt_puback_received{node=\"tern-1\",mqtt_version=\"5\",reason_code=\"quota_exceeded\"} 0")
                .noneMatch(line -> line.startsWith(strange));
        node.lane.add(Counter.MQTT_PUBACK_RECEIVED, ProtocolVersion.MQTT_5, ReasonCode.BANNED, 1);
        assertThat(lines()).contains(strange + 1);
    }

    @Test
    @Checklist(126)
    void each_counter_moves_its_metric() {
        for (Counter counter : Counter.values()) {
            long before = total(counter);
            count(counter);
            assertThat(total(counter)).as(counter.metricName()).isEqualTo(before + 1);
        }
    }

    private long total(Counter counter) {
        return metrics.read().stream()
                .filter(metric -> metric.name().equals(counter.metricName()))
                .mapToLong(Metric::total)
                .sum();
    }

    private void count(Counter counter) {
        switch (counter.labels()) {
            case NONE -> node.lane.add(counter, 1);
            case VERSION -> node.lane.add(counter, ProtocolVersion.MQTT_3_1, 1);
            case VERSION_AND_REASON -> node.lane.add(counter, ProtocolVersion.MQTT_5, ReasonCode.SERVER_MOVED, 1);
            case REASON -> node.lane.add(counter, ReasonCode.SERVER_MOVED, 1);
            case DROP_REASON -> node.lane.add(counter, DropReason.EXPIRED, 1);
        }
    }

    @Test
    void connections_are_told_apart_by_how_they_come() {
        node.listeners = List.of(
                new ListenerFacts("a", Kind.TCP, "0.0.0.0", 1, "", 10, 0, false, State.RUNNING),
                new ListenerFacts("b", Kind.SSL, "0.0.0.0", 2, "", 20, 0, false, State.RUNNING),
                new ListenerFacts("c", Kind.WSS, "0.0.0.0", 3, "", 4, 0, false, State.RUNNING));
        assertThat(lines())
                .contains(
                        "vernemq_active_mqtt_connections{node=\"tern-1\"} 30",
                        "vernemq_active_mqttws_connections{node=\"tern-1\"} 4",
                        "vernemq_total_active_connections{node=\"tern-1\"} 34");
    }

    @Test
    void levels_of_broker_and_machine_are_gauges() {
        node.online = 3;
        node.offline = 2;
        node.retained = 9;
        node.subscriptions = 11;
        assertThat(lines())
                .contains(
                        "# TYPE vernemq_queue_processes gauge",
                        "vernemq_queue_processes{node=\"tern-1\"} 5",
                        "vernemq_retain_messages{node=\"tern-1\"} 9",
                        "vernemq_router_subscriptions{node=\"tern-1\"} 11")
                .anyMatch(line -> line.matches("vernemq_vm_memory_total\\{node=\"tern-1\"} [1-9]\\d+"))
                .anyMatch(line -> line.matches("vernemq_system_runtime\\{node=\"tern-1\"} [1-9]\\d+"));
    }

    @Test
    void a_hostile_node_name_stays_inside_its_quotes() {
        String text = PrometheusText.write("", "a\"} 1\nb\\", List.of(Metric.counter("x", "X.", 1)));
        assertThat(text.lines()).containsExactly("# HELP x X.", "# TYPE x counter", "x{node=\"a\\\"} 1\\nb\\\\\"} 1");
    }
}
