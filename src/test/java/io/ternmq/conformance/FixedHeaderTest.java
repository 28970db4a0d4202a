package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.From311;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first byte and the remaining length: MQTT 5 section 2.1, 3.1.1 section 2.2. */
class FixedHeaderTest extends BrokerTestCase {

    /** Packet types with reserved flags that a client sends after CONNECT. */
    private static final PacketKind[] RESERVED_FLAGS = {
        PacketKind.PUBACK, PacketKind.PUBREC, PacketKind.PUBREL, PacketKind.PUBCOMP
    };

    @From311
    @Normative({
        "MQTT5-2.1.3-1",
        "MQTT5-3.6.1-1",
        "MQTT5-4.13.1-1",
        "MQTT311-2.2.2-1",
        "MQTT311-2.2.2-2",
        "MQTT311-3.6.1-1"
    })
    void wrong_flags_of_an_acknowledgement_end_the_connection(MqttVersion version) {
        byte[] body = {0, 1};
        for (PacketKind kind : RESERVED_FLAGS) {
            for (int bit = 0; bit < 4; bit++) {
                connected(version)
                        .send(Wire.packet(kind.firstByte() ^ 1 << bit, body))
                        .expectEnd(0x81);
            }
        }
    }

    @From311
    @Normative({"MQTT5-3.8.1-1", "MQTT5-3.10.1-1", "MQTT311-3.8.1-1", "MQTT311-3.10.1-1", "MQTT311-2.2.2-2"})
    void wrong_flags_of_subscribe_and_unsubscribe_end_the_connection(MqttVersion version) {
        for (int bit = 0; bit < 4; bit++) {
            byte[] subscribe = filters(1).filter(topic(), 0).bytesWithFirstByte(version, 0x82 ^ 1 << bit);
            connected(version).send(subscribe).expectEnd(0x81);
            byte[] unsubscribe = filters(1).filter(topic()).bytesWithFirstByte(version, 0xA2 ^ 1 << bit);
            connected(version).send(unsubscribe).expectEnd(0x81);
        }
    }

    @From311
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.14.1-1", "MQTT311-2.2.2-2", "MQTT311-3.14.1-1"})
    void wrong_flags_of_pingreq_and_disconnect_end_the_connection(MqttVersion version) {
        for (int bit = 0; bit < 4; bit++) {
            connected(version).send(0xC0 | 1 << bit, 0).expectEnd(0x81);
            connected(version).send(0xE0 | 1 << bit, 0).expectEnd(0x81);
        }
    }

    @From311
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.1.4-1", "MQTT311-2.2.2-2", "MQTT311-3.1.4-1"})
    void wrong_flags_of_connect_close_the_connection(MqttVersion version) {
        byte[] connect = connect(version, clientId()).bytes();
        for (int bit = 0; bit < 4; bit++) {
            connect[0] = (byte) (0x10 | 1 << bit);
            open(version).send(connect).expectRefusedOrClosed();
        }
    }

    /** MQTT 3.1 let clients repeat these packets with the DUP flag; only 3.1.1 reserved it. */
    @Test
    void version_3_1_clients_may_set_dup_on_subscribe_unsubscribe_and_pubrel() {
        RawMqttClient client = connected(MqttVersion.V31);
        client.send(filters(1).filter(topic(), 1).bytesWithFirstByte(MqttVersion.V31, 0x8A))
                .expect(PacketKind.SUBACK);
        client.send(publish(topic(), "x").qos(2, 5)).expect(PacketKind.PUBREC);
        client.send(0x6A, 2, 0, 5).expect(PacketKind.PUBCOMP);
        client.send(filters(2).filter(topic()).bytesWithFirstByte(MqttVersion.V31, 0xAA))
                .expect(PacketKind.UNSUBACK);
    }

    @Test
    @Normative("MQTT5-3.15.1-1")
    void wrong_flags_of_auth_end_the_connection() {
        byte[] body = Wire.wire()
                .u8(0x19)
                .raw(Props.of(Prop.AUTHENTICATION_METHOD, "X").bytes())
                .bytes();
        for (int bit = 0; bit < 4; bit++) {
            connected(MqttVersion.V5).send(Wire.packet(0xF0 | 1 << bit, body)).expectEnd(0x81);
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-4", "MQTT311-3.3.1-4"})
    void a_publish_with_both_qos_bits_ends_the_connection(MqttVersion version) {
        byte[] bytes = publish(topic(), "x").qos(3, 7).bytes(version);
        connected(version).send(bytes).expectEnd(0x81);
    }

    @From311
    @Normative({"MQTT5-3.3.1-2", "MQTT311-3.3.1-2", "MQTT311-2.2.2-2"})
    void a_publish_with_qos_0_and_dup_ends_the_connection(MqttVersion version) {
        connected(version).send(publish(topic(), "x").dup()).expectEnd(0x81, 0x82);
    }

    @EveryVersion
    @Normative({"MQTT5-2.1.3-1", "MQTT311-4.8.0-1"})
    void the_reserved_packet_type_0_ends_the_connection(MqttVersion version) {
        connected(version).send(0x00, 0x00).expectEnd(0x81, 0x82);
    }

    @ParameterizedTest
    @ValueSource(strings = {"V31", "V311"})
    @Normative({"MQTT311-2.2.2-2", "MQTT311-4.8.0-1"})
    void packet_type_15_does_not_exist_before_version_5(String version) {
        connected(MqttVersion.valueOf(version)).send(0xF0, 0x00).expectEnd();
    }

    @EveryVersion
    @Normative({"MQTT5-1.5.5-1", "MQTT311-4.8.0-1"})
    void a_remaining_length_of_five_bytes_ends_the_connection(MqttVersion version) {
        connected(version).send(0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01).expectEnd(0x81);
        open(version).send(0x10, 0x80, 0x80, 0x80, 0x80, 0x01).expectRefusedOrClosed();
    }

    @Test
    @Normative("MQTT5-1.5.5-1")
    void a_length_in_more_bytes_than_needed_is_malformed() {
        connected(MqttVersion.V5).send(0xC0, 0x80, 0x00).expectEnd(0x81);
        byte[] body = Wire.wire().string(topic()).raw(0x80, 0x00).raw('x').bytes();
        connected(MqttVersion.V5).send(Wire.packet(0x30, body)).expectEnd(0x81);
    }

    @EveryVersion
    @Normative({"MQTT5-1.5.5-1", "MQTT311-4.8.0-1"})
    void pingreq_with_a_body_ends_the_connection(MqttVersion version) {
        connected(version).send(0xC0, 0x01, 0x00).expectEnd(0x81, 0x82);
    }

    @EveryVersion
    @Normative({"MQTT5-1.5.5-1", "MQTT5-2.2.2-1"})
    void lengths_around_each_step_of_the_encoding_pass_in_both_directions(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = connected(version);
        client.subscribe(topic, 0);
        int overhead = 2 + topic.length() + (version.hasProperties() ? 1 : 0);
        for (int length : new int[] {127, 128, 16_383, 16_384, 70_000}) {
            client.publish(publish(topic).payload(new byte[length - overhead]));
            Packet received = client.receive();
            assertThat(received.length()).isEqualTo(length);
        }
    }

    @EveryVersion
    @Normative({"MQTT5-4.2.0-1", "MQTT311-7.1.1-1"})
    void packets_may_arrive_byte_by_byte_or_many_at_once(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = open(version);
        ConnectPacket connect = connect(version, clientId());
        for (byte single : connect.bytes()) {
            client.send(new byte[] {single});
        }
        client.expect(PacketKind.CONNACK);
        byte[] both = Wire.wire()
                .raw(filters(1).filter(topic, 0).subscribeBytes(version))
                .raw(publish(topic, "first").bytes(version))
                .raw(publish(topic, "second").bytes(version))
                .bytes();
        client.send(both).expect(PacketKind.SUBACK);
        client.receive("first");
        client.receive("second");
    }
}
