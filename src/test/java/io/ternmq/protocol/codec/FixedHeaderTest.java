package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static io.ternmq.protocol.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedHeaderTest {

    @ParameterizedTest
    @ValueSource(ints = {0x11, 0x18, 0x1F})
    @Normative({"MQTT5-2.1.3-1", "MQTT311-2.2.2-1", "MQTT311-2.2.2-2"})
    void reserved_flags_of_connect_are_refused(int firstByte) {
        Decoding.first(Bytes.connect(4, 2).string("c").packet(firstByte)).isMalformed("CONNECT: flags");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x41, 0x42, 0x51, 0x58, 0x60, 0x61, 0x63, 0x6A, 0x71, 0x78})
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.6.1-1", "MQTT311-2.2.2-2", "MQTT311-3.6.1-1"})
    void reserved_flags_of_acknowledgements_are_refused(int firstByte) {
        for (ProtocolVersion version : new ProtocolVersion[] {MQTT_3_1_1, MQTT_5}) {
            Decoding.byServer(version, Bytes.of().u16(1).packet(firstByte)).isMalformed("flags");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x81, 0x83, 0x8A})
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.8.1-1", "MQTT311-3.8.1-1"})
    void flags_of_subscribe_other_than_2_are_refused(int firstByte) {
        Bytes body3 = Bytes.of().u16(1).string("a").u8(0);
        Decoding.byServer(MQTT_3_1_1, body3.packet(firstByte)).isMalformed("SUBSCRIBE: flags");
        Bytes body5 = Bytes.of().u16(1).varint(0).string("a").u8(0);
        Decoding.byServer(MQTT_5, body5.packet(firstByte)).isMalformed("SUBSCRIBE: flags");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xA0, 0xA1, 0xA3, 0xAA})
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.10.1-1", "MQTT311-3.10.1-1"})
    void flags_of_unsubscribe_other_than_2_are_refused(int firstByte) {
        Decoding.byServer(MQTT_3_1_1, Bytes.of().u16(1).string("a").packet(firstByte))
                .isMalformed("UNSUBSCRIBE: flags");
        Decoding.byServer(MQTT_5, Bytes.of().u16(1).varint(0).string("a").packet(firstByte))
                .isMalformed("UNSUBSCRIBE: flags");
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1_1", "MQTT_5"})
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.14.1-1", "MQTT311-3.14.1-1"})
    void reserved_flags_of_disconnect_and_ping_are_refused(ProtocolVersion version) {
        Decoding.byServer(version, hex("E1 00")).isMalformed("DISCONNECT: flags");
        Decoding.byServer(version, hex("C4 00")).isMalformed("PINGREQ: flags");
    }

    @Test
    @Normative({"MQTT5-2.1.3-1", "MQTT5-3.15.1-1"})
    void reserved_flags_of_auth_are_refused() {
        Decoding.byServer(MQTT_5, hex("F1 00")).isMalformed("AUTH: flags");
    }

    @Test
    void in_3_1_a_repeated_subscribe_may_say_so() {
        Decoding.byServer(MQTT_3_1, Bytes.of().u16(1).string("a").u8(0).packet(0x8A))
                .isPacket(Subscribe.class);
        Decoding.byServer(MQTT_3_1, Bytes.of().u16(1).string("a").u8(0).packet(0x80))
                .isMalformed("SUBSCRIBE: flags");
    }

    @Test
    void in_3_1_the_flags_of_disconnect_mean_nothing() {
        Decoding.byServer(MQTT_3_1, hex("E2 00")).isPacket(Disconnect.class);
    }

    @Test
    void packet_type_0_is_refused_by_its_first_byte() {
        Decoding.byServer(MQTT_5, hex("00")).isMalformed("packet type 0");
        Decoding.first(hex("02")).isMalformed("packet type 0");
    }

    @Test
    void packet_type_15_does_not_exist_before_version_5() {
        Decoding.byServer(MQTT_3_1_1, hex("F0")).isMalformed("packet type 15");
        Decoding.byServer(MQTT_3_1, hex("F0")).isMalformed("packet type 15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "40", "82", "A2", "C0", "E0", "F0", "60"})
    @Normative({"MQTT5-3.1.0-1", "MQTT311-3.1.0-1"})
    void nothing_may_come_before_connect(String firstByte) {
        Decoding.first(hex(firstByte)).isProtocolError("comes before CONNECT");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-3.1.0-2", "MQTT311-3.1.0-2"})
    void a_second_connect_is_a_protocol_error(ProtocolVersion version) {
        Decoding.byServer(version, hex("10")).isProtocolError("CONNECT: comes a second time");
    }

    @Test
    @Normative({"MQTT5-3.1.0-2", "MQTT311-3.1.0-2"})
    void a_second_connect_in_the_same_bytes_is_a_protocol_error() {
        var both = Bytes.connect(5, 2).string("c").packet(0x10);
        both.writeBytes(Bytes.connect(5, 2).string("c").packet(0x10));
        Decoding decoding = Decoding.first(both);
        assertThat(decoding.packets()).hasSize(1);
        assertThat(decoding.malformed().reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(decoding.malformed().version()).isEqualTo(MQTT_5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "90", "B0", "D0"})
    void a_client_does_not_send_what_servers_send(String firstByte) {
        Decoding.byServer(MQTT_5, hex(firstByte)).isProtocolError("a client does not send it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "82", "A2", "C0"})
    void a_server_does_not_send_what_clients_send(String firstByte) {
        Decoding.byClient(MQTT_5, hex(firstByte)).isProtocolError("a server does not send it");
    }

    @Test
    void a_server_says_disconnect_from_version_5_on() {
        Decoding.byClient(MQTT_3_1_1, hex("E0 00")).isProtocolError("a server does not send it");
        Decoding.byClient(MQTT_5, hex("E0 00")).isPacket(Disconnect.class);
    }

    @Test
    void a_fifth_length_byte_is_refused_when_the_fourth_announces_it() {
        Decoding.byServer(MQTT_5, hex("30 FF FF FF FF")).isMalformed("remaining length");
        Decoding.first(hex("10 80 80 80 80")).isMalformed("remaining length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0 80 00", "30 FF 80 00", "30 80 80 80 00"})
    @Normative("MQTT5-1.5.5-1")
    void a_length_with_more_bytes_than_needed_is_refused(String bytes) {
        Decoding.byServer(MQTT_5, hex(bytes)).isMalformed("remaining length");
    }

    @Test
    void a_packet_over_the_limit_is_refused_when_its_length_is_there() {
        CodecLimits limits =
                CodecLimits.builder(Role.SERVER).maxPacketBytes(100).build();
        Decoding.of(hex("30 63"), limits, MQTT_5).isRefused(ReasonCode.PACKET_TOO_LARGE, "PUBLISH: 101 bytes");
        assertThat(Decoding.of(hex("30 62"), limits, MQTT_5).end()).isEqualTo(PacketDecoder.End.NEEDS_MORE);
    }

    @Test
    void a_connect_has_a_limit_of_its_own() {
        CodecLimits limits = CodecLimits.builder(Role.SERVER)
                .maxConnectBytes(64 * 1024)
                .maxPacketBytes(Varint.MAX_PACKET_BYTES)
                .build();
        Decoding.of(hex("10 FF FF 03"), limits, null).isRefused(ReasonCode.PACKET_TOO_LARGE, "CONNECT: 65539 bytes");
        assertThat(Decoding.of(hex("10 FC FF 03"), limits, null).end()).isEqualTo(PacketDecoder.End.NEEDS_MORE);
    }

    @Test
    void the_longest_packet_of_mqtt_is_waited_for() {
        Decoding decoding = Decoding.byServer(MQTT_5, hex("30 FF FF FF 7F"));
        assertThat(decoding.end()).isEqualTo(PacketDecoder.End.NEEDS_MORE);
    }

    @Test
    void lengths_that_a_type_cannot_have_are_refused_before_the_body_comes() {
        Decoding.byServer(MQTT_5, hex("C0 01")).isMalformed("PINGREQ: remaining length is 1");
        Decoding.byServer(MQTT_3_1_1, hex("40 03")).isMalformed("PUBACK: remaining length is 3");
        Decoding.byServer(MQTT_3_1_1, hex("E0 01")).isMalformed("DISCONNECT: remaining length is 1");
        Decoding.byServer(MQTT_5, hex("40 01")).isMalformed("PUBACK: remaining length is 1");
        Decoding.byServer(MQTT_5, hex("82 01")).isMalformed("SUBSCRIBE: remaining length is 1");
        Decoding.byClient(MQTT_3_1_1, hex("B0 03")).isMalformed("UNSUBACK: remaining length is 3");
    }
}
