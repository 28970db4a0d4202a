package io.ternmq.conformance;

import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.NO_LOCAL;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.From311;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.conformance.harness.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SUBSCRIBE and SUBACK: sections 3.8 and 3.9 of both versions. */
class SubscribeTest extends BrokerTestCase {

    @EveryVersion
    @Normative({
        "MQTT5-3.8.4-1",
        "MQTT5-3.8.4-2",
        "MQTT5-3.8.4-5",
        "MQTT5-3.8.4-6",
        "MQTT5-3.8.4-7",
        "MQTT5-3.9.3-1",
        "MQTT5-3.9.3-2",
        "MQTT5-2.2.1-6",
        "MQTT311-3.8.4-1",
        "MQTT311-3.8.4-2",
        "MQTT311-3.8.4-4",
        "MQTT311-3.8.4-5",
        "MQTT311-3.9.3-1",
        "MQTT311-3.9.3-2",
        "MQTT311-2.3.1-7"
    })
    @Checklist(28)
    void each_filter_is_granted_its_qos_in_order(MqttVersion version) {
        String topic = topic();
        SubscribePacket subscribe = filters(31_000);
        for (int i = 0; i < 30; i++) {
            subscribe.filter(topic + "/" + i, i * 7 % 3);
        }
        RawMqttClient client = connected(version);
        Packet suback = client.sendSubscribe(subscribe).expect(PacketKind.SUBACK);
        assertThat(suback.packetId()).isEqualTo(31_000);
        assertThat(suback.codes()).hasSize(30);
        for (int i = 0; i < 30; i++) {
            assertThat(suback.codes().get(i)).isEqualTo(i * 7 % 3);
        }
        client.publish(topic + "/29", "all are subscribed");
        client.receive("all are subscribed");
    }

    @EveryVersion
    @Normative({"MQTT5-3.8.4-8", "MQTT311-3.8.4-6"})
    void a_message_comes_at_the_lower_of_both_qos(MqttVersion version) {
        RawMqttClient publisher = connected(version);
        for (int granted = 0; granted <= 2; granted++) {
            String topic = topic();
            RawMqttClient subscriber = connected(version);
            subscriber.subscribe(topic, granted);
            for (int published = 0; published <= 2; published++) {
                publisher.publish(publish(topic, "x").qos(published, 1));
                assertThat(subscriber.receive().qos()).isEqualTo(Math.min(granted, published));
            }
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.8.4-3", "MQTT311-3.8.4-3"})
    void the_same_filter_again_replaces_the_subscription(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = connected(version);
        client.subscribe(topic, 0);
        client.subscribe(topic, 2);
        client.publish(topic, "once");
        client.receive("once");
        connected(version).publish(publish(topic, "at the new QoS").qos(2, 1));
        assertThat(client.receive("at the new QoS").qos()).isEqualTo(2);
        client.subscribe(topic, 0);
        connected(version).publish(publish(topic, "at the latest QoS").qos(2, 1));
        assertThat(client.receive("at the latest QoS").qos()).isZero();
    }

    @EveryVersion
    @Normative({"MQTT5-3.8.4-4", "MQTT311-3.8.4-3"})
    void subscribing_again_sends_retained_messages_again_and_loses_nothing(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        RawMqttClient client = connected(version);
        client.subscribe(topic, 1);
        client.receive("kept");
        for (int i = 1; i <= 20; i++) {
            publisher.send(publish(topic, "live " + i).qos(1, i));
            if (i == 10) {
                client.sendSubscribe(filters(99).filter(topic, 1));
            }
        }
        List<String> live = new ArrayList<>();
        boolean keptAgain = false;
        while (live.size() < 20 || !keptAgain) {
            Packet packet = client.next();
            if (packet.kind() == PacketKind.PUBLISH) {
                client.ack(PacketKind.PUBACK, packet.packetId());
                if (packet.retain()) {
                    keptAgain = true;
                } else {
                    live.add(packet.text());
                }
            }
        }
        for (int i = 1; i <= 20; i++) {
            assertThat(live.get(i - 1)).isEqualTo("live " + i);
        }
        publisher.drain(Duration.ofMillis(100));
        publisher.publish(publish(topic).retain());
    }

    @EveryVersion
    @Normative({"MQTT5-3.8.3-2", "MQTT5-4.13.1-1", "MQTT311-3.8.3-3", "MQTT311-4.8.0-1"})
    void a_subscribe_without_filters_ends_the_connection(MqttVersion version) {
        connected(version).sendSubscribe(filters(1)).expectEnd(0x81, 0x82);
    }

    @From311
    @Normative({"MQTT5-3.8.3-5", "MQTT311-3.8.3-4", "MQTT311-2.2.2-2"})
    void reserved_option_bits_or_a_qos_of_3_end_the_connection(MqttVersion version) {
        int[] options = version.hasProperties()
                ? new int[] {0x40, 0x80, 0xC1, 0x03}
                : new int[] {0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 3};
        for (int option : options) {
            connected(version).sendSubscribe(filters(1).filter(topic(), option)).expectEnd(0x81, 0x82);
        }
    }

    @Test
    @Normative("MQTT5-4.13.1-1")
    void retain_handling_3_ends_the_connection() {
        connected(MqttVersion.V5)
                .sendSubscribe(filters(1).filter(topic(), 0x30))
                .expectEnd(0x81, 0x82);
    }

    @EveryVersion
    @Normative({"MQTT5-3.8.3-2", "MQTT311-4.8.0-1"})
    void a_filter_without_options_or_cut_short_ends_the_connection(MqttVersion version) {
        connected(version).sendSubscribe(filters(1).filter(topic())).expectEnd(0x81);
        Wire body = Wire.wire().u16(1).raw(version.hasProperties() ? new byte[1] : new byte[0]);
        connected(version)
                .send(Wire.packet(0x82, body.u16(10).raw('a').bytes()))
                .expectEnd(0x81);
        connected(version).send(0x82, 1, 0).expectEnd(0x81);
    }

    @Test
    @Normative("MQTT5-3.8.3-3")
    @Checklist(36)
    void no_local_keeps_a_clients_own_messages_away() {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, 1 | NO_LOCAL);
        client.publish(publish(topic, "own").qos(1, 1));
        connected(MqttVersion.V5).publish(publish(topic, "foreign").qos(1, 1));
        client.receive("foreign");
        client.subscribe(topic, 1);
        client.send(publish(topic, "own again").qos(1, 2));
        Packet one = client.next();
        Packet other = client.next();
        assertThat(List.of(one.kind(), other.kind())).containsExactlyInAnyOrder(PacketKind.PUBLISH, PacketKind.PUBACK);
    }

    @Test
    @Normative({"MQTT5-3.8.3-4", "MQTT5-4.13.1-1"})
    void no_local_on_a_shared_subscription_ends_the_connection() {
        connected(MqttVersion.V5)
                .sendSubscribe(filters(1).filter("$share/g/" + topic(), NO_LOCAL))
                .expectEnd(0x82);
    }

    @Test
    @Normative({"MQTT5-3.3.4-3", "MQTT5-3.3.4-5"})
    @Checklist(35)
    void a_message_carries_the_identifier_of_its_subscription() {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.publish(publish(topic, "kept").qos(1, 1).retain());
        client.subscribe(topic, 1, 268_435_455);
        assertThat(client.receive("kept").props().subscriptionIdentifiers()).containsExactly(268_435_455);
        client.publish(topic, "live");
        assertThat(client.receive("live").props().subscriptionIdentifiers()).containsExactly(268_435_455);
        client.subscribe(topic, 1 | SubscribePacket.RETAIN_NEVER);
        client.publish(topic, "without");
        assertThat(client.receive("without").props().subscriptionIdentifiers()).isEmpty();
        client.publish(publish(topic).retain());
    }

    @Test
    @Normative({"MQTT5-3.3.4-2", "MQTT5-3.3.4-3", "MQTT5-3.3.4-4", "MQTT5-3.3.4-5"})
    void overlapping_subscriptions_tell_all_their_identifiers() {
        String root = topic();
        String topic = root + "/a";
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic, 2, 1);
        client.subscribe(root + "/#", 1, 2);
        client.subscribe(root + "/+", 0, 3);
        client.subscribe(topic + "/#", 0);
        connected(MqttVersion.V5).publish(publish(topic, "x").qos(2, 1));
        List<Integer> identifiers = new ArrayList<>();
        int highestQos = 0;
        while (identifiers.size() < 3) {
            Packet received = client.receive("x");
            identifiers.addAll(received.props().subscriptionIdentifiers());
            highestQos = Math.max(highestQos, received.qos());
        }
        assertThat(identifiers).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(highestQos).isEqualTo(2);
    }

    @EveryVersion
    @Normative("MQTT311-3.3.5-1")
    @Checklist(30)
    void overlapping_subscriptions_get_a_copy_each_at_their_own_qos(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = connected(version);
        client.subscribe(topic, 2);
        client.subscribe(topic + "/#", 0);
        connected(version).publish(publish(topic, "x").qos(2, 1));
        List<Integer> qos =
                List.of(client.receive("x").qos(), client.receive("x").qos());
        assertThat(qos).containsExactlyInAnyOrder(0, 2);
        client.expectOnlyPong();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 268_435_456})
    @Normative("MQTT5-4.13.1-1")
    void a_subscription_identifier_out_of_range_ends_the_connection(int identifier) {
        connected(MqttVersion.V5)
                .sendSubscribe(filters(1).filter(topic(), 0).identifier(identifier))
                .expectEnd(0x81, 0x82);
    }

    @ParameterizedTest
    @EnumSource(Prop.class)
    @Normative("MQTT5-4.13.1-1")
    @Checklist(43)
    void a_property_of_other_packets_or_twice_ends_the_connection(Prop prop) {
        Object value = PropertySamples.of(prop);
        if (!prop.mayStandIn(PacketKind.SUBSCRIBE)) {
            connected(MqttVersion.V5)
                    .sendSubscribe(filters(1).filter(topic(), 0).with(prop, value))
                    .expectEnd(0x81, 0x82);
        }
        if (prop == Prop.SUBSCRIPTION_IDENTIFIER) {
            connected(MqttVersion.V5)
                    .sendSubscribe(filters(1).filter(topic(), 0).identifier(1).identifier(1))
                    .expectEnd(0x81, 0x82);
        }
        if (!prop.mayStandIn(PacketKind.UNSUBSCRIBE)) {
            connected(MqttVersion.V5)
                    .sendUnsubscribe(filters(1).filter(topic()).with(prop, value))
                    .expectEnd(0x81, 0x82);
        }
    }

    @Test
    @Normative({"MQTT5-3.8.4-5", "MQTT311-3.8.4-4"})
    void the_same_filter_twice_in_one_packet_counts_as_two_packets() {
        for (MqttVersion version : MqttVersion.values()) {
            String topic = topic();
            RawMqttClient client = connected(version);
            Packet suback = client.subscribe(filters(1).filter(topic, 0).filter(topic, 2));
            assertThat(suback.codes()).containsExactly(0, 2);
            connected(version).publish(publish(topic, "x").qos(2, 1));
            assertThat(client.receive("x").qos()).isEqualTo(2);
            client.expectOnlyPong();
        }
    }
}
