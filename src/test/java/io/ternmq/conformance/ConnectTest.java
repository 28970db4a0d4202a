package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawBytes;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Version3;
import io.ternmq.conformance.harness.WillSpec;
import io.ternmq.conformance.harness.Wire;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting: MQTT 5 and 3.1.1 sections 3.1 and 3.2. Malformed CONNECTs are in {@link MalformedConnectTest}. */
class ConnectTest extends BrokerTestCase {

    @EveryVersion
    @Normative({"MQTT5-3.1.0-1", "MQTT5-3.14.0-1", "MQTT311-3.1.0-1", "MQTT311-4.8.0-1"})
    void any_first_packet_but_connect_closes_without_an_answer(MqttVersion version) {
        byte[] subscribe = filters(1).filter(topic(), 0).subscribeBytes(version);
        byte[][] packets = {
            publish(topic(), "x").bytes(version),
            subscribe,
            filters(1).filter(topic()).unsubscribeBytes(version),
            {(byte) 0xC0, 0},
            {(byte) 0xE0, 0},
            {0x40, 2, 0, 1},
            {0x50, 2, 0, 1},
            {0x62, 2, 0, 1},
            {0x70, 2, 0, 1},
            {(byte) 0xF0, 0},
            {0x20, 2, 0, 0},
            {(byte) 0x90, 3, 0, 1, 0},
            {(byte) 0xB0, 2, 0, 1},
            {(byte) 0xD0, 0}
        };
        for (byte[] packet : packets) {
            open(version).send(packet).expectClosed();
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.0-2", "MQTT5-4.13.1-1", "MQTT311-3.1.0-2", "MQTT311-4.8.0-1"})
    void a_second_connect_ends_the_connection(MqttVersion version) {
        ConnectPacket connect = connect(version, clientId());
        connected(connect).send(connect).expectEnd(0x82);
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-1", "MQTT311-3.1.2-1"})
    void another_protocol_name_is_not_served(MqttVersion version) {
        for (String name : new String[] {"MQTX", "mqtt", "HTTP", "", "MQTTT"}) {
            RawMqttClient client =
                    open(version).send(connect(version, clientId()).protocolName(name));
            for (Packet packet : client.expectEndEventually()) {
                assertThat(packet.kind()).isEqualTo(PacketKind.CONNACK);
                assertThat(packet.reasonCode()).isNotZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 6, 127, 255})
    @Normative({"MQTT5-3.1.2-2", "MQTT311-3.1.2-2"})
    @Checklist(1)
    void an_unknown_level_is_refused_as_unacceptable(int level) {
        RawMqttClient client = open(MqttVersion.V311);
        client.send(connect(MqttVersion.V311, clientId()).level(level));
        byte[] answer = RawBytes.untilClosed(client.link());
        if (level < 5) {
            assertThat(answer).isEqualTo(new byte[] {0x20, 2, 0, 1});
        } else {
            assertThat(answer[0]).isEqualTo((byte) 0x20);
            assertThat(answer[2]).isZero();
            assertThat(answer[3]).isIn((byte) 1, (byte) 0x84);
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-5", "MQTT5-3.2.0-1", "MQTT5-3.2.2-1", "MQTT5-3.2.2-7", "MQTT311-3.1.4-4", "MQTT311-3.2.0-1"
    })
    @Checklist(1)
    void a_connect_is_accepted_with_code_0_as_the_first_packet(MqttVersion version) {
        Packet connack = open(version).connect(connect(version, clientId()));
        assertThat(connack.reasonCode()).isZero();
        assertThat(connack.sessionPresent()).isFalse();
    }

    @EveryVersion
    @Normative({"MQTT5-3.2.0-1", "MQTT5-3.2.0-2", "MQTT311-3.2.0-1"})
    void packets_sent_without_waiting_are_answered_after_the_one_connack(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = open(version).send(connect(version, clientId()));
        client.sendSubscribe(filters(9).filter(topic, 1))
                .send(publish(topic, "own").qos(1, 10));
        client.expect(PacketKind.CONNACK);
        assertThat(client.expect(PacketKind.SUBACK).packetId()).isEqualTo(9);
        Set<PacketKind> rest = new HashSet<>(Set.of(PacketKind.PUBACK, PacketKind.PUBLISH));
        assertThat(rest.remove(client.next().kind())).isTrue();
        assertThat(rest.remove(client.next().kind())).isTrue();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.3-1", "MQTT5-3.1.3-3", "MQTT5-3.1.2-17", "MQTT5-3.1.2-19", "MQTT5-3.1.2-9"})
    void all_payload_fields_in_their_order_are_understood(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = connected(version);
        watcher.subscribe(topic, 0);
        RawMqttClient client = connected(connect(version, clientId())
                .will(WillSpec.will(topic, "the will"))
                .username("someone")
                .password("secret"));
        client.cut();
        watcher.receive("the will");
    }

    @Version3
    @Normative({"MQTT311-3.1.3-1", "MQTT311-3.1.3-3", "MQTT311-3.1.2-9", "MQTT311-3.1.2-19", "MQTT311-3.1.2-21"})
    void all_payload_fields_in_their_order_are_understood_in_3(MqttVersion version) {
        all_payload_fields_in_their_order_are_understood(version);
    }

    @Test
    @Normative("MQTT5-3.1.2-19")
    void a_password_without_a_user_name_is_allowed_in_5() {
        open(MqttVersion.V5).connect(connect(MqttVersion.V5, clientId()).password("token"));
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.3-5", "MQTT311-3.1.3-5"})
    void client_ids_of_1_to_23_letters_and_digits_are_allowed(MqttVersion version) {
        String alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (int at = 0; at < alphabet.length(); at++) {
            open(version).connect(connect(version, alphabet.substring(at, at + 1)));
        }
        for (int from = 0; from + 23 <= alphabet.length(); from += 13) {
            open(version).connect(connect(version, alphabet.substring(from, from + 23)));
        }
    }

    @Test
    @Normative({"MQTT5-3.1.3-6", "MQTT5-3.1.3-7", "MQTT5-3.2.2-16"})
    @Checklist(3)
    void an_empty_client_id_gets_a_new_one_that_names_the_session() {
        Set<String> assigned = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Packet connack =
                    open(MqttVersion.V5).connect(connect(MqttVersion.V5).sessionExpiry(60));
            assertThat(assigned.add(connack.props().text(Prop.ASSIGNED_CLIENT_IDENTIFIER)))
                    .isTrue();
        }
        assertThat(assigned).doesNotContain("");
        String one = assigned.iterator().next();
        Packet resumed = open(MqttVersion.V5)
                .connect(connect(MqttVersion.V5, one).cleanStart(false).sessionExpiry(0));
        assertThat(resumed.sessionPresent()).isTrue();
        assertThat(resumed.props().has(Prop.ASSIGNED_CLIENT_IDENTIFIER)).isFalse();
    }

    @Test
    @Normative("MQTT5-3.1.3-6")
    void an_empty_client_id_without_clean_start_is_served_too() {
        Packet connack = open(MqttVersion.V5).connect(connect(MqttVersion.V5).cleanStart(false));
        assertThat(connack.props().text(Prop.ASSIGNED_CLIENT_IDENTIFIER)).isNotEmpty();
    }

    @Test
    @Normative({"MQTT311-3.1.3-6", "MQTT311-3.1.3-7"})
    @Checklist(3)
    void an_empty_client_id_with_clean_session_is_served_in_3_1_1() {
        String topic = topic();
        RawMqttClient one = open(MqttVersion.V311);
        one.connect(connect(MqttVersion.V311));
        RawMqttClient other = open(MqttVersion.V311);
        other.connect(connect(MqttVersion.V311));
        one.subscribe(topic, 0);
        other.publish(topic, "both live");
        one.receive("both live");
    }

    @Test
    @Normative({"MQTT311-3.1.3-8", "MQTT311-3.1.3-9", "MQTT311-3.2.2-4", "MQTT311-3.2.2-5"})
    @Checklist(3)
    void an_empty_client_id_without_clean_session_is_refused_in_3_1_1() {
        open(MqttVersion.V311).send(connect(MqttVersion.V311).cleanStart(false)).expectRefused(2);
    }

    @Test
    @Checklist(3)
    void an_empty_client_id_is_refused_in_3_1() {
        open(MqttVersion.V31).send(connect(MqttVersion.V31)).expectRefused(2);
    }

    @EveryVersion
    @Normative({
        "MQTT5-3.1.3-8",
        "MQTT5-3.2.2-6",
        "MQTT5-3.2.2-8",
        "MQTT5-4.13.2-1",
        "MQTT311-3.1.3-9",
        "MQTT311-3.2.2-5"
    })
    @Checklist(4)
    void a_client_id_beyond_the_limit_is_refused(MqttVersion version) {
        String longest = (clientId() + "x".repeat(256)).substring(0, 256);
        open(version).connect(connect(version, longest));
        open(version).send(connect(version, longest + "x")).expectRefused(version.hasProperties() ? 0x85 : 2);
    }

    @Test
    @Normative({"MQTT5-3.2.2-9", "MQTT5-3.2.2-10", "MQTT5-3.2.2-12"})
    void every_qos_is_supported_and_no_maximum_is_told() {
        RawMqttClient client = open(MqttVersion.V5);
        WillSpec will = WillSpec.will(topic(), "x").withQos(2);
        Packet connack = client.connect(connect(MqttVersion.V5, clientId()).will(will));
        assertThat(connack.props().has(Prop.MAXIMUM_QOS)).isFalse();
        assertThat(client.subscribe(topic(), 2).codes()).containsExactly(2);
        client.publish(publish(topic(), "x").qos(2, 1));
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-6", "MQTT311-3.1.4-5"})
    void nothing_sent_after_a_refused_connect_is_processed(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = connected(version);
        watcher.subscribe(topic, 0);
        byte[] refused = connect(version, "x".repeat(2000)).bytes();
        byte[] publish = publish(topic, "must not pass").retain().bytes(version);
        open(version)
                .send(Wire.wire().raw(refused).raw(publish).bytes())
                .expectRefused(version.hasProperties() ? 0x85 : 2);
        connected(version).publish(topic, "marker");
        watcher.receive("marker");
        RawMqttClient late = connected(version);
        late.subscribe(topic, 0);
        late.publish(topic, "nothing was retained");
        late.receive("nothing was retained");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-3", "MQTT5-3.14.2-1", "MQTT311-3.1.4-2"})
    @Checklist(10)
    void a_second_connection_with_the_client_id_takes_over(MqttVersion version) {
        String id = clientId();
        RawMqttClient first = connected(connect(version, id));
        RawMqttClient second = connected(connect(version, id));
        first.expectEnd(0x8E);
        second.expectOnlyPong();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.3-2", "MQTT311-3.1.3-2"})
    void client_ids_are_compared_byte_by_byte(MqttVersion version) {
        String id = clientId();
        RawMqttClient lower = connected(connect(version, id + "a"));
        RawMqttClient upper = connected(connect(version, id + "A"));
        RawMqttClient longer = connected(connect(version, id + "aa"));
        upper.expectOnlyPong();
        longer.expectOnlyPong();
        lower.expectOnlyPong();
    }
}
