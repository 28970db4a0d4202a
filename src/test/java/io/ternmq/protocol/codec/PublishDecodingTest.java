package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.RecordingReceiver.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishDecodingTest {

    private static ByteBuf withProperties(Bytes properties) {
        return Bytes.of().string("t").properties(properties).raw("70").packet(0x30);
    }

    /** The example of 3.1.1, figure 3.11. */
    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1", "MQTT_3_1_1"})
    @Normative({"MQTT5-3.3.2-1", "MQTT311-3.3.2-1"})
    void a_publish_of_3_x(ProtocolVersion version) {
        Message message = Decoding.byServer(version, Bytes.hex("3B 09 0003 612F62 000A 6869"))
                .isPacket(Message.class);
        assertThat(message).isEqualTo(new Message("a/b", Qos.AT_LEAST_ONCE, true, true, 10, 0, -1, "", "6869"));
    }

    @Test
    @Normative({"MQTT5-2.2.1-2", "MQTT311-2.3.1-5"})
    void at_qos_0_there_is_no_packet_identifier() {
        Message message =
                Decoding.byServer(MQTT_5, Bytes.hex("30 06 0001 61 00 0001")).isPacket(Message.class);
        assertThat(message).isEqualTo(new Message("a", Qos.AT_MOST_ONCE, false, false, 0, 0, -1, "", "0001"));
    }

    @Test
    void a_payload_may_be_empty() {
        assertThat(Decoding.byServer(MQTT_3_1_1, Bytes.hex("31 03 0001 61"))
                        .isPacket(Message.class)
                        .payload())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-3.3.1-4", "MQTT311-3.3.1-4"})
    void qos_3_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.of().string("a").u16(1).u8(0).packet(0x36))
                .isMalformed("QoS 3");
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1_1", "MQTT_5"})
    @Normative({"MQTT5-3.3.1-2", "MQTT311-3.3.1-2"})
    void a_duplicate_at_qos_0_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.of().string("a").u8(0).packet(0x38)).isMalformed("DUP");
    }

    @Test
    void in_3_1_dup_at_qos_0_means_nothing() {
        Message message =
                Decoding.byServer(MQTT_3_1, Bytes.of().string("a").packet(0x38)).isPacket(Message.class);
        assertThat(message.duplicate()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-2.2.1-3", "MQTT311-2.3.1-1"})
    void packet_identifier_0_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.of().string("a").u16(0).u8(0).packet(0x32))
                .isProtocolError("packet identifier is 0");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void every_part_that_is_cut_off_is_named(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.hex("30 02 0001")).isMalformed("PUBLISH: topic name is cut off");
        Decoding.byServer(version, Bytes.hex("32 04 0001 61 00")).isMalformed("packet identifier is cut off");
    }

    @Test
    void properties_that_are_cut_off_are_refused() {
        Decoding.byServer(MQTT_5, Bytes.hex("30 03 0001 61")).isMalformed("property length is cut off");
        Decoding.byServer(MQTT_5, Bytes.hex("30 05 0001 61 02 01")).isMalformed("properties is cut off");
        Decoding.byServer(MQTT_5, Bytes.hex("30 05 0001 61 80 00")).isMalformed("property length is no variable");
        Decoding.byServer(MQTT_5, Bytes.hex("30 06 0001 61 01 01 01"))
                .isMalformed("payload format indicator is cut off");
        Decoding.byServer(MQTT_5, Bytes.hex("30 08 0001 61 03 02 00 00 01"))
                .isMalformed("message expiry interval is cut off");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-3.3.2-2", "MQTT5-4.7.0-1", "MQTT311-3.3.2-2", "MQTT311-4.7.1-1"})
    void wildcards_in_the_topic_are_refused(ProtocolVersion version) {
        for (String topic : new String[] {"+", "#", "a/+", "a+", "a/#", "sport/tennis/player1/#"}) {
            Decoding.byServer(version, Bytes.of().string(topic).u8(0).packet(0x30))
                    .isRefused(ReasonCode.TOPIC_NAME_INVALID, "topic name has a wildcard");
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-4.7.3-1", "MQTT311-4.7.3-1"})
    void an_empty_topic_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.of().string("").u8(0).packet(0x30)).isProtocolError("topic name is empty");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-4.7.3-2", "MQTT5-1.5.4-2", "MQTT311-4.7.3-2", "MQTT311-1.5.3-2"})
    void a_null_character_in_the_topic_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.of().string("a\0b").u8(0).packet(0x30)).isMalformed("not valid UTF-8");
        Decoding.byServer(
                        version,
                        Bytes.of().string("a longer topic with\0in it").u8(0).packet(0x30))
                .isMalformed("not valid UTF-8");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-1.5.4-1", "MQTT5-3.3.2-1", "MQTT311-1.5.3-1", "MQTT311-3.3.2-1"})
    void a_topic_that_is_no_utf8_is_refused(ProtocolVersion version) {
        Decoding.byServer(
                        version,
                        Bytes.of()
                                .data((byte) 'a', (byte) 0xED, (byte) 0xBF, (byte) 0xBF)
                                .u8(0)
                                .packet(0x30))
                .isMalformed("not valid UTF-8");
    }

    @Test
    @Normative({"MQTT5-4.7.3-4", "MQTT311-4.7.3-4"})
    void topics_are_not_normalised() {
        String composed = "caf\u00E9";
        String apart = "cafe\u0301";
        ByteBuf bytes = Bytes.of().string(composed).packet(0x30);
        bytes.writeBytes(Bytes.of().string(apart).packet(0x30))
                .writeBytes(Bytes.of().string("CAFE").packet(0x30));
        assertThat(Decoding.byServer(MQTT_3_1_1, bytes).packets())
                .extracting(packet -> ((Message) packet).topic())
                .containsExactly(composed, apart, "CAFE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "//", "a/", "/a", " ", "$SYS/x", "a b/c", "accents \u00E9\u20AC\uD83D\uDE00"})
    void unusual_topics_are_topics(String topic) {
        assertThat(Decoding.byServer(MQTT_3_1_1, Bytes.of().string(topic).packet(0x30))
                        .isPacket(Message.class)
                        .topic())
                .isEqualTo(topic);
    }

    @Test
    @Normative({"MQTT5-4.7.3-3", "MQTT311-4.7.3-3"})
    void a_topic_of_65535_bytes_is_read() {
        String topic = "t".repeat(65535);
        assertThat(Decoding.byServer(MQTT_3_1_1, Bytes.of().string(topic).packet(0x30))
                        .isPacket(Message.class)
                        .topic())
                .isEqualTo(topic);
    }

    @Test
    void levels_and_bytes_of_a_topic_have_limits_though_it_is_cached() {
        CodecLimits wide = CodecLimits.widest(Role.SERVER);
        CodecLimits shallow = wide.change().maxTopicLevels(3).build();
        CodecLimits brief = wide.change().maxTopicBytes(6).build();
        PacketDecoder decoder = new PacketDecoder(new TopicCache(16));
        for (int round = 0; round < 2; round++) {
            RecordingReceiver receiver = new RecordingReceiver();
            decoder.decode(Bytes.of().string("a/b/c").packet(0x30), shallow, MQTT_3_1_1, receiver);
            decoder.decode(Bytes.of().string("a/b/c/d").packet(0x30), shallow, MQTT_3_1_1, receiver);
            assertThat(receiver.packets).hasSize(1);
            assertThat(receiver.malformed.reasonCode()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
            assertThat(receiver.malformed.detail()).contains("too many levels");
            decoder.decode(Bytes.of().string("a/b/c/d").packet(0x30), brief, MQTT_3_1_1, receiver);
            assertThat(receiver.packets).hasSize(1);
            assertThat(receiver.malformed.reasonCode()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
            // Now it gets into the cache.
            decoder.decode(Bytes.of().string("a/b/c/d").packet(0x30), wide, MQTT_3_1_1, receiver);
            assertThat(receiver.packets).hasSize(2);
        }
    }

    @Test
    @Normative({
        "MQTT5-3.3.2-15",
        "MQTT5-3.3.2-16",
        "MQTT5-3.3.2-17",
        "MQTT5-3.3.2-18",
        "MQTT5-3.3.2-20",
        "MQTT5-3.3.2-4"
    })
    void all_properties_are_noted_or_kept_for_forwarding() {
        Bytes properties = Bytes.of()
                .raw("01 01 23 0007 02 000000FF")
                .u8(0x08)
                .string("r/t")
                .u8(0x09)
                .data((byte) 0);
        properties
                .u8(0x26)
                .string("k")
                .string("1")
                .u8(0x03)
                .string("text")
                .u8(0x26)
                .string("k")
                .string("0");
        Message message = Decoding.byServer(MQTT_5, withProperties(properties)).isPacket(Message.class);
        assertThat(message.topicAlias()).isEqualTo(7);
        assertThat(message.messageExpirySeconds()).isEqualTo(255);
        assertThat(message.forwardedProperties())
                .isEqualTo(
                        "0101" + "080003722f74" + "09000100" + "2600016b000131" + "03000474657874" + "2600016b000130");
        assertThat(message.payload()).isEqualTo("70");
    }

    @Test
    void an_alias_alone_stands_for_the_topic() {
        Message message = Decoding.byServer(
                        MQTT_5, Bytes.of().string("").raw("03 23 0007").packet(0x30))
                .isPacket(Message.class);
        assertThat(message.topic()).isEmpty();
        assertThat(message.topicAlias()).isEqualTo(7);
    }

    @Test
    @Normative("MQTT5-3.3.2-8")
    void alias_0_is_refused() {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().raw("23 0000")))
                .isRefused(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias is 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00 01 00",
                "02 00000001 02 00000001",
                "03 0000 03 0000",
                "08 0001 61 08 0001 61",
                "09 0000 09 0000",
                "23 0001 23 0001"
            })
    void a_property_that_comes_twice_is_a_protocol_error(String properties) {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().raw(properties))).isProtocolError("comes twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 00000001",
                "12 0001 61",
                "13 0001",
                "15 0001 61",
                "16 0001 61",
                "17 01",
                "18 00000001",
                "19 01",
                "1A 0001 61",
                "1C 0001 61",
                "1F 0001 61",
                "21 0001",
                "22 0001",
                "24 01",
                "25 01",
                "27 00000001",
                "28 01",
                "29 01",
                "2A 01"
            })
    void a_property_of_other_packets_makes_it_malformed(String property) {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().raw(property))).isMalformed("has no place in PUBLISH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "04 00", "2B 00", "7F", "80 01", "FF FF FF 7F"})
    void an_unknown_property_makes_it_malformed(String property) {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().raw(property)))
                .isMalformed("no property has the identifier");
    }

    @Test
    @Normative("MQTT5-3.3.4-6")
    void a_client_sends_no_subscription_identifier() {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().raw("0B 01")))
                .isProtocolError("a client sends no subscription identifier");
    }

    @Test
    void a_server_may_send_several_subscription_identifiers() {
        Message message = Decoding.byClient(MQTT_5, withProperties(Bytes.of().raw("0B 01 03 0000 0B 8001 0B 05 01 00")))
                .isPacket(Message.class);
        assertThat(message.forwardedProperties()).isEqualTo("0300000100");
        Decoding.byClient(MQTT_5, withProperties(Bytes.of().raw("0B 00")))
                .isProtocolError("subscription identifier is 0");
    }

    @Test
    void a_payload_format_indicator_is_0_or_1() {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().raw("01 02")))
                .isProtocolError("PAYLOAD_FORMAT_INDICATOR is 2");
    }

    @Test
    void a_payload_that_is_said_to_be_text_must_be() {
        ByteBuf bytes = Bytes.of().string("t").raw("02 01 01 61 FF").packet(0x30);
        Decoding.byServer(MQTT_5, bytes.duplicate())
                .isRefused(ReasonCode.PAYLOAD_FORMAT_INVALID, "payload is said to be UTF-8");
        CodecLimits lenient =
                CodecLimits.builder(Role.SERVER).verifyPayloadFormat(false).build();
        Decoding.of(bytes.duplicate(), lenient, MQTT_5).isPacket(Message.class);
        Decoding.byServer(MQTT_5, Bytes.of().string("t").raw("02 01 00 61 FF").packet(0x30))
                .isPacket(Message.class);
        // U+0000 is forbidden in strings, not in text.
        Decoding.byServer(MQTT_5, Bytes.of().string("t").raw("02 01 01 61 00").packet(0x30))
                .isPacket(Message.class);
    }

    @Test
    @Normative({"MQTT5-3.3.2-13", "MQTT5-3.3.2-14", "MQTT5-4.7.0-1"})
    void a_response_topic_is_a_topic_name() {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().u8(8).string("a/+")))
                .isRefused(ReasonCode.TOPIC_NAME_INVALID, "response topic has a wildcard");
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().u8(8).string("a/#")))
                .isRefused(ReasonCode.TOPIC_NAME_INVALID, "response topic has a wildcard");
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().u8(8).string("")))
                .isRefused(ReasonCode.TOPIC_NAME_INVALID, "response topic is empty");
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().u8(8).data((byte) 0xFF)))
                .isMalformed("response topic is not valid UTF-8");
    }

    @Test
    @Normative({"MQTT5-3.3.2-19", "MQTT5-1.5.7-1"})
    void strings_among_the_properties_are_utf8() {
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().u8(3).data((byte) 0xC0, (byte) 0x80)))
                .isMalformed("content type is not valid UTF-8");
        Decoding.byServer(
                        MQTT_5,
                        withProperties(Bytes.of().u8(0x26).data((byte) 0xFF).string("v")))
                .isMalformed("user property name is not valid UTF-8");
        Decoding.byServer(MQTT_5, withProperties(Bytes.of().u8(0x26).string("k").string("\0")))
                .isMalformed("user property value is not valid UTF-8");
    }

    @Test
    void user_properties_have_limits() {
        Bytes three = Bytes.of();
        for (int i = 0; i < 3; i++) {
            three.u8(0x26).string("name").string("value");
        }
        ByteBuf bytes = withProperties(three);
        CodecLimits.Builder limits = CodecLimits.builder(Role.SERVER);
        Decoding.of(bytes.duplicate(), limits.maxUserProperties(2).build(), MQTT_5)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "more than 2 user properties");
        Decoding.of(
                        bytes.duplicate(),
                        limits.maxUserProperties(3).maxUserPropertyBytes(38).build(),
                        MQTT_5)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "more than 38 bytes of user properties");
        Decoding.of(bytes.duplicate(), limits.maxUserPropertyBytes(39).build(), MQTT_5)
                .isPacket(Message.class);
        Decoding.of(bytes.duplicate(), limits.maxStringBytes(4).build(), MQTT_5)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "user property value is longer than 4 bytes");
    }
}
