package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.Elapsed;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Version3;
import io.ternmq.conformance.harness.Wire;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The QoS 1 and QoS 2 exchanges: section 4.3 of both versions. */
class QosFlowTest extends BrokerTestCase {

    @EveryVersion
    @Normative({"MQTT5-4.3.2-5", "MQTT311-4.3.2-2", "MQTT311-2.3.1-3"})
    void after_puback_the_same_packet_id_is_a_new_message(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 1);
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "one").qos(1, 7));
        publisher.publish(publish(topic, "two").qos(1, 7).dup());
        subscriber.receive("one");
        subscriber.receive("two");
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.3-10", "MQTT5-4.3.3-8", "MQTT311-4.3.3-2"})
    @Checklist(20)
    void until_pubrel_a_repeated_qos_2_publish_is_answered_but_not_delivered(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(version);
        publisher.send(publish(topic, "once").qos(2, 7)).expect(PacketKind.PUBREC);
        for (int i = 0; i < 3; i++) {
            Packet pubrec =
                    publisher.send(publish(topic, "once").qos(2, 7).dup()).expect(PacketKind.PUBREC);
            assertThat(pubrec.packetId()).isEqualTo(7);
            assertThat(pubrec.reasonCode()).isLessThan(0x80);
        }
        publisher.ack(PacketKind.PUBREL, 7).expect(PacketKind.PUBCOMP);
        publisher.publish(publish(topic, "marker").qos(2, 8));
        subscriber.receive("once");
        subscriber.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.3-12", "MQTT311-4.3.3-2"})
    void after_pubcomp_the_same_packet_id_is_a_new_message(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "one").qos(2, 7));
        publisher.publish(publish(topic, "two").qos(2, 7));
        subscriber.receive("one");
        subscriber.receive("two");
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.3-11", "MQTT5-3.6.2-1", "MQTT5-3.7.2-1", "MQTT311-4.3.3-2"})
    void a_pubrel_for_an_unknown_packet_id_is_completed(MqttVersion version) {
        RawMqttClient client = connected(version);
        Packet pubcomp = client.ack(PacketKind.PUBREL, 1234).expect(PacketKind.PUBCOMP);
        assertThat(pubcomp.packetId()).isEqualTo(1234);
        assertThat(pubcomp.reasonCode()).isEqualTo(version.hasProperties() ? 0x92 : 0);
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.3-4", "MQTT5-2.2.1-5", "MQTT311-4.3.3-1", "MQTT311-2.3.1-6"})
    void each_pubrec_is_answered_with_pubrel_of_the_same_id(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        connected(version).publish(publish(topic, "x").qos(2, 1));
        int id = subscriber.expect(PacketKind.PUBLISH).packetId();
        for (int i = 0; i < 2; i++) {
            Packet pubrel = subscriber.ack(PacketKind.PUBREC, id).expect(PacketKind.PUBREL);
            assertThat(pubrel.packetId()).isEqualTo(id);
            assertThat(pubrel.reasonCode()).isZero();
        }
        subscriber.ack(PacketKind.PUBCOMP, id).expectOnlyPong();
    }

    @Test
    @Normative({"MQTT5-3.6.2-1", "MQTT5-4.3.3-4"})
    void a_pubrec_for_an_unknown_packet_id_is_released_with_not_found() {
        Packet pubrel = connected(MqttVersion.V5).ack(PacketKind.PUBREC, 999).expect(PacketKind.PUBREL);
        assertThat(pubrel.packetId()).isEqualTo(999);
        assertThat(pubrel.reasonCode()).isEqualTo(0x92);
    }

    @EveryVersion
    @Normative({"MQTT5-4.3.2-3", "MQTT311-4.3.2-1"})
    void acknowledgements_of_unknown_packet_ids_do_no_harm(MqttVersion version) {
        RawMqttClient client = connected(version);
        client.ack(PacketKind.PUBACK, 999);
        String topic = topic();
        client.subscribe(topic, 1);
        client.publish(topic, "still here");
        client.receive("still here");
    }

    @Test
    @Normative("MQTT5-4.4.0-2")
    void a_pubrec_with_an_error_ends_the_exchange_without_pubrel() {
        String topic = topic();
        RawMqttClient subscriber = connected(MqttVersion.V5);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher
                .publish(publish(topic, "refused").qos(2, 1))
                .publish(publish(topic, "next").qos(2, 2));
        subscriber.ack(PacketKind.PUBREC, subscriber.expect(PacketKind.PUBLISH).packetId(), 0x83);
        subscriber.receive("next");
        subscriber.expectOnlyPong();
    }

    @Test
    @Normative({"MQTT5-3.4.2-1", "MQTT5-3.5.2-1", "MQTT5-3.6.2-1", "MQTT5-3.7.2-1"})
    void acknowledgements_in_all_legal_lengths_are_understood() {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, 1);
        for (int form = 0; form < 4; form++) {
            client.send(publish(topic, "x"));
            client.receive();
            client.publish(publish(topic(), "y").qos(1, 1));
            RawMqttClient publisher = connected(MqttVersion.V5);
            publisher.publish(publish(topic, "to be acknowledged").qos(1, 1));
            int id = client.expect(PacketKind.PUBLISH).packetId();
            Wire ack = Wire.wire().u16(id);
            switch (form) {
                case 0 -> {}
                case 1 -> ack.u8(0);
                case 2 -> ack.u8(0).raw(Props.none().bytes());
                default ->
                    ack.u8(0x10)
                            .raw(Props.of(Prop.REASON_STRING, "fine")
                                    .user("a", "b")
                                    .user("a", "c")
                                    .bytes());
            }
            client.send(Wire.packet(0x40, ack.bytes())).expectOnlyPong();
        }
    }

    @Test
    @Normative({"MQTT5-3.4.2-1", "MQTT5-3.5.2-1", "MQTT5-3.6.2-1", "MQTT5-3.7.2-1", "MQTT5-4.13.1-1"})
    void acknowledgements_with_codes_of_other_packets_end_the_connection() {
        for (PacketKind kind :
                new PacketKind[] {PacketKind.PUBACK, PacketKind.PUBREC, PacketKind.PUBREL, PacketKind.PUBCOMP}) {
            connected(MqttVersion.V5).ack(kind, 1, 0x8E).expectEnd(0x81, 0x82);
            connected(MqttVersion.V5).ack(kind, 1, 0x42).expectEnd(0x81, 0x82);
        }
    }

    @Test
    @Normative({"MQTT5-4.3.3-13", "MQTT5-4.3.3-7"})
    void an_exchange_that_has_begun_is_finished_though_the_message_expires() {
        String id = clientId();
        String topic = topic();
        RawMqttClient subscriber = subscribed(MqttVersion.V5, id, topic, 2);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.send(publish(topic, "short lived").qos(2, 5).with(Prop.MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.expect(PacketKind.PUBREC);
        int outgoing = subscriber.expect(PacketKind.PUBLISH).packetId();
        Elapsed.atLeast(Duration.ofMillis(1500));
        publisher.ack(PacketKind.PUBREL, 5);
        assertThat(publisher.expect(PacketKind.PUBCOMP).reasonCode()).isZero();
        subscriber.cut();
        RawMqttClient again = connected(connect(MqttVersion.V5, id).persistent());
        Packet repeated = again.expect(PacketKind.PUBLISH);
        assertThat(repeated.packetId()).isEqualTo(outgoing);
        again.ack(PacketKind.PUBREC, outgoing).expect(PacketKind.PUBREL);
        again.ack(PacketKind.PUBCOMP, outgoing).expectOnlyPong();
    }

    @Version3
    @Normative("MQTT311-3.3.5-2")
    void a_refused_publish_is_acknowledged_or_ends_the_connection(MqttVersion version) {
        RawMqttClient client = connected(version);
        client.send(publish("$SYS/forged", "x").qos(1, 1));
        Packet answer = client.poll(RawMqttClient.PATIENCE);
        assertThat(answer == null ? client.isClosed() : answer.kind() == PacketKind.PUBACK)
                .isTrue();
    }
}
