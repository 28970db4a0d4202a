package io.ternmq.conformance;

import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.RETAIN_AS_PUBLISHED;
import static io.ternmq.conformance.harness.SubscribePacket.RETAIN_IF_NEW;
import static io.ternmq.conformance.harness.SubscribePacket.RETAIN_NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retained messages: section 3.3.1.3 of both versions. */
class RetainTest extends BrokerTestCase {

    private RawMqttClient subscriber(MqttVersion version, String filter, int options) {
        RawMqttClient client = connected(version);
        client.subscribe(filter, options);
        return client;
    }

    /** Publishes a marker and expects that no retained message came before it. */
    private void expectNothingRetained(RawMqttClient subscriber, String topic) {
        connected(subscriber.version()).publish(topic, "marker");
        assertThat(subscriber.receive("marker").retain()).isFalse();
    }

    @EveryVersion
    @Normative({
        "MQTT5-3.3.1-5",
        "MQTT5-3.3.1-9",
        "MQTT311-3.3.1-5",
        "MQTT311-3.3.1-6",
        "MQTT311-3.3.1-7",
        "MQTT311-3.3.1-8"
    })
    @Checklist(63)
    void the_last_retained_message_is_kept_with_its_qos(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        for (int qos = 0; qos <= 2; qos++) {
            publisher.publish(publish(topic, "older").qos(2 - qos, 1).retain());
            publisher.publish(publish(topic, "last at " + qos).qos(qos, 2).retain());
            publisher.settle();
            Packet received = subscriber(version, topic, 2).receive("last at " + qos);
            assertThat(received.retain()).isTrue();
            assertThat(received.qos()).isEqualTo(qos);
            assertThat(received.dup()).isFalse();
            assertThat(received.topic()).isEqualTo(topic);
        }
        publisher.publish(publish(topic).retain());
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-6", "MQTT5-3.3.1-7", "MQTT311-3.3.1-10", "MQTT311-3.3.1-11"})
    @Checklist(63)
    void an_empty_retained_message_is_delivered_and_removes_what_was_kept(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        RawMqttClient watcher = subscriber(version, topic, 1);
        watcher.receive("kept");
        publisher.publish(publish(topic).qos(1, 2).retain());
        Packet empty = watcher.receive("");
        assertThat(empty.retain()).isFalse();
        expectNothingRetained(subscriber(version, topic, 1), topic);
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-8", "MQTT311-3.3.1-12"})
    void a_message_without_retain_neither_replaces_nor_removes(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        publisher.publish(publish(topic, "passing").qos(1, 2));
        publisher.publish(publish(topic).qos(1, 3));
        subscriber(version, topic, 0).receive("kept");
        publisher.publish(publish(topic).qos(1, 4).retain());
        publisher.publish(publish(topic, "passing").qos(1, 5));
        expectNothingRetained(subscriber(version, topic, 0), topic);
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-12", "MQTT311-3.3.1-9"})
    @Checklist(36)
    void live_messages_come_without_the_retain_flag(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = subscriber(version, topic, 1);
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "live").qos(1, 1).retain());
        assertThat(subscriber.receive("live").retain()).isFalse();
        publisher.publish(publish(topic).retain());
    }

    @Test
    @Normative("MQTT5-3.3.1-13")
    @Checklist(36)
    void retain_as_published_keeps_the_flag_as_it_was() {
        String topic = topic();
        RawMqttClient subscriber = subscriber(MqttVersion.V5, topic, 1 | RETAIN_AS_PUBLISHED);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "with").qos(1, 1).retain());
        publisher.publish(publish(topic, "without").qos(1, 2));
        assertThat(subscriber.receive("with").retain()).isTrue();
        assertThat(subscriber.receive("without").retain()).isFalse();
        publisher.publish(publish(topic).qos(1, 3).retain());
        assertThat(subscriber.receive("").retain()).isTrue();
    }

    @Test
    @Normative("MQTT5-3.3.1-9")
    @Checklist(36)
    void retain_handling_0_sends_at_each_subscribe() {
        String topic = topic();
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        RawMqttClient subscriber = subscriber(MqttVersion.V5, topic, 0);
        subscriber.receive("kept");
        subscriber.subscribe(topic, 0);
        assertThat(subscriber.receive("kept").retain()).isTrue();
        publisher.publish(publish(topic).retain());
    }

    @Test
    @Normative("MQTT5-3.3.1-10")
    @Checklist(36)
    void retain_handling_1_sends_only_for_a_new_subscription() {
        String topic = topic();
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        RawMqttClient subscriber = subscriber(MqttVersion.V5, topic, RETAIN_IF_NEW);
        subscriber.receive("kept");
        subscriber.subscribe(topic, 1 | RETAIN_IF_NEW);
        expectNothingRetained(subscriber, topic);
        subscriber.unsubscribe(topic);
        subscriber.subscribe(topic, RETAIN_IF_NEW);
        subscriber.receive("kept");
        publisher.publish(publish(topic).retain());
    }

    @Test
    @Normative("MQTT5-3.3.1-11")
    @Checklist(36)
    void retain_handling_2_sends_nothing() {
        String topic = topic();
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        RawMqttClient subscriber = subscriber(MqttVersion.V5, topic, RETAIN_NEVER);
        expectNothingRetained(subscriber, topic);
        publisher.publish(publish(topic).retain());
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-9", "MQTT311-3.3.1-6"})
    @Checklist(66)
    void wildcards_find_all_matching_retained_messages_and_no_others(MqttVersion version) {
        String root = topic();
        RawMqttClient publisher = connected(version);
        List<String> topics = new ArrayList<>();
        for (String below : new String[] {"", "/", "/a", "/a/b", "/a/c", "/b", "/b/c/d", "/$x"}) {
            topics.add(root + below);
            publisher.publish(publish(root + below, root + below).qos(1, 1).retain());
        }
        publisher.publish(publish(root + "x/a", "neighbour").qos(1, 1).retain());
        assertRetained(version, root + "/#", topics);
        assertRetained(version, root + "/+", List.of(root + "/", root + "/a", root + "/b", root + "/$x"));
        assertRetained(version, root + "/+/c", List.of(root + "/a/c"));
        assertRetained(version, root + "/b/#", List.of(root + "/b", root + "/b/c/d"));
        assertRetained(version, root, List.of(root));
        topics.forEach(topic -> publisher.publish(publish(topic).retain()));
        publisher.publish(publish(root + "x/a").retain());
    }

    private void assertRetained(MqttVersion version, String filter, List<String> expected) {
        RawMqttClient subscriber = subscriber(version, filter, 0);
        List<String> received = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            Packet packet = subscriber.receive();
            assertThat(packet.retain()).isTrue();
            assertThat(packet.text()).isEqualTo(packet.topic());
            received.add(packet.topic());
        }
        subscriber.expectOnlyPong();
        assertThat(received).as(filter).containsExactlyInAnyOrderElementsOf(expected);
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.2-1", "MQTT311-4.7.2-1"})
    @Checklist(66)
    void retained_messages_of_the_broker_are_not_found_by_a_leading_wildcard(MqttVersion version) {
        BrokerUnderTest broker = TestBrokers.withQuickSysTree();
        RawMqttClient witness = connectedTo(broker, version);
        witness.subscribe("$SYS/#", 0);
        witness.expect(PacketKind.PUBLISH);
        RawMqttClient subscriber = connectedTo(broker, version);
        subscriber.subscribe("#", 0);
        String topic = topic();
        connectedTo(broker, version).publish(topic, "marker");
        Packet packet = subscriber.receive();
        while (!packet.topic().equals(topic)) {
            assertThat(packet.topic()).doesNotStartWith("$");
            packet = subscriber.receive();
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-5", "MQTT311-3.3.1-6"})
    void a_retained_message_comes_at_the_qos_granted_if_that_is_lower(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "kept").qos(2, 1).retain());
        for (int granted = 0; granted <= 2; granted++) {
            assertThat(subscriber(version, topic, granted).receive("kept").qos())
                    .isEqualTo(granted);
        }
        publisher.publish(publish(topic).retain());
    }
}
