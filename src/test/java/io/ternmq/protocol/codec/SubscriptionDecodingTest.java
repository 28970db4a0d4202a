package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionDecodingTest {

    private static Bytes subscribe(ProtocolVersion version) {
        return version == MQTT_5 ? Bytes.of().u16(1).varint(0) : Bytes.of().u16(1);
    }

    /** The example of 3.1.1, figure 3.23. */
    @Test
    void a_subscribe_of_3_1_1() {
        Subscribe subscribe = Decoding.byServer(MQTT_3_1_1, Bytes.hex("82 0E 000A 0003 612F62 01 0003 632F64 02"))
                .isPacket(Subscribe.class);
        assertThat(subscribe.packetId()).isEqualTo(10);
        assertThat(subscribe.subscriptionIdentifier()).isZero();
        assertThat(subscribe.requests())
                .containsExactly(
                        new Subscribe.Request(TopicFilter.of("a/b"), SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE)),
                        new Subscribe.Request(TopicFilter.of("c/d"), SubscriptionOptions.ofQos(Qos.EXACTLY_ONCE)));
    }

    @Test
    void a_subscribe_of_5_with_everything_in_it() {
        Bytes properties = Bytes.of().raw("0B FFFFFF7F").u8(0x26).string("k").string("v");
        Subscribe subscribe = Decoding.byServer(
                        MQTT_5,
                        Bytes.of()
                                .u16(65535)
                                .properties(properties)
                                .string("$share/g/a/#")
                                .u8(0x2A)
                                .string("+")
                                .u8(0x1D)
                                .packet(0x82))
                .isPacket(Subscribe.class);
        assertThat(subscribe.packetId()).isEqualTo(65535);
        assertThat(subscribe.subscriptionIdentifier()).isEqualTo(268435455);
        assertThat(subscribe.properties().userProperties()).containsExactly(new UserProperty("k", "v"));
        assertThat(subscribe.requests())
                .containsExactly(
                        new Subscribe.Request(
                                TopicFilter.of("$share/g/a/#"),
                                new SubscriptionOptions(Qos.EXACTLY_ONCE, false, true, RetainHandling.DO_NOT_SEND)),
                        new Subscribe.Request(
                                TopicFilter.of("+"),
                                new SubscriptionOptions(Qos.AT_LEAST_ONCE, true, true, RetainHandling.SEND_IF_NEW)));
        assertThat(subscribe.requests().get(0).filter().shareName()).isEqualTo("g");
        assertThat(subscribe.requests().get(0).filter().unshared()).isEqualTo(TopicFilter.of("a/#"));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-3.8.3-2", "MQTT5-3.10.3-2", "MQTT311-3.8.3-3", "MQTT311-3.10.3-2"})
    void a_packet_without_a_filter_is_a_protocol_error(ProtocolVersion version) {
        Decoding.byServer(version, subscribe(version).packet(0x82)).isProtocolError("SUBSCRIBE: no topic filter");
        Decoding.byServer(version, subscribe(version).packet(0xA2)).isProtocolError("UNSUBSCRIBE: no topic filter");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-2.2.1-3", "MQTT311-2.3.1-1"})
    void packet_identifier_0_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, Bytes.of().u16(0).varint(0).string("a").u8(0).packet(0x82))
                .isProtocolError("packet identifier is 0");
        Decoding.byServer(version, Bytes.of().u16(0).varint(0).string("a").packet(0xA2))
                .isProtocolError("packet identifier is 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a#",
                "a/#/b",
                "#/a",
                "##",
                "+a",
                "a+/b",
                "a/b+",
                "++",
                "/+#",
                "sport/tennis#",
                "$share",
                "$share/",
                "$share//",
                "$share//x",
                "$share/g",
                "$share/g/",
                "$share/+/x",
                "$share/#/x",
                "$share/g+/x",
                "$share/g/a#",
                "$share/g/#/a"
            })
    @Normative({
        "MQTT5-4.7.1-1",
        "MQTT5-4.7.1-2",
        "MQTT5-4.7.3-1",
        "MQTT5-4.8.2-1",
        "MQTT5-4.8.2-2",
        "MQTT311-4.7.1-2",
        "MQTT311-4.7.1-3",
        "MQTT311-4.7.3-1"
    })
    void an_invalid_filter_is_refused(String filter) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            Decoding.byServer(version, subscribe(version).string(filter).u8(0).packet(0x82))
                    .isRefused(ReasonCode.TOPIC_FILTER_INVALID, "SUBSCRIBE: topic filter");
            Decoding.byServer(version, subscribe(version).string(filter).packet(0xA2))
                    .isRefused(ReasonCode.TOPIC_FILTER_INVALID, "UNSUBSCRIBE: topic filter");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+",
                "/",
                "+/+",
                "/+",
                "+/",
                "a/+/b/#",
                "/#",
                "$SYS/#",
                "$shared/x",
                "$share2",
                "$share/g/#",
                "$share/g//",
                "$share/a b/+/x",
                "$SHARE/x"
            })
    void a_valid_filter_is_read_as_it_was_written(String filter) {
        Subscribe subscribe = Decoding.byServer(
                        MQTT_5, subscribe(MQTT_5).string(filter).u8(0).packet(0x82))
                .isPacket(Subscribe.class);
        assertThat(subscribe.requests().get(0).filter()).hasToString(filter);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({
        "MQTT5-3.8.3-1",
        "MQTT5-3.10.3-1",
        "MQTT5-4.7.3-2",
        "MQTT311-3.8.3-1",
        "MQTT311-3.10.3-1",
        "MQTT311-4.7.3-2"
    })
    void a_filter_that_is_no_string_of_mqtt_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, subscribe(version).data((byte) 0xF8).u8(0).packet(0x82))
                .isMalformed("topic filter is not valid UTF-8");
        Decoding.byServer(version, subscribe(version).string("\0").packet(0xA2))
                .isMalformed("topic filter is not valid UTF-8");
    }

    @Test
    @Normative({"MQTT5-3.8.3-5"})
    void reserved_bits_of_the_options_are_refused() {
        for (int bits : new int[] {0x40, 0x80, 0xC0, 0x41}) {
            Decoding.byServer(MQTT_5, subscribe(MQTT_5).string("a").u8(bits).packet(0x82))
                    .isMalformed("reserved bits");
        }
    }

    @Test
    @Normative("MQTT311-3.8.3-4")
    void reserved_bits_of_the_requested_qos_are_refused() {
        for (int bits : new int[] {0x04, 0x08, 0x10, 0x20, 0x40, 0x80}) {
            Decoding.byServer(
                            MQTT_3_1_1,
                            subscribe(MQTT_3_1_1).string("a").u8(bits).packet(0x82))
                    .isMalformed("reserved bits");
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative("MQTT311-3.8.3-4")
    void qos_3_is_refused(ProtocolVersion version) {
        Decoding.byServer(version, subscribe(version).string("a").u8(3).packet(0x82))
                .isProtocolError("QoS 3");
    }

    @Test
    void retain_handling_3_is_a_protocol_error() {
        Decoding.byServer(MQTT_5, subscribe(MQTT_5).string("a").u8(0x30).packet(0x82))
                .isProtocolError("retain handling is 3");
    }

    @Test
    @Normative("MQTT5-3.8.3-4")
    void no_local_for_a_shared_subscription_is_a_protocol_error() {
        Decoding.byServer(
                        MQTT_5, subscribe(MQTT_5).string("$share/g/a").u8(0x04).packet(0x82))
                .isProtocolError("no local for a shared subscription");
    }

    @Test
    void in_3_1_the_unused_bits_mean_nothing() {
        Subscribe subscribe = Decoding.byServer(
                        MQTT_3_1, subscribe(MQTT_3_1).string("a").u8(0x41).packet(0x82))
                .isPacket(Subscribe.class);
        assertThat(subscribe.requests().get(0).options()).isEqualTo(SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE));
    }

    @Test
    void a_filter_without_options_is_cut_off() {
        Decoding.byServer(MQTT_5, subscribe(MQTT_5).string("a").packet(0x82))
                .isMalformed("subscription options is cut off");
        Decoding.byServer(MQTT_5, subscribe(MQTT_5).raw("0005 61").packet(0x82)).isMalformed("topic filter is cut off");
        Decoding.byServer(MQTT_5, subscribe(MQTT_5).raw("00").packet(0xA2)).isMalformed("topic filter is cut off");
    }

    @Test
    void properties_of_a_subscribe() {
        Decoding.byServer(
                        MQTT_5,
                        Bytes.of().u16(1).raw("02 0B 00").string("a").u8(0).packet(0x82))
                .isProtocolError("SUBSCRIPTION_IDENTIFIER is 0");
        Decoding.byServer(
                        MQTT_5,
                        Bytes.of()
                                .u16(1)
                                .raw("04 0B 01 0B 02")
                                .string("a")
                                .u8(0)
                                .packet(0x82))
                .isProtocolError("SUBSCRIPTION_IDENTIFIER comes twice");
        Decoding.byServer(MQTT_5, Bytes.of().u16(1).raw("02 0B 01").string("a").packet(0xA2))
                .isMalformed("SUBSCRIPTION_IDENTIFIER has no place in UNSUBSCRIBE");
        Decoding.byServer(
                        MQTT_5,
                        Bytes.of()
                                .u16(1)
                                .raw("06 0B 80 80 80 80 01")
                                .string("a")
                                .u8(0)
                                .packet(0x82))
                .isMalformed("SUBSCRIPTION_IDENTIFIER is no variable byte integer");
        Decoding.byServer(MQTT_5, Bytes.of().u16(1).raw("7F").string("a").u8(0).packet(0x82))
                .isMalformed("property length is longer than the packet");
        Decoding.byServer(
                        MQTT_5,
                        Bytes.of().u16(1).raw("01 0B 01").string("a").u8(0).packet(0x82))
                .isMalformed("SUBSCRIPTION_IDENTIFIER is cut off");
    }

    @Test
    void filters_have_limits() {
        CodecLimits limits = CodecLimits.builder(Role.SERVER)
                .maxFilters(2)
                .maxTopicLevels(2)
                .maxTopicBytes(20)
                .build();
        Bytes three = Bytes.of()
                .u16(1)
                .string("a")
                .u8(0)
                .string("b")
                .u8(0)
                .string("c")
                .u8(0);
        Decoding.of(three.packet(0x82), limits, MQTT_3_1_1)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "more than 2 topic filters");
        Decoding.of(Bytes.of().u16(1).string("a").string("b").string("c").packet(0xA2), limits, MQTT_3_1_1)
                .isRefused(ReasonCode.QUOTA_EXCEEDED, "more than 2 topic filters");
        Decoding.of(Bytes.of().u16(1).string("a/b/c").u8(0).packet(0x82), limits, MQTT_3_1_1)
                .isRefused(ReasonCode.TOPIC_FILTER_INVALID, "too many levels");
        Decoding.of(Bytes.of().u16(1).string("a".repeat(21)).u8(0).packet(0x82), limits, MQTT_3_1_1)
                .isRefused(ReasonCode.TOPIC_FILTER_INVALID, "longer than 20 bytes");
        Decoding.of(Bytes.of().u16(1).string("$share/g/a/b").u8(0).packet(0x82), limits, MQTT_3_1_1)
                .isPacket(Subscribe.class);
    }

    /** The example of 3.1.1, figure 3.29. */
    @Test
    void an_unsubscribe_of_3_1_1() {
        Unsubscribe unsubscribe = Decoding.byServer(MQTT_3_1_1, Bytes.hex("A2 0C 000A 0003 612F62 0003 632F64"))
                .isPacket(Unsubscribe.class);
        assertThat(unsubscribe.packetId()).isEqualTo(10);
        assertThat(unsubscribe.filters()).containsExactly(TopicFilter.of("a/b"), TopicFilter.of("c/d"));
    }

    @Test
    @Normative({"MQTT311-3.9.3-1", "MQTT5-3.9.3-1"})
    void the_codes_of_a_suback_come_in_order() {
        Suback suback = Decoding.byClient(MQTT_3_1_1, Bytes.hex("90 06 000A 01 80 00 02"))
                .isPacket(Suback.class);
        assertThat(suback.reasonCodes())
                .containsExactly(
                        ReasonCode.GRANTED_QOS_1,
                        ReasonCode.UNSPECIFIED_ERROR,
                        ReasonCode.GRANTED_QOS_0,
                        ReasonCode.GRANTED_QOS_2);
        suback = Decoding.byClient(MQTT_5, Bytes.hex("90 09 000A 04 1F 0001 61 8F A2"))
                .isPacket(Suback.class);
        assertThat(suback.properties().text(Property.REASON_STRING)).isEqualTo("a");
        assertThat(suback.reasonCodes())
                .containsExactly(ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({"MQTT_3_1_1,03", "MQTT_3_1_1,81", "MQTT_3_1_1,87", "MQTT_5,03", "MQTT_5,10", "MQTT_5,82", "MQTT_5,FF"})
    @Normative({"MQTT5-3.9.3-2", "MQTT311-3.9.3-2"})
    void a_code_that_no_suback_has_is_refused(ProtocolVersion version, String code) {
        String bytes = version == MQTT_5 ? "90 04 0001 00" + code : "90 03 0001" + code;
        Decoding.byClient(version, Bytes.hex(bytes)).isProtocolError("reason code " + Integer.parseInt(code, 16));
    }

    @Test
    @Normative({"MQTT5-3.11.3-1", "MQTT5-3.11.3-2"})
    void an_unsuback() {
        assertThat(Decoding.byClient(MQTT_3_1_1, Bytes.hex("B0 02 000A"))
                        .isPacket(Unsuback.class)
                        .packetId())
                .isEqualTo(10);
        Unsuback unsuback =
                Decoding.byClient(MQTT_5, Bytes.hex("B0 05 000A 00 11 87")).isPacket(Unsuback.class);
        assertThat(unsuback.reasonCodes())
                .containsExactly(ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.NOT_AUTHORIZED);
        Decoding.byClient(MQTT_5, Bytes.hex("B0 04 000A 00 01")).isProtocolError("reason code 1");
        Decoding.byClient(MQTT_5, Bytes.hex("B0 03 000A 00")).isProtocolError("no reason code");
        Decoding.byClient(MQTT_5, Bytes.hex("90 03 000A 00")).isProtocolError("no reason code");
    }
}
