package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystreePublisherTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Publish> published = new ArrayList<>();
    private final List<String> mountpoints = new ArrayList<>();

    private SystreePublisher publisher(NodeToWatch node) {
        return new SystreePublisher(
                new NodeMetrics(node.counters, node, new QueuedMessages(node)),
                node.settings,
                (mountpoint, messages) -> {
                    mountpoints.add(mountpoint);
                    published.addAll(messages);
                },
                node.settings.current().nodeName(),
                0);
    }

    private String payloadOf(String topic) {
        Publish publish = published.stream()
                .filter(one -> one.topic().toString().equals(topic))
                .findFirst()
                .orElseThrow();
        return publish.buffer().toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8);
    }

    @Test
    @Checklist(122)
    void each_metric_is_published_below_the_node_summed_up_as_decimal_text() {
        NodeToWatch node = NodeToWatch.named();
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_3_1_1, 40);
        node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_5, 2);
        publisher(node).publishIfDue(0);
        assertThat(payloadOf("$SYS/tern-1/mqtt/publish/received")).isEqualTo("42");
        assertThat(payloadOf("$SYS/tern-1/retain/messages")).isEqualTo("0");
        assertThat(published)
                .hasSize(new NodeMetrics(node.counters, node, new QueuedMessages(node))
                        .read()
                        .size());
        assertThat(published).allMatch(publish -> publish.isKept() && publish.publisher() == null);
    }

    @Test
    @Checklist(122)
    void qos_retain_flag_and_mountpoint_are_those_of_the_settings() {
        publisher(new NodeToWatch(Map.of(
                        "ternmq.systree.qos",
                        "1",
                        "ternmq.systree.retain",
                        "true",
                        "ternmq.systree.mountpoint",
                        "ops")))
                .publishIfDue(0);
        assertThat(mountpoints).containsExactly("ops");
        assertThat(published).allMatch(publish -> publish.qos() == Qos.AT_LEAST_ONCE && publish.retain());
    }

    @Test
    @Checklist(122)
    void it_is_published_once_in_an_interval() {
        SystreePublisher publisher = publisher(new NodeToWatch(Map.of("ternmq.systree.interval", "10s")));
        for (int second = 0; second <= 25; second++) {
            publisher.publishIfDue(second * SECOND);
        }
        assertThat(mountpoints).hasSize(3);
    }

    @Test
    @Checklist(122)
    void it_can_be_switched_off_and_on_while_the_node_runs() {
        NodeToWatch node = NodeToWatch.named();
        SystreePublisher publisher = publisher(node);
        node.settings.apply(Map.of("ternmq.systree.interval", "0s"));
        publisher.publishIfDue(SECOND);
        node.settings.apply(Map.of("ternmq.systree.interval", "1s", "ternmq.systree.enabled", "false"));
        publisher.publishIfDue(2 * SECOND);
        assertThat(published).isEmpty();
        node.settings.apply(Map.of("ternmq.systree.enabled", "true"));
        publisher.publishIfDue(3 * SECOND);
        assertThat(published).isNotEmpty();
    }
}
