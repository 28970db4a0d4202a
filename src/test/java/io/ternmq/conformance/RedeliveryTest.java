package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unacknowledged packets after a reconnection: section 4.4 of both versions. */
class RedeliveryTest extends BrokerTestCase {
    @EveryVersion
    @Normative({
        "MQTT5-4.4.0-1",
        "MQTT5-3.3.1-1",
        "MQTT5-4.3.2-3",
        "MQTT5-4.3.3-3",
        "MQTT5-4.6.0-1",
        "MQTT311-4.4.0-1",
        "MQTT311-3.3.1-1",
        "MQTT311-4.3.2-1",
        "MQTT311-4.6.0-1",
        "MQTT311-2.3.1-3"
    })
    @Checklist(19)
    void unacknowledged_messages_come_again_in_order_with_dup_and_the_same_packet_ids(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 2);
        RawMqttClient publisher = connected(version);
        List<Packet> sent = underWay(publisher, first, topic, 6);
        assertThat(sent).noneMatch(Packet::dup);
        first.ack(PacketKind.PUBACK, sent.get(1).packetId());
        first.expectOnlyPong();
        first.cut();

        RawMqttClient second = resumed(version, id);
        sent.remove(1);
        for (Packet original : sent) {
            Packet again = second.expect(PacketKind.PUBLISH);
            assertThat(again.text()).isEqualTo(original.text());
            assertThat(again.packetId()).isEqualTo(original.packetId());
            assertThat(again.qos()).isEqualTo(original.qos());
            assertThat(again.dup()).isTrue();
        }
    }

    @EveryVersion
    @Normative({
        "MQTT5-4.4.0-1",
        "MQTT5-4.3.3-5",
        "MQTT5-4.3.3-6",
        "MQTT5-4.6.0-4",
        "MQTT311-4.4.0-1",
        "MQTT311-4.3.3-1",
        "MQTT311-4.6.0-4"
    })
    @Checklist(19)
    void after_pubrec_only_the_pubrel_comes_again(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 2);
        RawMqttClient publisher = connected(version);
        publisher
                .publish(publish(topic, "a").qos(2, 1))
                .publish(publish(topic, "b").qos(2, 2));
        int a = first.expect(PacketKind.PUBLISH).packetId();
        int b = first.expect(PacketKind.PUBLISH).packetId();
        first.ack(PacketKind.PUBREC, a).ack(PacketKind.PUBREC, b);
        assertThat(first.expect(PacketKind.PUBREL).packetId()).isEqualTo(a);
        assertThat(first.expect(PacketKind.PUBREL).packetId()).isEqualTo(b);
        first.cut();

        RawMqttClient second = resumed(version, id);
        assertThat(second.expect(PacketKind.PUBREL).packetId()).isEqualTo(a);
        assertThat(second.expect(PacketKind.PUBREL).packetId()).isEqualTo(b);
        second.ack(PacketKind.PUBCOMP, a).ack(PacketKind.PUBCOMP, b);
        second.expectOnlyPong();
        second.cut();

        resumed(version, id).expectOnlyPong();
    }

    @Test
    @Normative({"MQTT5-4.4.0-2", "MQTT5-4.3.3-4"})
    void a_message_refused_by_the_client_is_not_sent_again() {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(MqttVersion.V5, id, topic, 2);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher
                .publish(publish(topic, "a").qos(1, 1))
                .publish(publish(topic, "b").qos(2, 2));
        publisher.publish(publish(topic, "kept").qos(1, 3));
        first.ack(PacketKind.PUBACK, first.expect(PacketKind.PUBLISH).packetId(), 0x80);
        first.ack(PacketKind.PUBREC, first.expect(PacketKind.PUBLISH).packetId(), 0x97);
        first.expect(PacketKind.PUBLISH);
        first.expectOnlyPong();
        first.cut();
        resumed(MqttVersion.V5, id).receive("kept");
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.3-10", "MQTT311-4.3.3-2"})
    @Checklist(20)
    void a_qos_2_publish_repeated_after_a_reconnection_is_not_delivered_twice(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient first = connected(connect(version, id).persistent());
        first.send(publish(topic, "once").qos(2, 77)).expect(PacketKind.PUBREC);
        first.cut();

        RawMqttClient second = resumed(version, id);
        second.send(publish(topic, "once").qos(2, 77).dup());
        assertThat(second.expect(PacketKind.PUBREC).packetId()).isEqualTo(77);
        second.ack(PacketKind.PUBREL, 77);
        assertThat(second.expect(PacketKind.PUBCOMP).packetId()).isEqualTo(77);
        second.publish(publish(topic, "marker").qos(2, 77));
        subscriber.receive("once");
        subscriber.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.3-11", "MQTT311-4.3.3-2"})
    void a_pubrel_after_a_reconnection_is_answered(MqttVersion version) {
        String id = clientId();
        RawMqttClient first = connected(connect(version, id).persistent());
        first.send(publish(topic(), "x").qos(2, 5)).expect(PacketKind.PUBREC);
        first.cut();
        RawMqttClient second = resumed(version, id);
        second.ack(PacketKind.PUBREL, 5);
        Packet pubcomp = second.expect(PacketKind.PUBCOMP);
        assertThat(pubcomp.packetId()).isEqualTo(5);
        assertThat(pubcomp.reasonCode()).isZero();
    }

    @EveryVersion
    @Normative({"MQTT5-4.4.0-1", "MQTT311-4.4.0-1"})
    @Checklist(10)
    void a_takeover_hands_over_what_was_not_acknowledged(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        connected(version).publish(publish(topic, "x").qos(1, 1));
        Packet original = first.expect(PacketKind.PUBLISH);
        Packet again = resumed(version, id).receive("x");
        assertThat(again.dup()).isTrue();
        assertThat(again.packetId()).isEqualTo(original.packetId());
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-4", "MQTT311-3.1.2-6"})
    void a_clean_start_forgets_what_was_not_acknowledged(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "old").qos(1, 1));
        first.expect(PacketKind.PUBLISH);
        first.cut();
        RawMqttClient second = connected(connect(version, id));
        second.subscribe(topic, 1);
        publisher.publish(publish(topic, "new").qos(1, 1));
        assertThat(second.receive("new").dup()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Normative("MQTT5-4.4.0-1")
    @Checklist(18)
    void nothing_is_sent_again_while_a_version_5_connection_lasts(int qos) {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, qos);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "once").qos(qos, 1));
        client.expect(PacketKind.PUBLISH);
        client.expectNothing(Duration.ofSeconds(2));
        publisher.publish(publish(topic, "next").qos(qos, 2));
        assertThat(client.expect(PacketKind.PUBLISH).text()).isEqualTo("next");
    }

    @EveryVersion
    @Normative({"MQTT5-2.2.1-4", "MQTT5-4.3.2-1", "MQTT311-2.3.1-4", "MQTT311-4.3.2-1"})
    void new_messages_never_take_a_packet_id_in_use_after_resuming(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "old").qos(1, 1));
        int taken = first.expect(PacketKind.PUBLISH).packetId();
        first.cut();
        RawMqttClient second = resumed(version, id);
        assertThat(second.expect(PacketKind.PUBLISH).packetId()).isEqualTo(taken);
        for (int i = 0; i < 10; i++) {
            publisher.publish(publish(topic, "new").qos(1, 1));
            assertThat(second.expect(PacketKind.PUBLISH).packetId()).isNotEqualTo(taken);
        }
    }
}
