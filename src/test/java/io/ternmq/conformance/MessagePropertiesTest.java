package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.Elapsed;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Properties of PUBLISH: MQTT 5 section 3.3.2.3. Aliases are in {@link TopicAliasTest}. */
class MessagePropertiesTest extends BrokerTestCase {

    @Test
    @Normative({
        "MQTT5-3.3.2-4",
        "MQTT5-3.3.2-13",
        "MQTT5-3.3.2-15",
        "MQTT5-3.3.2-16",
        "MQTT5-3.3.2-17",
        "MQTT5-3.3.2-18",
        "MQTT5-3.3.2-19",
        "MQTT5-3.3.2-20"
    })
    @Checklist(38)
    void properties_are_passed_on_unchanged_and_user_properties_in_order() {
        String topic = topic();
        RawMqttClient subscriber = connected(MqttVersion.V5);
        subscriber.subscribe(topic, 2);
        byte[] correlation = {0, 1, (byte) 0xFF, (byte) 0xC0};
        List<Object> expected = new ArrayList<>();
        var message = publish(topic, "x")
                .qos(1, 1)
                .with(Prop.PAYLOAD_FORMAT_INDICATOR, 1)
                .with(Prop.CONTENT_TYPE, "text/plain; charset=utf-8")
                .with(Prop.RESPONSE_TOPIC, "answers/é")
                .with(Prop.CORRELATION_DATA, correlation);
        for (int i = 0; i < 20; i++) {
            expected.add(Map.entry("k" + i % 3, "v" + i));
            message.user("k" + i % 3, "v" + i);
        }
        expected.add(Map.entry("", ""));
        message.user("", "");
        connected(MqttVersion.V5).publish(message);
        Props props = subscriber.receive("x").props();
        assertThat(props.number(Prop.PAYLOAD_FORMAT_INDICATOR, -1)).isEqualTo(1);
        assertThat(props.text(Prop.CONTENT_TYPE)).isEqualTo("text/plain; charset=utf-8");
        assertThat(props.text(Prop.RESPONSE_TOPIC)).isEqualTo("answers/é");
        assertThat(props.binary(Prop.CORRELATION_DATA)).isEqualTo(correlation);
        assertThat(props.userProperties()).isEqualTo(expected);
    }

    @Test
    @Normative({"MQTT5-3.3.2-4", "MQTT5-3.3.2-16", "MQTT5-3.3.2-18", "MQTT5-3.3.2-20"})
    @Checklist(38)
    void properties_survive_retaining_and_queueing() {
        String id = clientId();
        String topic = topic();
        RawMqttClient offline = subscribed(MqttVersion.V5, id, topic, 1);
        offline.sendDisconnect().expectClosed();
        connected(MqttVersion.V5)
                .publish(publish(topic, "x")
                        .qos(1, 1)
                        .retain()
                        .with(Prop.PAYLOAD_FORMAT_INDICATOR, 0)
                        .with(Prop.CONTENT_TYPE, "t")
                        .with(Prop.CORRELATION_DATA, new byte[] {9})
                        .user("b", "1")
                        .user("a", "2"));
        RawMqttClient late = connected(MqttVersion.V5);
        late.subscribe(topic, 1);
        for (RawMqttClient client :
                List.of(late, connected(connect(MqttVersion.V5, id).persistent()))) {
            Props props = client.receive("x").props();
            assertThat(props.number(Prop.PAYLOAD_FORMAT_INDICATOR, -1)).isZero();
            assertThat(props.text(Prop.CONTENT_TYPE)).isEqualTo("t");
            assertThat(props.binary(Prop.CORRELATION_DATA)).containsExactly(9);
            assertThat(props.userProperties()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        }
        late.publish(publish(topic).retain());
    }

    @Test
    @Normative({"MQTT5-3.3.2-6", "MQTT5-3.3.2-5"})
    @Checklist(37)
    void the_expiry_interval_counts_down_while_a_message_waits() {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(MqttVersion.V5, id, topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "expired").qos(1, 1).with(Prop.MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.publish(publish(topic, "alive").qos(1, 2).with(Prop.MESSAGE_EXPIRY_INTERVAL, 100));
        publisher.publish(publish(topic, "everlasting").qos(1, 3));
        Elapsed.atLeast(Duration.ofMillis(2100));
        RawMqttClient second = connected(connect(MqttVersion.V5, id).persistent());
        assertThat(second.receive("alive").props().number(Prop.MESSAGE_EXPIRY_INTERVAL, -1))
                .isBetween(50L, 98L);
        assertThat(second.receive("everlasting").props().has(Prop.MESSAGE_EXPIRY_INTERVAL))
                .isFalse();
    }

    @Test
    @Normative("MQTT5-3.3.2-6")
    void a_message_that_did_not_wait_keeps_its_expiry_interval() {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, 0);
        client.publish(publish(topic, "x").with(Prop.MESSAGE_EXPIRY_INTERVAL, 1000));
        assertThat(client.receive().props().number(Prop.MESSAGE_EXPIRY_INTERVAL, -1))
                .isBetween(980L, 1000L);
    }

    @Test
    @Normative({"MQTT5-3.3.2-5", "MQTT5-3.3.2-6"})
    @Checklist(64)
    void an_expired_retained_message_is_not_delivered() {
        String topic = topic();
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic + "/a", "short").qos(1, 1).retain().with(Prop.MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.publish(publish(topic + "/b", "long").qos(1, 2).retain().with(Prop.MESSAGE_EXPIRY_INTERVAL, 100));
        Elapsed.atLeast(Duration.ofMillis(2100));
        RawMqttClient subscriber = connected(MqttVersion.V5);
        subscriber.subscribe(topic + "/+", 1);
        Packet received = subscriber.receive("long");
        assertThat(received.props().number(Prop.MESSAGE_EXPIRY_INTERVAL, -1)).isBetween(50L, 98L);
        subscriber.expectOnlyPong();
        publisher.publish(publish(topic + "/b").retain());
    }

    @Test
    @Normative({"MQTT5-3.3.2-14", "MQTT5-4.13.1-1"})
    void a_response_topic_with_wildcards_ends_the_connection() {
        for (String bad : new String[] {"a/#", "+", "a/+/b"}) {
            connected(MqttVersion.V5)
                    .send(publish(topic(), "x").with(Prop.RESPONSE_TOPIC, bad))
                    .expectEnd(0x81, 0x82, 0x90);
        }
    }

    @Test
    @Normative({"MQTT5-3.3.4-6", "MQTT5-4.13.1-1"})
    void a_subscription_identifier_from_a_client_ends_the_connection() {
        connected(MqttVersion.V5)
                .send(publish(topic(), "x").with(Prop.SUBSCRIPTION_IDENTIFIER, 1))
                .expectEnd(0x81, 0x82);
    }

    @ParameterizedTest
    @EnumSource(Prop.class)
    @Normative("MQTT5-4.13.1-1")
    @Checklist(43)
    void a_property_of_other_packets_or_twice_ends_the_connection(Prop prop) {
        String topic = topic();
        RawMqttClient subscriber = connected(MqttVersion.V5);
        subscriber.subscribe(topic, 0);
        Object value = PropertySamples.of(prop);
        if (!prop.mayStandIn(PacketKind.PUBLISH)) {
            connected(MqttVersion.V5)
                    .send(publish(topic, "x").with(prop, value))
                    .expectEnd(0x81, 0x82);
        } else if (!prop.mayRepeat()) {
            connected(MqttVersion.V5)
                    .send(publish(topic, "x").with(prop, value).with(prop, value))
                    .expectEnd(0x81, 0x82);
        }
        connected(MqttVersion.V311).publish(topic, "the subscriber is well");
        subscriber.receive("the subscriber is well");
    }

    @Test
    @Normative("MQTT5-4.13.1-1")
    void values_out_of_range_end_the_connection() {
        connected(MqttVersion.V5)
                .send(publish(topic(), "x").with(Prop.PAYLOAD_FORMAT_INDICATOR, 2))
                .expectEnd(0x81, 0x82);
    }

    @Test
    @Normative({"MQTT5-2.2.2-1", "MQTT5-1.5.5-1"})
    void a_property_length_that_does_not_fit_ends_the_connection() {
        int[][] sections = {
            {0x02, 0x01}, {0x01, 0x01, 1}, {0x7F, 0x01, 1}, {0xFF, 0xFF, 0xFF, 0x7F}, {0xFF, 0xFF, 0xFF, 0xFF, 0x01}
        };
        for (int[] section : sections) {
            byte[] body = Wire.wire().string(topic()).raw(section).bytes();
            connected(MqttVersion.V5).send(Wire.packet(0x30, body)).expectEnd(0x81, 0x82);
        }
    }
}
