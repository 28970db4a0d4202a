package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishEncoderTest {
    private static final long NOW = 1_000_000;
    private final ByteBuf out = Unpooled.buffer();
    private final PublishEncoder encoder = new PublishEncoder(4096);

    private String written() {
        String hex = ByteBufUtil.hexDump(out);
        out.clear();
        return hex;
    }

    private static String hex(String digits) {
        return digits.replace(" ", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static Publish message(Properties properties) {
        byte[] payload = "hi".getBytes(StandardCharsets.UTF_8);
        return PublishFactory.of(
                Topic.of("a/b"), payload, Qos.EXACTLY_ONCE, false, properties, new SubscriberId("", "p"), NOW);
    }

    private static Properties everything() {
        return Properties.create()
                .set(Property.PAYLOAD_FORMAT_INDICATOR, 1)
                .set(Property.MESSAGE_EXPIRY_INTERVAL, 100)
                .set(Property.CONTENT_TYPE, "t")
                .set(Property.RESPONSE_TOPIC, "r")
                .set(Property.CORRELATION_DATA, new byte[] {9})
                .set(Property.WILL_DELAY_INTERVAL, 5)
                .add(new UserProperty("k", "2"))
                .add(new UserProperty("k", "1"));
    }

    private static final String FORWARDED =
            "01 01 03 0001 74 08 0001 72 09 0001 09 26 0001 6B 0001 32 26 0001 6B 0001 31";

    @Test
    @Normative({"MQTT5-2.2.1-2", "MQTT311-2.3.1-5", "MQTT5-2.2.2-1"})
    void receivers_of_3_x_get_no_properties() {
        encoder.begin(message(everything()), NOW);
        encoder.write(out, MQTT_3_1, Qos.AT_MOST_ONCE, false, false, 0);
        assertThat(written()).isEqualTo(hex("30 07 0003 612F62 6869"));
        encoder.write(out, MQTT_3_1_1, Qos.AT_LEAST_ONCE, true, true, 10);
        assertThat(written()).isEqualTo(hex("3B 09 0003 612F62 000A 6869"));
        encoder.begin(message(Properties.NONE), NOW);
        encoder.write(out, MQTT_5, Qos.AT_MOST_ONCE, false, false, 0);
        assertThat(written()).isEqualTo(hex("30 08 0003 612F62 00 6869"));
    }

    @Test
    @Normative({
        "MQTT5-3.3.2-4",
        "MQTT5-3.3.2-15",
        "MQTT5-3.3.2-16",
        "MQTT5-3.3.2-17",
        "MQTT5-3.3.2-18",
        "MQTT5-3.3.2-20"
    })
    void receivers_of_5_get_the_properties_unaltered_and_in_order() {
        encoder.begin(message(everything()), NOW);
        encoder.write(out, MQTT_5, Qos.EXACTLY_ONCE, false, false, 258);
        assertThat(written()).isEqualTo(hex("34 2B 0003 612F62 0102 21 02 00000064" + FORWARDED + "6869"));
    }

    /** From a client's PUBLISH to another's, through a view, with alias and expiry between the other properties. */
    @Test
    @Normative({
        "MQTT5-3.3.2-4",
        "MQTT5-3.3.2-15",
        "MQTT5-3.3.2-16",
        "MQTT5-3.3.2-17",
        "MQTT5-3.3.2-18",
        "MQTT5-3.3.2-20"
    })
    void a_publish_is_forwarded_without_the_publishers_alias() {
        ByteBuf in = Bytes.of()
                .string("a/b")
                .u16(77)
                .properties(Bytes.of().raw("01 01 23 0009 26 0001 6B 0001 32 02 00000064 26 0001 61 0001 31"))
                .raw("6869")
                .packet(0x32);
        new PacketDecoder(new TopicCache(16)).decode(in, CodecLimits.widest(Role.SERVER), MQTT_5, new NoReceiver() {
            @Override
            public Next onPublish(Publish publish) {
                publish.origin(new SubscriberId("", "p"), NOW + publish.messageExpirySeconds() * 1000);
                encoder.begin(publish, NOW).write(out, MQTT_5, Qos.AT_LEAST_ONCE, false, false, 5);
                encoder.begin(publish.keep(), NOW).write(out, MQTT_5, Qos.AT_LEAST_ONCE, false, false, 5);
                return Next.CONTINUE;
            }
        });
        String one = hex("32 1F 0003 612F62 0005 15 02 00000064 01 01 26 0001 6B 0001 32 26 0001 61 0001 31 6869");
        assertThat(written()).isEqualTo(one + one);
    }

    @Test
    @Normative("MQTT5-3.3.2-6")
    void the_expiry_interval_is_less_by_what_the_message_has_waited() {
        Publish message = message(Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 100));
        long[][] waitedAndRemaining = {
            {0, 100}, {999, 100}, {1000, 99}, {1001, 99}, {99_001, 1}, {99_999, 1}, {100_000, 1}
        };
        for (long[] expected : waitedAndRemaining) {
            encoder.begin(message, NOW + expected[0]).write(out, MQTT_5, Qos.AT_MOST_ONCE, false, false, 0);
            assertThat(out.getByte(8)).isEqualTo((byte) 0x02);
            assertThat(out.getUnsignedInt(9)).isEqualTo(expected[1]);
            out.clear();
        }
    }

    @Test
    void the_longest_expiry_interval_is_unsigned() {
        Publish message = message(Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 0xFFFFFFFFL));
        encoder.begin(message, NOW).write(out, MQTT_5, Qos.AT_MOST_ONCE, false, false, 0);
        assertThat(out.getUnsignedInt(9)).isEqualTo(0xFFFFFFFFL);
        out.clear();
        // A clock that was set back doesn't make it longer than the field.
        encoder.begin(message, NOW - 5000).write(out, MQTT_5, Qos.AT_MOST_ONCE, false, false, 0);
        assertThat(out.getUnsignedInt(9)).isEqualTo(0xFFFFFFFFL);
    }

    @Test
    void each_receiver_gets_its_own_subscription_identifiers() {
        ReceiverProperties properties = new ReceiverProperties();
        encoder.begin(message(Properties.create().set(Property.PAYLOAD_FORMAT_INDICATOR, 1)), NOW);
        properties.subscriptionIdentifier(1);
        encoder.write(out, Qos.AT_MOST_ONCE, false, false, 0, properties);
        assertThat(written()).isEqualTo(hex("30 0C 0003 612F62 04 0B 01 01 01 6869"));
        properties.clear();
        for (int i = 0; i < 5; i++) {
            properties.subscriptionIdentifier(1000 + i);
        }
        encoder.write(out, Qos.AT_LEAST_ONCE, false, false, 3, properties);
        assertThat(written())
                .isEqualTo(hex("32 1B 0003 612F62 0003 11 0B E807 0B E907 0B EA07 0B EB07 0B EC07 01 01 6869"));
        encoder.write(out, Qos.AT_MOST_ONCE, false, false, 0, properties.clear());
        assertThat(written()).isEqualTo(hex("30 0A 0003 612F62 02 01 01 6869"));
    }

    @Test
    void an_alias_goes_with_the_topic_first_and_then_alone() {
        ReceiverProperties properties = new ReceiverProperties();
        encoder.begin(message(Properties.NONE), NOW);
        encoder.write(out, Qos.AT_MOST_ONCE, false, false, 0, properties.topicAlias(7, false));
        assertThat(written()).isEqualTo(hex("30 0B 0003 612F62 03 23 0007 6869"));
        encoder.write(out, Qos.AT_LEAST_ONCE, false, false, 9, properties.topicAlias(7, true));
        assertThat(written()).isEqualTo(hex("32 0A 0000 0009 03 23 0007 6869"));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void all_receivers_get_the_same_bytes_but_for_packet_identifier_and_flags(ProtocolVersion version) {
        encoder.begin(message(everything()), NOW);
        for (Qos qos : Qos.values()) {
            encoder.write(out, version, qos, false, false, 1);
            String first = written();
            for (int packetId : new int[] {2, 65535, 258}) {
                encoder.write(out, version, qos, false, false, packetId);
                String id = qos == Qos.AT_MOST_ONCE ? "" : String.format("%04x", packetId);
                String expected = first.substring(0, 14) + id + first.substring(14 + id.length());
                assertThat(written()).isEqualTo(expected);
                encoder.write(out, version, qos, true, false, packetId);
                int firstByte = Integer.parseInt(first.substring(0, 2), 16) | 1;
                assertThat(written()).isEqualTo(Integer.toHexString(firstByte) + expected.substring(2));
            }
        }
    }

    @Test
    void frames_of_the_message_before_are_forgotten() {
        for (int round = 0; round < 3; round++) {
            Publish message =
                    PublishFactory.of(Topic.of("t" + round), new byte[] {(byte) round}, Qos.AT_MOST_ONCE, false);
            encoder.begin(message, NOW);
            for (int receiver = 0; receiver < 4; receiver++) {
                encoder.write(out, MQTT_3_1_1, Qos.AT_MOST_ONCE, false, false, 0);
                assertThat(written()).isEqualTo(hex("30 05 0002 743" + round + "0" + round));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-3.1.2-24"})
    void the_length_is_known_before_anything_is_written(ProtocolVersion version) {
        ReceiverProperties own =
                new ReceiverProperties().subscriptionIdentifier(300).topicAlias(1, true);
        for (int payload : new int[] {0, 100, 127, 200, 5000, 20000, 2_100_000}) {
            Publish message = PublishFactory.of(
                    Topic.of("a"), new byte[payload], Qos.AT_MOST_ONCE, false, everything(), null, NOW);
            encoder.begin(message, NOW);
            for (Qos qos : Qos.values()) {
                encoder.write(out, version, qos, false, false, 1);
                int shared = encoder.payloadIsShared() ? payload : 0;
                assertThat(encoder.packetBytes(version, qos)).isEqualTo(out.readableBytes() + shared);
                out.clear();
                if (version == MQTT_5) {
                    encoder.write(out, qos, false, false, 1, own);
                    assertThat(encoder.packetBytes(version, qos, own)).isEqualTo(out.readableBytes() + shared);
                    out.clear();
                }
            }
        }
    }

    @Test
    void a_large_payload_is_sent_by_reference() {
        byte[] payload = new byte[4096];
        payload[4095] = 42;
        ByteBuf bytes = Unpooled.buffer().writeBytes(payload);
        Publish view = new Publish(bytes).wrap(bytes, 0, 0, 0, payload.length).resolve(Topic.of("a"));
        encoder.begin(view, NOW);
        assertThat(encoder.payloadIsShared()).isTrue();
        for (int receiver = 1; receiver < 4; receiver++) {
            encoder.write(out, MQTT_3_1_1, Qos.AT_LEAST_ONCE, false, false, receiver);
            assertThat(written()).isEqualTo(hex("32 85 20 0001 61 000" + receiver));
        }
        ByteBuf shared = encoder.sharedPayload();
        assertThat(shared.readableBytes()).isEqualTo(4096);
        assertThat(shared.getByte(4095)).isEqualTo((byte) 42);
        assertThat(bytes.refCnt()).isEqualTo(2);
        shared.release();
        assertThat(bytes.refCnt()).isEqualTo(1);
        assertThat(encoder.begin(message(Properties.NONE), NOW).payloadIsShared())
                .isFalse();
    }

    @Test
    void a_will_becomes_a_message_that_expires_from_its_publication() {
        Will will = new Will(Topic.of("w"), new byte[] {1}, Qos.AT_LEAST_ONCE, true, everything());
        SubscriberId client = new SubscriberId("", "c");
        Publish publish = PublishFactory.ofWill(will, client, NOW);
        assertThat(publish.isKept()).isTrue();
        assertThat(publish.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        assertThat(publish.retain()).isTrue();
        assertThat(publish.publisher()).isEqualTo(client);
        assertThat(publish.expiresAtMillis()).isEqualTo(NOW + 100_000);
        ByteBuf forwarded = Unpooled.buffer();
        publish.writeForwardedProperties(forwarded);
        assertThat(ByteBufUtil.hexDump(forwarded)).isEqualTo(hex(FORWARDED));
    }

    @Test
    void properties_of_a_message_can_be_looked_at() {
        Properties properties = PropertiesCodec.of(message(everything()));
        assertThat(properties.text(Property.CONTENT_TYPE)).isEqualTo("t");
        assertThat(properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1)).isEqualTo(100);
        assertThat(properties.has(Property.WILL_DELAY_INTERVAL)).isFalse();
        assertThat(properties.userProperties()).containsExactly(new UserProperty("k", "2"), new UserProperty("k", "1"));
        assertThat(PropertiesCodec.of(message(Properties.NONE))).isSameAs(Properties.NONE);
        for (int seconds : new int[] {0, 3}) {
            Properties expiry = Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, seconds);
            assertThat(PropertiesCodec.of(message(expiry))).isEqualTo(expiry);
            assertThat(message(expiry).expiresAtMillis()).isEqualTo(NOW + seconds * 1000);
        }
        Properties user = Properties.create().add(new UserProperty("k", "v"));
        assertThat(PropertiesCodec.of(message(user))).isEqualTo(user);
    }
}
