package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static io.ternmq.protocol.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.RecordingReceiver.Acknowledgement;
import io.ternmq.protocol.codec.RecordingReceiver.Ping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PUBACK to PUBCOMP, CONNACK, PINGREQ, PINGRESP, DISCONNECT and AUTH, and the properties of all packets but PUBLISH. */
class ControlDecodingTest {

    @ParameterizedTest
    @CsvSource({"40,PUBACK", "50,PUBREC", "62,PUBREL", "70,PUBCOMP"})
    void an_acknowledgement_may_leave_out_code_and_properties(String firstByte, PacketType type) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            Acknowledgement acknowledgement =
                    Decoding.byServer(version, hex(firstByte + "02 1234")).isPacket(Acknowledgement.class);
            assertThat(acknowledgement)
                    .isEqualTo(new Acknowledgement(type, 0x1234, ReasonCode.SUCCESS, Properties.NONE));
        }
        assertThat(Decoding.byServer(MQTT_5, hex(firstByte + "03 1234 00")).packets())
                .containsExactly(new Acknowledgement(type, 0x1234, ReasonCode.SUCCESS, Properties.NONE));
        assertThat(Decoding.byServer(MQTT_5, hex(firstByte + "04 1234 00 00")).packets())
                .containsExactly(new Acknowledgement(type, 0x1234, ReasonCode.SUCCESS, Properties.NONE));
    }

    @ParameterizedTest
    @CsvSource({"40,97", "50,10", "62,92", "70,92"})
    void an_acknowledgement_with_code_and_properties(String firstByte, String code) {
        Acknowledgement acknowledgement = Decoding.byServer(
                        MQTT_5, hex(firstByte + "0F 0001" + code + "0B 1F 0001 61 26 0001 6B 0001 76"))
                .isPacket(Acknowledgement.class);
        assertThat(acknowledgement.reasonCode().value()).isEqualTo(Integer.parseInt(code, 16));
        assertThat(acknowledgement.properties().text(Property.REASON_STRING)).isEqualTo("a");
        assertThat(acknowledgement.properties().userProperties()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "40 03 0001 01",
                "40 03 0001 92",
                "40 03 0001 FF",
                "50 03 0001 92",
                "50 03 0001 8F",
                "62 03 0001 10",
                "62 03 0001 80",
                "70 03 0001 97",
                "70 03 0001 01"
            })
    @Normative({"MQTT5-3.4.2-1", "MQTT5-3.5.2-1", "MQTT5-3.6.2-1", "MQTT5-3.7.2-1"})
    void a_code_that_the_acknowledgement_cannot_have_is_refused(String bytes) {
        Decoding.byServer(MQTT_5, hex(bytes)).isProtocolError("reason code");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void an_acknowledgement_of_packet_identifier_0_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, hex("40 02 0000")).isProtocolError("PUBACK: packet identifier is 0");
    }

    @Test
    void bytes_behind_an_acknowledgement_are_refused() {
        Decoding.byServer(MQTT_5, hex("40 05 0001 00 00 00")).isMalformed("PUBACK: 1 bytes too many");
        Decoding.byServer(MQTT_5, hex("E0 03 00 00 00")).isMalformed("DISCONNECT: 1 bytes too many");
    }

    @Test
    void pings() {
        assertThat(Decoding.byServer(MQTT_5, hex("C0 00")).packets()).containsExactly(Ping.REQUEST);
        assertThat(Decoding.byClient(MQTT_5, hex("D0 00")).packets()).containsExactly(Ping.RESPONSE);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_disconnect_may_be_empty(ProtocolVersion version) {
        assertThat(Decoding.byServer(version, hex("E0 00")).packets()).containsExactly(Disconnect.NORMAL);
    }

    @Test
    void a_disconnect_of_5_with_everything_in_it() {
        Disconnect disconnect = Decoding.byServer(MQTT_5, hex("E0 0A 04 08 11 0000000A 1F 0000"))
                .isPacket(Disconnect.class);
        assertThat(disconnect.reasonCode()).isEqualTo(ReasonCode.DISCONNECT_WITH_WILL);
        assertThat(disconnect.properties().number(Property.SESSION_EXPIRY_INTERVAL, -1))
                .isEqualTo(10);
        assertThat(disconnect.properties().text(Property.REASON_STRING)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "87", "8B", "8D", "8E", "8F", "9A", "9C", "A2", "18"})
    @Normative("MQTT5-3.14.2-1")
    void a_client_disconnects_with_codes_of_a_client(String code) {
        Decoding.byServer(MQTT_5, hex("E0 01" + code)).isProtocolError("reason code");
    }

    @Test
    @Normative("MQTT5-3.14.2-1")
    void a_server_disconnects_with_codes_of_a_server() {
        Decoding.byClient(MQTT_5, hex("E0 01 04")).isProtocolError("reason code 4");
        for (String code : new String[] {"8B", "8D", "8E", "8F", "9C", "A2", "81", "82", "93", "98"}) {
            Decoding.byClient(MQTT_5, hex("E0 01" + code)).isPacket(Disconnect.class);
        }
    }

    @Test
    @Normative("MQTT5-3.14.2-2")
    void a_server_sends_no_session_expiry_interval() {
        Decoding.byClient(MQTT_5, hex("E0 07 00 05 11 00000001")).isProtocolError("session expiry interval");
    }

    @Test
    void an_auth_of_a_client() {
        Auth auth = Decoding.byServer(MQTT_5, hex("F0 0A 18 08 15 0001 6D 16 0001 64"))
                .isPacket(Auth.class);
        assertThat(auth.reasonCode()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
        assertThat(auth.properties().text(Property.AUTHENTICATION_METHOD)).isEqualTo("m");
        assertThat(auth.properties().binary(Property.AUTHENTICATION_DATA))
                .asString()
                .isEqualTo("d");
        assertThat(Decoding.byServer(MQTT_5, hex("F0 06 19 04 15 0001 6D"))
                        .isPacket(Auth.class)
                        .reasonCode())
                .isEqualTo(ReasonCode.REAUTHENTICATE);
    }

    @Test
    @Normative("MQTT5-3.15.2-1")
    void each_side_has_its_own_codes_of_auth() {
        Decoding.byServer(MQTT_5, hex("F0 00")).isProtocolError("does not say success");
        Decoding.byServer(MQTT_5, hex("F0 06 00 04 15 0001 6D")).isProtocolError("reason code 0");
        Decoding.byClient(MQTT_5, hex("F0 06 19 04 15 0001 6D")).isProtocolError("reason code 25");
        assertThat(Decoding.byClient(MQTT_5, hex("F0 00")).isPacket(Auth.class).reasonCode())
                .isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void an_auth_names_its_method() {
        Decoding.byServer(MQTT_5, hex("F0 01 18")).isProtocolError("no authentication method");
        Decoding.byServer(MQTT_5, hex("F0 06 18 04 16 0001 6D")).isProtocolError("no authentication method");
    }

    @Test
    void a_connack_of_every_version() {
        assertThat(Decoding.byClient(MQTT_3_1_1, hex("20 02 01 00")).packets())
                .containsExactly(new Connack(true, ReasonCode.SUCCESS, Properties.NONE));
        assertThat(Decoding.byClient(MQTT_3_1, hex("20 02 01 05")).packets())
                .containsExactly(new Connack(false, ReasonCode.NOT_AUTHORIZED, Properties.NONE));
        Connack connack =
                Decoding.byClient(MQTT_5, hex("20 08 00 00 05 27 00000064")).isPacket(Connack.class);
        assertThat(connack.properties().number(Property.MAXIMUM_PACKET_SIZE, 0)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "1,UNSUPPORTED_PROTOCOL_VERSION",
        "2,CLIENT_IDENTIFIER_NOT_VALID",
        "3,SERVER_UNAVAILABLE",
        "4,BAD_USER_NAME_OR_PASSWORD",
        "5,NOT_AUTHORIZED"
    })
    void return_codes_of_3_x_become_reason_codes(int returnCode, ReasonCode reasonCode) {
        assertThat(Decoding.byClient(MQTT_3_1_1, hex("20 02 00 0" + returnCode))
                        .isPacket(Connack.class)
                        .reasonCode())
                .isEqualTo(reasonCode);
    }

    @Test
    @Normative({"MQTT5-3.2.2-1", "MQTT5-3.2.2-6", "MQTT5-3.2.2-8", "MQTT311-3.2.2-4"})
    void a_connack_that_contradicts_itself_is_refused() {
        Decoding.byClient(MQTT_5, hex("20 03 02 00 00")).isMalformed("reserved acknowledge flags");
        Decoding.byClient(MQTT_5, hex("20 03 01 87 00")).isProtocolError("session present with a refusal");
        Decoding.byClient(MQTT_3_1_1, hex("20 02 01 05")).isProtocolError("session present with a refusal");
        Decoding.byClient(MQTT_5, hex("20 03 00 04 00")).isProtocolError("reason code 4");
        Decoding.byClient(MQTT_3_1_1, hex("20 02 00 06")).isMalformed("return code 6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 00000001 11 00000001",
                "21 0001 21 0001",
                "27 00000001 27 00000001",
                "22 0001 22 0001",
                "19 01 19 01",
                "17 01 17 01",
                "15 0001 61 15 0001 61",
                "15 0001 61 16 0000 16 0000"
            })
    @Normative("MQTT5-3.1.4-1")
    void a_property_of_connect_that_comes_twice_is_a_protocol_error(String properties) {
        connect(properties).isProtocolError("comes twice");
    }

    @ParameterizedTest
    @CsvSource({
        "21 0000,RECEIVE_MAXIMUM is 0",
        "27 00000000,MAXIMUM_PACKET_SIZE is 0",
        "17 02,REQUEST_PROBLEM_INFORMATION is 2",
        "19 FF,REQUEST_RESPONSE_INFORMATION is 255"
    })
    @Normative("MQTT5-3.1.4-1")
    void a_property_of_connect_out_of_its_range_is_a_protocol_error(String properties, String problem) {
        connect(properties).isProtocolError(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00",
                "02 00000001",
                "03 0000",
                "08 0001 61",
                "09 0000",
                "0B 01",
                "12 0000",
                "13 0001",
                "18 00000001",
                "1A 0000",
                "1C 0000",
                "1F 0000",
                "23 0001",
                "24 01",
                "25 01",
                "28 01",
                "29 01",
                "2A 01"
            })
    @Normative("MQTT5-3.1.4-1")
    void a_property_of_other_packets_makes_a_connect_malformed(String property) {
        connect(property).isMalformed("has no place in CONNECT");
    }

    @Test
    void the_largest_values_are_unsigned() {
        Connect connect = connect("11 FFFFFFFF 21 FFFF 27 FFFFFFFF 22 FFFF").isPacket(Connect.class);
        assertThat(connect.sessionExpirySeconds()).isEqualTo(0xFFFFFFFFL);
        assertThat(connect.properties().number(Property.RECEIVE_MAXIMUM, 0)).isEqualTo(65535);
        assertThat(connect.properties().number(Property.MAXIMUM_PACKET_SIZE, 0)).isEqualTo(0xFFFFFFFFL);
    }

    private static Decoding connect(String properties) {
        return Decoding.first(Bytes.of()
                .raw("0004 4D515454 05 02 003C")
                .properties(Bytes.of().raw(properties))
                .string("c")
                .packet(0x10));
    }

    @Test
    void user_properties_have_limits() {
        CodecLimits.Builder limits = CodecLimits.builder(Role.SERVER);
        String disconnect = "E0 10 00 0E 26 0001 6B 0001 76 26 0001 6B 0001 76";
        Decoding.of(hex(disconnect), limits.maxUserProperties(1).build(), MQTT_5)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "more than 1 user properties");
        Decoding.of(
                        hex(disconnect),
                        limits.maxUserProperties(2).maxUserPropertyBytes(11).build(),
                        MQTT_5)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "more than 11 bytes");
        Decoding.of(hex(disconnect), limits.maxUserPropertyBytes(12).build(), MQTT_5)
                .isPacket(Disconnect.class);
    }

    @ParameterizedTest
    @CsvSource({
        "24,MAXIMUM_QOS",
        "25,RETAIN_AVAILABLE",
        "28,WILDCARD_SUBSCRIPTION_AVAILABLE",
        "29,SUBSCRIPTION_IDENTIFIER_AVAILABLE",
        "2A,SHARED_SUBSCRIPTION_AVAILABLE"
    })
    void switches_of_connack_are_0_or_1(String id, Property property) {
        Decoding.byClient(MQTT_5, hex("20 05 00 00 02" + id + "02")).isProtocolError(property + " is 2");
        Connack connack =
                Decoding.byClient(MQTT_5, hex("20 05 00 00 02" + id + "01")).isPacket(Connack.class);
        assertThat(connack.properties().number(property, 0)).isEqualTo(1);
    }
}
