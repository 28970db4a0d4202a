package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.WillSpec;
import io.ternmq.conformance.harness.Wire;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** UTF-8 encoded strings: MQTT 5 section 1.5.4, 3.1.1 section 1.5.3. */
class Utf8Test extends BrokerTestCase {

    static Stream<Arguments> badStrings() {
        return Stream.of(MqttVersion.values())
                .flatMap(version -> Stream.of(
                        Arguments.of(version, "surrogate", new int[] {'a', 0xED, 0xA0, 0x80}),
                        Arguments.of(version, "surrogate pair", new int[] {0xED, 0xA0, 0x81, 0xED, 0xB0, 0x80}),
                        Arguments.of(version, "overlong slash", new int[] {'a', 0xC0, 0xAF}),
                        Arguments.of(version, "overlong NUL", new int[] {'a', 0xC0, 0x80}),
                        Arguments.of(version, "overlong in three bytes", new int[] {0xE0, 0x80, 0xAF}),
                        Arguments.of(version, "truncated", new int[] {'a', 0xE2, 0x82}),
                        Arguments.of(version, "lone continuation", new int[] {'a', 0x80}),
                        Arguments.of(version, "beyond U+10FFFF", new int[] {0xF4, 0x90, 0x80, 0x80}),
                        Arguments.of(version, "byte 0xFF", new int[] {'a', 0xFF}),
                        Arguments.of(version, "NUL", new int[] {'a', 0x00, 'b'})));
    }

    static Stream<Arguments> badStringsOfVersion5() {
        return badStrings().filter(arguments -> arguments.get()[0] == MqttVersion.V5);
    }

    private static byte[] bytes(int[] values) {
        return Wire.wire().raw(values).bytes();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badStrings")
    @Normative({
        "MQTT5-1.5.4-1",
        "MQTT5-1.5.4-2",
        "MQTT5-3.1.3-4",
        "MQTT311-1.5.3-1",
        "MQTT311-1.5.3-2",
        "MQTT311-3.1.3-4"
    })
    @Checklist(5)
    void an_ill_formed_client_id_closes_the_connection(MqttVersion version, String what, int[] bad) {
        open(version).send(connect(version).clientId(bytes(bad))).expectRefusedOrClosed();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badStrings")
    @Normative({"MQTT5-1.5.4-1", "MQTT5-3.1.3-12", "MQTT311-1.5.3-1", "MQTT311-3.1.3-11"})
    @Checklist(5)
    void an_ill_formed_user_name_closes_the_connection(MqttVersion version, String what, int[] bad) {
        open(version).send(connect(version, clientId()).username(bytes(bad))).expectRefusedOrClosed();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badStrings")
    @Normative({"MQTT5-3.1.3-11", "MQTT311-3.1.3-10"})
    void an_ill_formed_will_topic_closes_the_connection(MqttVersion version, String what, int[] bad) {
        WillSpec will = WillSpec.will("", "x").withTopic(bytes(bad));
        open(version).send(connect(version, clientId()).will(will)).expectRefusedOrClosed();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badStrings")
    @Normative({"MQTT5-3.3.2-1", "MQTT5-4.7.3-2", "MQTT311-3.3.2-1", "MQTT311-4.7.3-2", "MQTT311-1.5.3-2"})
    @Checklist(5)
    void an_ill_formed_topic_name_ends_the_connection(MqttVersion version, String what, int[] bad) {
        connected(version).send(publish("").topic(bytes(bad))).expectEnd(0x81);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badStrings")
    @Normative({"MQTT5-3.8.3-1", "MQTT5-4.7.3-2", "MQTT311-3.8.3-1", "MQTT311-4.7.3-2"})
    void an_ill_formed_filter_in_subscribe_ends_the_connection(MqttVersion version, String what, int[] bad) {
        connected(version).sendSubscribe(filters(1).filter(bytes(bad), 0)).expectEnd(0x81);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badStrings")
    @Normative({"MQTT5-3.10.3-1", "MQTT311-3.10.3-1"})
    void an_ill_formed_filter_in_unsubscribe_ends_the_connection(MqttVersion version, String what, int[] bad) {
        connected(version).sendUnsubscribe(filters(1).filter(bytes(bad))).expectEnd(0x81);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badStringsOfVersion5")
    @Normative("MQTT5-1.5.7-1")
    void an_ill_formed_user_property_ends_the_connection(MqttVersion version, String what, int[] bad) {
        for (byte[] pair : new byte[][] {
            Wire.wire().u8(0x26).binary(bytes(bad)).string("value").bytes(),
            Wire.wire().u8(0x26).string("name").binary(bytes(bad)).bytes()
        }) {
            byte[] body = Wire.wire()
                    .string(topic())
                    .varInt(pair.length)
                    .raw(pair)
                    .raw('x')
                    .bytes();
            connected(version).send(Wire.packet(0x30, body)).expectEnd(0x81);
        }
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badStringsOfVersion5")
    @Normative({"MQTT5-3.3.2-13", "MQTT5-3.3.2-19"})
    void an_ill_formed_response_topic_or_content_type_ends_the_connection(MqttVersion version, String what, int[] bad) {
        for (Prop prop : new Prop[] {Prop.RESPONSE_TOPIC, Prop.CONTENT_TYPE}) {
            byte[] property = Wire.wire().u8(prop.id()).binary(bytes(bad)).bytes();
            byte[] body = Wire.wire()
                    .string(topic())
                    .varInt(property.length)
                    .raw(property)
                    .bytes();
            connected(version).send(Wire.packet(0x30, body)).expectEnd(0x81, 0x90);
        }
    }

    @Test
    @Normative({"MQTT5-1.5.4-3", "MQTT311-1.5.3-3"})
    void the_byte_order_mark_is_an_ordinary_character() {
        String plain = topic();
        String marked = "\uFEFF" + plain;
        for (MqttVersion version : MqttVersion.values()) {
            RawMqttClient client = connected(version);
            client.subscribe(plain, 0);
            client.subscribe(marked, 0);
            client.publish(marked, "with mark");
            Packet received = client.receive("with mark");
            assertThat(received.topic()).isEqualTo(marked);
            client.publish(plain, "without mark");
            client.receive("without mark");
            client.expectOnlyPong();
        }
    }

    @Test
    @Normative("MQTT5-1.5.4-3")
    void the_byte_order_mark_stays_in_user_properties() {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, 0);
        client.publish(publish(topic, "x").user("\uFEFFname", "\uFEFF"));
        assertThat(client.receive().props().userProperties()).containsExactly(Map.entry("\uFEFFname", "\uFEFF"));
    }

    @Test
    @Normative({"MQTT5-4.7.3-4", "MQTT311-4.7.3-4"})
    void every_assigned_plane_of_unicode_is_carried_unchanged() {
        String topic = topic() + "/é€😀/\u4e2d\u6587/" + new String(Character.toChars(0x10FFFD));
        for (MqttVersion version : MqttVersion.values()) {
            RawMqttClient client = connected(version);
            client.subscribe(topic, 0);
            client.publish(topic, "x");
            assertThat(client.receive().topic()).isEqualTo(topic);
        }
    }

    @Test
    @Normative("MQTT5-1.5.4-1")
    void bad_bytes_from_one_client_never_reach_another() {
        String topic = topic();
        RawMqttClient healthy = connected(MqttVersion.V5);
        healthy.subscribe("#", 0);
        RawMqttClient offender = connected(MqttVersion.V311);
        offender.send(publish("").topic(Wire.wire().string(topic).raw(0xFF).bytes()))
                .expectEnd();
        connected(MqttVersion.V311).publish(topic, "marker");
        Packet packet = healthy.expect(PacketKind.PUBLISH);
        while (!packet.topic().equals(topic)) {
            packet = healthy.expect(PacketKind.PUBLISH);
        }
        assertThat(packet.text()).isEqualTo("marker");
    }
}
