package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.Will;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PacketEncoderTest {
    private static final int ANY = PacketEncoder.NO_LIMIT;
    private final ByteBuf out = Unpooled.buffer();

    private String written() {
        String hex = ByteBufUtil.hexDump(out);
        out.clear();
        return hex;
    }

    private static String hex(String digits) {
        return digits.replace(" ", "").toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void a_connect_of_every_version() {
        byte[] password = "pw".getBytes(StandardCharsets.UTF_8);
        Will will = new Will(Topic.of("w"), new byte[] {1}, Qos.EXACTLY_ONCE, true, Properties.NONE);
        PacketEncoder.connect(out, new Connect(MQTT_3_1, true, false, 10, "c", null, null, null, Properties.NONE));
        assertThat(written()).isEqualTo(hex("10 0F 0006 4D5149736470 83 00 000A 0001 63"));
        PacketEncoder.connect(out, new Connect(MQTT_3_1_1, true, false, 10, "c", null, null, null, Properties.NONE));
        assertThat(written()).isEqualTo(hex("10 0D 0004 4D515454 84 00 000A 0001 63"));
        PacketEncoder.connect(
                out, new Connect(MQTT_3_1_1, false, true, 65535, "c", "u", password, will, Properties.NONE));
        assertThat(written())
                .isEqualTo(hex("10 1A 0004 4D515454 04 F6 FFFF 0001 63 0001 77 0001 01 0001 75 0002 7077"));
        Will later = new Will(
                Topic.of("w"),
                new byte[0],
                Qos.AT_MOST_ONCE,
                false,
                Properties.create().set(Property.WILL_DELAY_INTERVAL, 5));
        Properties properties = Properties.create().set(Property.SESSION_EXPIRY_INTERVAL, 0xFFFFFFFFL);
        PacketEncoder.connect(out, new Connect(MQTT_5, false, true, 0, "", null, password, later, properties));
        assertThat(written())
                .isEqualTo(hex("10 21 0004 4D515454 05 46 0000 05 11 FFFFFFFF 0000"
                        + "05 18 00000005 0001 77 0000 0002 7077"));
    }

    @Test
    @Normative({"MQTT5-2.2.2-1", "MQTT5-3.2.2-1"})
    void a_connack_of_every_version() {
        Connack present = new Connack(true, ReasonCode.SUCCESS, Properties.NONE);
        PacketEncoder.connack(out, MQTT_3_1, present, ANY);
        assertThat(written()).isEqualTo(hex("20 02 00 00"));
        PacketEncoder.connack(out, MQTT_3_1_1, present, ANY);
        assertThat(written()).isEqualTo(hex("20 02 01 00"));
        PacketEncoder.connack(out, MQTT_5, present, ANY);
        assertThat(written()).isEqualTo(hex("20 03 01 00 00"));
        Properties properties = Properties.create()
                .set(Property.SERVER_KEEP_ALIVE, 30)
                .set(Property.ASSIGNED_CLIENT_IDENTIFIER, "id")
                .set(Property.MAXIMUM_QOS, 1);
        PacketEncoder.connack(out, MQTT_5, new Connack(false, ReasonCode.SUCCESS, properties), ANY);
        assertThat(written()).isEqualTo(hex("20 0D 00 00 0A 12 0002 6964 13 001E 24 01"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1_1", "MQTT_5"})
    @Normative({"MQTT5-3.2.2-6", "MQTT311-3.2.2-4"})
    void a_refusal_never_says_that_a_session_is_present(ProtocolVersion version) {
        PacketEncoder.connack(out, version, new Connack(true, ReasonCode.NOT_AUTHORIZED, Properties.NONE), ANY);
        assertThat(out.getByte(2)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "UNSUPPORTED_PROTOCOL_VERSION,1", "CLIENT_IDENTIFIER_NOT_VALID,2", "SERVER_UNAVAILABLE,3", "SERVER_BUSY,3",
        "QUOTA_EXCEEDED,3", "CONNECTION_RATE_EXCEEDED,3", "USE_ANOTHER_SERVER,3", "BAD_USER_NAME_OR_PASSWORD,4",
        "NOT_AUTHORIZED,5", "BANNED,5"
    })
    void a_reason_becomes_a_return_code_of_3_x(ReasonCode reason, int returnCode) {
        for (ProtocolVersion version : new ProtocolVersion[] {MQTT_3_1, MQTT_3_1_1}) {
            int written = PacketEncoder.connack(out, version, new Connack(false, reason, Properties.NONE), ANY);
            assertThat(written).isEqualTo(4);
            assertThat(written()).isEqualTo(hex("20 02 00 0" + returnCode));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ReasonCode.class,
            names = {"MALFORMED_PACKET", "PROTOCOL_ERROR", "PACKET_TOO_LARGE", "TOPIC_NAME_INVALID"})
    @Normative("MQTT311-3.2.2-6")
    void a_reason_that_3_x_cannot_say_is_not_said(ReasonCode reason) {
        assertThat(PacketEncoder.connack(out, MQTT_3_1_1, new Connack(false, reason, Properties.NONE), ANY))
                .isZero();
        assertThat(out.isReadable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PUBACK,40", "PUBREC,50", "PUBREL,62", "PUBCOMP,70"})
    @Normative({"MQTT5-3.6.1-1", "MQTT5-2.1.3-1"})
    void acknowledgements_are_as_short_as_can_be(PacketType type, String firstByte) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            PacketEncoder.acknowledgement(out, version, type, 0x1234, ReasonCode.SUCCESS);
            assertThat(written()).isEqualTo(hex(firstByte + "02 1234"));
        }
        PacketEncoder.acknowledgement(out, MQTT_5, type, 65535, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
        assertThat(written()).isEqualTo(hex(firstByte + "03 FFFF 92"));
        PacketEncoder.acknowledgement(out, MQTT_3_1_1, type, 65535, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
        assertThat(written()).isEqualTo(hex(firstByte + "02 FFFF"));
        Properties reason = Properties.create().set(Property.REASON_STRING, "no");
        PacketEncoder.acknowledgement(out, MQTT_5, type, 1, ReasonCode.QUOTA_EXCEEDED, reason, ANY);
        assertThat(written()).isEqualTo(hex(firstByte + "09 0001 97 05 1F 0002 6E6F"));
        PacketEncoder.acknowledgement(out, MQTT_3_1_1, type, 1, ReasonCode.QUOTA_EXCEEDED, reason, ANY);
        assertThat(written()).isEqualTo(hex(firstByte + "02 0001"));
        PacketEncoder.acknowledgement(out, MQTT_5, type, 1, ReasonCode.SUCCESS, Properties.NONE, ANY);
        assertThat(written()).isEqualTo(hex(firstByte + "02 0001"));
    }

    private static Properties reasonAndUser() {
        return Properties.create().set(Property.REASON_STRING, "reason").add(new UserProperty("k", "v"));
    }

    @ParameterizedTest
    @EnumSource(
            value = PacketType.class,
            names = {"PUBACK", "PUBREC", "PUBREL", "PUBCOMP"})
    @Normative({
        "MQTT5-3.4.2-2",
        "MQTT5-3.4.2-3",
        "MQTT5-3.5.2-2",
        "MQTT5-3.5.2-3",
        "MQTT5-3.6.2-2",
        "MQTT5-3.6.2-3",
        "MQTT5-3.7.2-2",
        "MQTT5-3.7.2-3"
    })
    void an_acknowledgement_leaves_out_reason_string_and_then_user_properties_for_want_of_room(PacketType type) {
        // 3 bytes of header and length, packet identifier and code; 9 of reason string, 7 of user property.
        assertThat(acknowledgement(type, 22)).contains("1f0006").contains("26");
        assertThat(acknowledgement(type, 21)).doesNotContain("1f0006").contains("26");
        assertThat(acknowledgement(type, 13)).contains("26");
        assertThat(acknowledgement(type, 12)).endsWith("0001" + "10").hasSize(10);
        assertThat(acknowledgement(type, 5)).hasSize(10);
    }

    private String acknowledgement(PacketType type, int longest) {
        int bytes = PacketEncoder.acknowledgement(
                out, MQTT_5, type, 1, ReasonCode.NO_MATCHING_SUBSCRIBERS, reasonAndUser(), longest);
        assertThat(bytes).isEqualTo(out.readableBytes()).isLessThanOrEqualTo(longest);
        return written();
    }

    @Test
    @Normative({"MQTT5-3.2.2-19", "MQTT5-3.2.2-20", "MQTT5-3.1.2-24"})
    void a_connack_that_is_too_long_loses_reason_string_and_user_properties_only() {
        Properties properties = reasonAndUser().set(Property.ASSIGNED_CLIENT_IDENTIFIER, "id");
        Connack connack = new Connack(false, ReasonCode.SUCCESS, properties);
        assertThat(PacketEncoder.connack(out, MQTT_5, connack, 26)).isEqualTo(26);
        assertThat(written()).contains("1f0006").contains("26000").contains("12000");
        assertThat(PacketEncoder.connack(out, MQTT_5, connack, 25)).isEqualTo(17);
        assertThat(written()).doesNotContain("1f0006").contains("26000").contains("12000");
        assertThat(PacketEncoder.connack(out, MQTT_5, connack, 16)).isEqualTo(10);
        assertThat(written()).doesNotContain("26000").contains("12000");
        assertThat(PacketEncoder.connack(out, MQTT_5, connack, 9)).isZero();
        assertThat(written()).isEmpty();
    }

    @Test
    @Normative({"MQTT5-3.9.2-1", "MQTT5-3.9.2-2", "MQTT5-3.11.2-1", "MQTT5-3.11.2-2", "MQTT5-3.1.2-24"})
    void a_suback_or_unsuback_that_is_too_long_loses_reason_string_and_user_properties_only() {
        List<ReasonCode> codes = List.of(ReasonCode.SUCCESS, ReasonCode.NOT_AUTHORIZED);
        Suback suback = new Suback(1, codes, reasonAndUser());
        Unsuback unsuback = new Unsuback(1, codes, reasonAndUser());
        int[][] limitsAndBytes = {{23, 23}, {22, 14}, {13, 7}, {7, 7}, {6, 0}};
        for (int[] expected : limitsAndBytes) {
            assertThat(PacketEncoder.suback(out, MQTT_5, suback, expected[0])).isEqualTo(expected[1]);
            assertThat(written()).hasSize(2 * expected[1]);
            assertThat(PacketEncoder.unsuback(out, MQTT_5, unsuback, expected[0]))
                    .isEqualTo(expected[1]);
            assertThat(written()).hasSize(2 * expected[1]);
        }
    }

    @Test
    @Normative({"MQTT5-3.14.2-3", "MQTT5-3.14.2-4", "MQTT5-3.15.2-2", "MQTT5-3.15.2-3", "MQTT5-3.1.2-24"})
    void a_disconnect_or_auth_that_is_too_long_loses_reason_string_and_user_properties_only() {
        Properties method = reasonAndUser().set(Property.AUTHENTICATION_METHOD, "m");
        Disconnect disconnect = new Disconnect(ReasonCode.SERVER_BUSY, reasonAndUser());
        int[][] limitsAndBytes = {{20, 20}, {19, 11}, {10, 4}, {4, 4}, {3, 0}};
        for (int[] expected : limitsAndBytes) {
            assertThat(PacketEncoder.disconnect(out, MQTT_5, disconnect, expected[0]))
                    .isEqualTo(expected[1]);
            assertThat(written()).hasSize(2 * expected[1]);
        }
        Auth auth = new Auth(ReasonCode.CONTINUE_AUTHENTICATION, method);
        assertThat(PacketEncoder.auth(out, auth, 8)).isEqualTo(8);
        assertThat(written()).isEqualTo(hex("F0 06 18 04 15 0001 6D"));
        assertThat(PacketEncoder.auth(out, auth, 7)).isZero();
    }

    @Test
    void a_subscribe_of_every_version() {
        SubscriptionOptions options = new SubscriptionOptions(Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND);
        List<Subscribe.Request> requests = List.of(
                new Subscribe.Request(TopicFilter.of("a/+"), options),
                new Subscribe.Request(TopicFilter.of("$share/g/b"), SubscriptionOptions.ofQos(Qos.AT_MOST_ONCE)));
        Subscribe subscribe = new Subscribe(10, 200, requests, Properties.NONE);
        PacketEncoder.subscribe(out, MQTT_3_1_1, subscribe);
        assertThat(written()).isEqualTo(hex("82 15 000A 0003 612F2B 02 000A 2473686172652F672F62 00"));
        PacketEncoder.subscribe(out, MQTT_5, subscribe);
        assertThat(written()).isEqualTo(hex("82 19 000A 03 0B C801 0003 612F2B 2E 000A 2473686172652F672F62 00"));
    }

    @Test
    void an_unsubscribe_of_every_version() {
        Unsubscribe unsubscribe =
                new Unsubscribe(10, List.of(TopicFilter.of("a"), TopicFilter.of("#")), Properties.NONE);
        PacketEncoder.unsubscribe(out, MQTT_3_1, unsubscribe);
        assertThat(written()).isEqualTo(hex("A2 08 000A 0001 61 0001 23"));
        PacketEncoder.unsubscribe(out, MQTT_5, unsubscribe);
        assertThat(written()).isEqualTo(hex("A2 09 000A 00 0001 61 0001 23"));
    }

    @Test
    @Normative({"MQTT5-3.9.3-1", "MQTT311-3.9.3-1", "MQTT311-3.9.3-2"})
    void the_codes_of_a_suback_keep_their_order_and_3_x_knows_one_failure() {
        List<ReasonCode> codes = List.of(
                ReasonCode.GRANTED_QOS_2,
                ReasonCode.NOT_AUTHORIZED,
                ReasonCode.GRANTED_QOS_0,
                ReasonCode.GRANTED_QOS_1);
        Suback suback = new Suback(10, codes, Properties.NONE);
        PacketEncoder.suback(out, MQTT_3_1_1, suback, ANY);
        assertThat(written()).isEqualTo(hex("90 06 000A 02 80 00 01"));
        PacketEncoder.suback(out, MQTT_5, suback, ANY);
        assertThat(written()).isEqualTo(hex("90 07 000A 00 02 87 00 01"));
    }

    @Test
    @Normative("MQTT5-3.11.3-1")
    void an_unsuback_of_3_x_says_no_codes() {
        List<ReasonCode> codes = List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.SUCCESS);
        Unsuback unsuback = new Unsuback(10, codes, Properties.NONE);
        PacketEncoder.unsuback(out, MQTT_3_1_1, unsuback, ANY);
        assertThat(written()).isEqualTo(hex("B0 02 000A"));
        PacketEncoder.unsuback(out, MQTT_5, unsuback, ANY);
        assertThat(written()).isEqualTo(hex("B0 05 000A 00 11 00"));
    }

    @Test
    void pings_and_good_byes() {
        PacketEncoder.pingreq(out);
        PacketEncoder.pingresp(out);
        PacketEncoder.disconnect(out, MQTT_3_1_1, Disconnect.NORMAL, ANY);
        PacketEncoder.disconnect(out, MQTT_5, Disconnect.NORMAL, ANY);
        assertThat(written()).isEqualTo(hex("C000 D000 E000 E000"));
        Disconnect takenOver = new Disconnect(ReasonCode.SESSION_TAKEN_OVER, Properties.NONE);
        PacketEncoder.disconnect(out, MQTT_5, takenOver, ANY);
        assertThat(written()).isEqualTo(hex("E0 01 8E"));
    }

    @Test
    void the_shortest_disconnect_has_a_limit_too() {
        assertThat(PacketEncoder.disconnect(out, MQTT_5, Disconnect.NORMAL, 2)).isEqualTo(2);
        assertThat(PacketEncoder.disconnect(out, MQTT_5, Disconnect.NORMAL, 1)).isZero();
        Disconnect busy = new Disconnect(ReasonCode.SERVER_BUSY, Properties.NONE);
        assertThat(PacketEncoder.disconnect(out, MQTT_5, busy, 3)).isEqualTo(3);
        assertThat(PacketEncoder.disconnect(out, MQTT_5, busy, 2)).isZero();
        assertThat(written()).isEqualTo(hex("E0 00 E0 01 89"));
    }

    @Test
    void a_string_that_does_not_fit_is_not_cut() {
        Properties properties = Properties.create().set(Property.SERVER_REFERENCE, "x".repeat(65536));
        Disconnect disconnect = new Disconnect(ReasonCode.SERVER_MOVED, properties);
        assertThatThrownBy(() -> PacketEncoder.disconnect(out, MQTT_5, disconnect, ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536 bytes");
    }
}
