package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.Will;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectDecodingTest {

    /** The non-normative example of 3.1.1, figure 3.6, with its payload in the order of section 3.1.3. */
    @Test
    @Normative({
        "MQTT5-3.1.3-1",
        "MQTT5-3.1.3-3",
        "MQTT311-3.1.3-1",
        "MQTT311-3.1.3-3",
        "MQTT5-3.1.2-9",
        "MQTT311-3.1.2-9",
        "MQTT5-3.1.2-17",
        "MQTT5-3.1.2-19",
        "MQTT311-3.1.2-19",
        "MQTT311-3.1.2-21"
    })
    void a_connect_of_3_1_1_with_everything_in_it() {
        ByteBuf bytes = Bytes.hex("10 2A 0004 4D515454 04 CE 000A"
                + "0005 636C6C6964 0002 772F 0003 6F6666 0004 75736572 0006 736563726574");
        bytes = bytes.setByte(1, bytes.readableBytes() - 2);
        Connect connect = Decoding.first(bytes).isPacket(Connect.class);
        assertThat(connect.version()).isEqualTo(ProtocolVersion.MQTT_3_1_1);
        assertThat(connect.bridge()).isFalse();
        assertThat(connect.cleanStart()).isTrue();
        assertThat(connect.keepAliveSeconds()).isEqualTo(10);
        assertThat(connect.clientId()).isEqualTo("cllid");
        assertThat(connect.userName()).isEqualTo("user");
        assertThat(connect.password()).asString().isEqualTo("secret");
        Will will = connect.will();
        assertThat(will.topic()).isEqualTo(Topic.of("w/"));
        assertThat(will.payload()).asString().isEqualTo("off");
        assertThat(will.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        assertThat(will.retain()).isFalse();
        assertThat(connect.properties().isEmpty()).isTrue();
        assertThat(connect.toString()).doesNotContain("secret");
    }

    /** The example of MQTT 5, figure 3-6: user name, password, will at QoS 1, clean start, session expiry of 10 seconds. */
    @Test
    @Normative({"MQTT5-3.1.3-1", "MQTT5-3.1.3-10"})
    void a_connect_of_5_with_everything_in_it() {
        Bytes willProperties = Bytes.of()
                .raw("18 0000000A 01 01 02 00000064")
                .u8(0x26)
                .string("k")
                .string("1");
        willProperties.u8(0x26).string("a").string("2").u8(0x26).string("k").string("3");
        ByteBuf bytes = Bytes.of()
                .raw("0004 4D515454 05 CE 000A 05 11 0000000A")
                .string("c")
                .properties(willProperties)
                .string("w/t")
                .string("off")
                .string("user")
                .string("secret")
                .packet(0x10);
        Connect connect = Decoding.first(bytes).isPacket(Connect.class);
        assertThat(connect.version()).isEqualTo(ProtocolVersion.MQTT_5);
        assertThat(connect.sessionExpirySeconds()).isEqualTo(10);
        Will will = connect.will();
        assertThat(will.delaySeconds()).isEqualTo(10);
        assertThat(will.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1))
                .isEqualTo(100);
        assertThat(will.properties().userProperties())
                .containsExactly(new UserProperty("k", "1"), new UserProperty("a", "2"), new UserProperty("k", "3"));
        assertThat(connect.password()).asString().isEqualTo("secret");
    }

    @Test
    void a_connect_of_3_1() {
        Connect connect = Decoding.first(Bytes.hex("10 0F 0006 4D5149736470 03 02 003C 0001 63"))
                .isPacket(Connect.class);
        assertThat(connect.version()).isEqualTo(ProtocolVersion.MQTT_3_1);
        assertThat(connect.clientId()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource({"MQIsdp,131,MQTT_3_1", "MQTT,131,MQTT_3_1", "MQTT,132,MQTT_3_1_1"})
    void bit_7_of_the_level_is_a_bridge(String name, int level, ProtocolVersion version) {
        Connect connect = Decoding.first(Bytes.of()
                        .string(name)
                        .u8(level)
                        .u8(2)
                        .u16(60)
                        .string("b")
                        .packet(0x10))
                .isPacket(Connect.class);
        assertThat(connect.bridge()).isTrue();
        assertThat(connect.version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MQTTX", "mqtt", "MQ", "", "HTTP/1.1 is another protocol", "MQISDP"})
    @Normative({"MQTT5-3.1.2-1", "MQTT311-3.1.2-1"})
    void another_protocol_name_is_refused_without_an_answer(String name) {
        Decoding decoding = Decoding.first(
                Bytes.of().string(name).u8(4).u8(2).u16(60).string("c").packet(0x10));
        decoding.isRefused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "protocol name");
        assertThat(decoding.malformed().version()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "MQTT,0,MQTT_3_1_1",
        "MQTT,3,MQTT_3_1_1",
        "MQTT,6,MQTT_5",
        "MQTT,133,MQTT_5",
        "MQTT,255,MQTT_5",
        "MQIsdp,4,MQTT_3_1",
        "MQIsdp,5,MQTT_3_1",
        "MQIsdp,132,MQTT_3_1"
    })
    @Normative({"MQTT5-3.1.2-2", "MQTT311-3.1.2-2"})
    void another_level_is_refused_in_a_form_that_can_be_answered(String name, int level, ProtocolVersion answer) {
        Decoding decoding = Decoding.first(
                Bytes.of().string(name).u8(level).u8(2).u16(60).string("c").packet(0x10));
        decoding.isRefused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, name + " level " + level);
        assertThat(decoding.malformed().version()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    @Normative({"MQTT5-3.1.2-3", "MQTT311-3.1.2-3"})
    void the_reserved_connect_flag_is_refused(int level) {
        Decoding.first(Bytes.connect(level, 3).string("c").packet(0x10)).isMalformed("reserved connect flag");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    @Normative({"MQTT5-3.1.2-11", "MQTT5-3.1.2-13", "MQTT311-3.1.2-11", "MQTT311-3.1.2-13", "MQTT311-3.1.2-15"})
    void will_qos_and_will_retain_need_a_will(int level) {
        for (int flags : new int[] {0x0A, 0x12, 0x1A, 0x22}) {
            Decoding.first(Bytes.connect(level, flags).string("c").packet(0x10)).isMalformed("without a will");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    @Normative({"MQTT5-3.1.2-12", "MQTT311-3.1.2-14"})
    void will_qos_3_is_refused(int level) {
        Decoding.first(Bytes.connect(level, 0x1E).string("c").packet(0x10)).isMalformed("will QoS is 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    @Normative("MQTT311-3.1.2-22")
    void before_version_5_a_password_needs_a_user_name(int level) {
        Decoding.first(Bytes.connect(level, 0x42).string("c").string("pw").packet(0x10))
                .isMalformed("password without user name");
    }

    @Test
    @Normative({"MQTT5-3.1.2-16", "MQTT5-3.1.2-18"})
    void version_5_takes_a_password_alone() {
        Connect connect = Decoding.first(
                        Bytes.connect(5, 0x42).string("c").string("pw").packet(0x10))
                .isPacket(Connect.class);
        assertThat(connect.userName()).isNull();
        assertThat(connect.password()).asString().isEqualTo("pw");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    @Normative({"MQTT5-3.1.2-16", "MQTT5-3.1.2-18", "MQTT311-3.1.2-18", "MQTT311-3.1.2-20", "MQTT5-3.1.4-1"})
    void fields_that_the_flags_do_not_announce_are_too_much(int level) {
        Decoding.first(Bytes.connect(level, 0x02).string("c").string("user").packet(0x10))
                .isMalformed("6 bytes too many");
        Decoding.first(Bytes.connect(level, 0x82)
                        .string("c")
                        .string("user")
                        .string("pw")
                        .packet(0x10))
                .isMalformed("4 bytes too many");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    @Normative({
        "MQTT5-3.1.2-17",
        "MQTT5-3.1.2-19",
        "MQTT311-3.1.2-19",
        "MQTT311-3.1.2-21",
        "MQTT5-3.1.4-1",
        "MQTT5-3.1.2-9",
        "MQTT311-3.1.2-9"
    })
    void fields_that_the_flags_announce_must_be_there(int level) {
        Decoding.first(Bytes.connect(level, 0x82).string("c").packet(0x10)).isMalformed("user name is cut off");
        Decoding.first(Bytes.connect(level, 0xC2).string("c").string("u").packet(0x10))
                .isMalformed("password is cut off");
        Bytes will = Bytes.connect(level, 0x06).string("c");
        Decoding.first((level == 5 ? will.varint(0) : will).string("w").packet(0x10))
                .isMalformed("will payload is cut off");
    }

    @Test
    void in_3_1_the_length_takes_precedence_over_the_flags() {
        Connect connect =
                Decoding.first(Bytes.connect(3, 0xC2).string("c").packet(0x10)).isPacket(Connect.class);
        assertThat(connect.userName()).isNull();
        assertThat(connect.password()).isNull();
        connect = Decoding.first(Bytes.connect(3, 0xC2).string("c").string("u").packet(0x10))
                .isPacket(Connect.class);
        assertThat(connect.userName()).isEqualTo("u");
    }

    @Test
    void in_3_1_will_bits_without_a_will_and_the_unused_bit_mean_nothing() {
        Connect connect =
                Decoding.first(Bytes.connect(3, 0x2B).string("c").packet(0x10)).isPacket(Connect.class);
        assertThat(connect.will()).isNull();
        connect = Decoding.first(Bytes.connect(3, 0x05)
                        .string("c")
                        .string("w")
                        .string("m")
                        .packet(0x10))
                .isPacket(Connect.class);
        assertThat(connect.will().retain()).isFalse();
        assertThat(connect.cleanStart()).isFalse();
        Decoding.first(Bytes.connect(3, 0x01).string("c").string("u").packet(0x10))
                .isMalformed("3 bytes too many");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void client_ids_of_all_lengths_are_read_and_judged_later(int level) {
        for (String id :
                new String[] {"", "a", "0123456789abcdefghijklm", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "k".repeat(65535)}) {
            Decoding decoding = Decoding.of(
                    Bytes.connect(level, 2).string(id).packet(0x10),
                    CodecLimits.builder(Role.SERVER).maxConnectBytes(100_000).build(),
                    null);
            assertThat(decoding.isPacket(Connect.class).clientId()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    @Normative({"MQTT5-3.1.3-4", "MQTT5-1.5.4-1", "MQTT311-3.1.3-4", "MQTT311-1.5.3-1"})
    void a_client_id_that_is_no_utf8_is_refused(int level) {
        Decoding.first(Bytes.connect(level, 2).data((byte) 0xC3, (byte) 0x28).packet(0x10))
                .isMalformed("client identifier is not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    @Normative({"MQTT5-3.1.3-12", "MQTT5-1.5.4-2", "MQTT311-3.1.3-11", "MQTT311-1.5.3-2"})
    void a_user_name_with_a_null_character_is_refused(int level) {
        Decoding.first(Bytes.connect(level, 0x82).string("c").string("a\0b").packet(0x10))
                .isMalformed("user name is not valid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    @Normative({"MQTT5-3.1.3-11", "MQTT311-3.1.3-10"})
    void a_will_topic_that_is_no_utf8_is_refused(int level) {
        Bytes bytes = Bytes.connect(level, 0x06).string("c");
        Decoding.first((level == 5 ? bytes.varint(0) : bytes)
                        .data((byte) 0xED, (byte) 0xA0, (byte) 0x80)
                        .string("m")
                        .packet(0x10))
                .isMalformed("will topic is not valid UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"a/+/b,wildcard", "#,wildcard", "'',empty"})
    @Normative({"MQTT5-4.7.0-1", "MQTT5-4.7.3-1"})
    void a_will_topic_that_is_no_topic_name_is_refused(String topic, String problem) {
        Decoding.first(Bytes.connect(4, 0x06)
                        .string("c")
                        .string(topic)
                        .string("m")
                        .packet(0x10))
                .isRefused(ReasonCode.TOPIC_NAME_INVALID, "will topic");
    }

    @Test
    void a_will_payload_is_not_text_but_when_it_says_so() {
        byte[] noText = {(byte) 0xFF, 0};
        Will will = Decoding.first(Bytes.connect(5, 0x06)
                        .string("c")
                        .raw("02 01 00")
                        .string("w")
                        .data(noText)
                        .packet(0x10))
                .isPacket(Connect.class)
                .will();
        assertThat(will.payload()).isEqualTo(noText);
        Decoding.first(Bytes.connect(5, 0x06)
                        .string("c")
                        .raw("02 01 01")
                        .string("w")
                        .data(noText)
                        .packet(0x10))
                .isRefused(ReasonCode.PAYLOAD_FORMAT_INVALID, "will payload");
    }

    @Test
    @Normative("MQTT5-3.1.4-1")
    void authentication_data_needs_a_method() {
        Decoding.first(Bytes.of()
                        .raw("0004 4D515454 05 02 003C 04 16 0001 61")
                        .string("c")
                        .packet(0x10))
                .isProtocolError("without an authentication method");
    }

    @Test
    @Normative("MQTT5-3.1.4-1")
    void a_refused_connect_of_5_says_that_it_can_be_answered_in_5() {
        Decoding decoding = Decoding.first(Bytes.connect(5, 3).string("c").packet(0x10));
        assertThat(decoding.malformed().version()).isEqualTo(ProtocolVersion.MQTT_5);
    }

    @Test
    void a_password_may_hold_any_bytes() {
        byte[] password = {0, (byte) 0xFF, (byte) 0xC0};
        Connect connect = Decoding.first(Bytes.connect(4, 0xC2)
                        .string("c")
                        .string("u")
                        .data(password)
                        .packet(0x10))
                .isPacket(Connect.class);
        assertThat(connect.password()).isEqualTo(password);
    }

    @Test
    @Normative({"MQTT5-1.5.4-3", "MQTT311-1.5.3-3"})
    void a_byte_order_mark_is_a_character_like_others() {
        Connect connect = Decoding.first(
                        Bytes.connect(4, 2).raw("0004 EFBBBF 63").packet(0x10))
                .isPacket(Connect.class);
        assertThat(connect.clientId()).isEqualTo("\uFEFFc");
    }
}
