package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.From311;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.Version3;
import io.ternmq.conformance.harness.WillSpec;
import io.ternmq.conformance.harness.Wire;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CONNECTs that break the format: the connection is closed, in MQTT 3.x without any answer, in MQTT 5 possibly after a CONNACK
 * with an error code.
 */
class MalformedConnectTest extends BrokerTestCase {

    private static final int WILL_FLAG = 0x04;
    private static final int PASSWORD_FLAG = 0x40;
    private static final int USER_NAME_FLAG = 0x80;

    @From311
    @Normative({"MQTT5-3.1.2-3", "MQTT311-3.1.2-3", "MQTT311-3.1.4-1", "MQTT311-3.2.2-6"})
    void the_reserved_connect_flag_closes(MqttVersion version) {
        open(version).send(connect(version, clientId()).forceFlags(0x01)).expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.2-11", "MQTT311-3.1.2-11", "MQTT311-3.1.2-13"})
    void a_will_qos_without_a_will_closes(MqttVersion version) {
        for (int qos = 1; qos <= 3; qos++) {
            open(version)
                    .send(connect(version, clientId()).forceFlags(qos << 3))
                    .expectRefusedOrClosed();
        }
    }

    @From311
    @Normative({"MQTT5-3.1.2-13", "MQTT311-3.1.2-11", "MQTT311-3.1.2-15"})
    void will_retain_without_a_will_closes(MqttVersion version) {
        open(version).send(connect(version, clientId()).forceFlags(0x20)).expectRefusedOrClosed();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-12", "MQTT311-3.1.2-14"})
    void a_will_qos_of_3_closes(MqttVersion version) {
        WillSpec will = WillSpec.will(topic(), "x").withQos(3);
        open(version).send(connect(version, clientId()).will(will)).expectRefusedOrClosed();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-9", "MQTT311-3.1.2-9", "MQTT311-3.1.4-1"})
    void the_will_flag_without_a_will_closes(MqttVersion version) {
        open(version).send(connect(version, clientId()).forceFlags(WILL_FLAG)).expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.4-1", "MQTT311-3.1.2-11"})
    void a_will_without_its_flag_closes(MqttVersion version) {
        WillSpec will = WillSpec.will(topic(), "x");
        open(version)
                .send(connect(version, clientId()).will(will).dropFlags(WILL_FLAG))
                .expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.2-16", "MQTT311-3.1.2-18"})
    void a_user_name_without_its_flag_closes(MqttVersion version) {
        open(version)
                .send(connect(version, clientId()).username("x").dropFlags(USER_NAME_FLAG))
                .expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.2-17", "MQTT311-3.1.2-19"})
    void the_user_name_flag_without_a_user_name_closes(MqttVersion version) {
        open(version)
                .send(connect(version, clientId()).forceFlags(USER_NAME_FLAG))
                .expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.2-18", "MQTT311-3.1.2-20"})
    void a_password_without_its_flag_closes(MqttVersion version) {
        open(version)
                .send(connect(version, clientId()).username("x").password("y").dropFlags(PASSWORD_FLAG))
                .expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.2-19", "MQTT311-3.1.2-21"})
    void the_password_flag_without_a_password_closes(MqttVersion version) {
        open(version)
                .send(connect(version, clientId()).username("x").forceFlags(PASSWORD_FLAG))
                .expectRefusedOrClosed();
    }

    @Version3
    @Normative("MQTT311-3.1.2-22")
    void a_password_without_a_user_name_closes_in_3(MqttVersion version) {
        open(version).send(connect(version, clientId()).password("x")).expectRefusedOrClosed();
    }

    @From311
    @Normative({"MQTT5-3.1.3-3", "MQTT5-3.1.4-1", "MQTT311-3.1.3-3", "MQTT311-3.1.4-1"})
    void a_connect_cut_short_anywhere_closes(MqttVersion version) {
        byte[] whole = connect(version, clientId())
                .will(WillSpec.will(topic(), "payload"))
                .username("user")
                .password("password")
                .bytes();
        for (int body = 0; body < whole.length - 2; body += body < 20 ? 1 : 5) {
            byte[] shortened = Arrays.copyOfRange(whole, 2, 2 + body);
            open(version).send(Wire.packet(0x10, shortened)).expectRefusedOrClosed();
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-1", "MQTT311-3.1.4-1"})
    void bytes_after_the_payload_close(MqttVersion version) {
        byte[] whole = connect(version, clientId()).bytes();
        byte[] longer = Wire.wire()
                .raw(Arrays.copyOfRange(whole, 2, whole.length))
                .u8(0)
                .bytes();
        open(version).send(Wire.packet(0x10, longer)).expectRefusedOrClosed();
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.3-1", "MQTT5-3.1.3-11", "MQTT311-4.7.3-1"})
    void an_empty_will_topic_closes(MqttVersion version) {
        open(version)
                .send(connect(version, clientId()).will(WillSpec.will("", "x")))
                .expectRefusedOrClosed();
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.0-1", "MQTT311-4.7.1-1"})
    void a_will_topic_with_a_wildcard_closes(MqttVersion version) {
        for (String topic : new String[] {"a/#", "#", "+", "a/+/b"}) {
            open(version)
                    .send(connect(version, clientId()).will(WillSpec.will(topic, "x")))
                    .expectRefusedOrClosed();
        }
    }

    static Stream<Props> badProperties() {
        return Stream.of(
                Props.of(Prop.RECEIVE_MAXIMUM, 0),
                Props.of(Prop.MAXIMUM_PACKET_SIZE, 0L),
                Props.of(Prop.REQUEST_PROBLEM_INFORMATION, 2),
                Props.of(Prop.REQUEST_RESPONSE_INFORMATION, 2),
                Props.of(Prop.AUTHENTICATION_DATA, new byte[] {1}),
                Props.of(Prop.SESSION_EXPIRY_INTERVAL, 1L).with(Prop.SESSION_EXPIRY_INTERVAL, 1L),
                Props.of(Prop.RECEIVE_MAXIMUM, 5).with(Prop.RECEIVE_MAXIMUM, 5),
                Props.of(Prop.MAXIMUM_PACKET_SIZE, 500L).with(Prop.MAXIMUM_PACKET_SIZE, 500L),
                Props.of(Prop.TOPIC_ALIAS_MAXIMUM, 5).with(Prop.TOPIC_ALIAS_MAXIMUM, 5),
                Props.of(Prop.REQUEST_PROBLEM_INFORMATION, 1).with(Prop.REQUEST_PROBLEM_INFORMATION, 1),
                Props.of(Prop.REQUEST_RESPONSE_INFORMATION, 1).with(Prop.REQUEST_RESPONSE_INFORMATION, 1),
                Props.of(Prop.AUTHENTICATION_METHOD, "A").with(Prop.AUTHENTICATION_METHOD, "A"));
    }

    @ParameterizedTest
    @MethodSource("badProperties")
    @Normative({"MQTT5-3.1.4-1", "MQTT5-4.13.1-1"})
    @Checklist(43)
    void a_property_out_of_range_or_twice_closes(Props props) {
        open(MqttVersion.V5)
                .send(connect(MqttVersion.V5, clientId()).props(props))
                .expectRefusedOrClosed();
    }

    @ParameterizedTest
    @EnumSource(Prop.class)
    @Normative({"MQTT5-3.1.4-1", "MQTT5-4.13.1-1"})
    @Checklist(43)
    void a_property_of_other_packets_closes(Prop prop) {
        Object value = PropertySamples.of(prop);
        if (!prop.mayStandIn(PacketKind.CONNECT)) {
            open(MqttVersion.V5)
                    .send(connect(MqttVersion.V5, clientId()).with(prop, value))
                    .expectRefusedOrClosed();
        }
        if (!prop.mayStandInWill()) {
            WillSpec will = WillSpec.will(topic(), "x").with(prop, value);
            open(MqttVersion.V5)
                    .send(connect(MqttVersion.V5, clientId()).will(will))
                    .expectRefusedOrClosed();
        }
    }

    @Test
    @Normative("MQTT5-3.1.4-1")
    void a_will_property_twice_closes() {
        for (Prop prop : Prop.values()) {
            if (prop.mayStandInWill() && !prop.mayRepeat()) {
                Object value = PropertySamples.of(prop);
                WillSpec will = WillSpec.will(topic(), "x").with(prop, value).with(prop, value);
                open(MqttVersion.V5)
                        .send(connect(MqttVersion.V5, clientId()).will(will))
                        .expectRefusedOrClosed();
            }
        }
    }

    @Test
    @Normative({"MQTT5-2.2.2-1", "MQTT5-3.1.4-1"})
    void unknown_property_identifiers_and_wrong_lengths_close() {
        int[][] propertyBytes = {
            {1, 0x00}, {2, 0x7F, 0}, {1, 0x21}, {2, 0x21, 0}, {5, 0x21, 0, 5}, {0xFF, 0xFF, 0xFF, 0x7F}, {}
        };
        for (int[] bytes : propertyBytes) {
            byte[] body = Wire.wire()
                    .string("MQTT")
                    .u8(5)
                    .u8(2)
                    .u16(60)
                    .raw(bytes)
                    .string(clientId())
                    .bytes();
            open(MqttVersion.V5).send(Wire.packet(0x10, body)).expectRefusedOrClosed();
        }
    }
}
