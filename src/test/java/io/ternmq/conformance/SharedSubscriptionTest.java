package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shared subscriptions: MQTT 5 section 4.8.2; TernMQ has them in all versions. */
class SharedSubscriptionTest extends BrokerTestCase {

    private static final Duration QUIET = Duration.ofMillis(300);

    private List<RawMqttClient> group(MqttVersion version, String filter, int members, int qos) {
        return IntStream.range(0, members)
                .mapToObj(i -> {
                    RawMqttClient client = connected(version);
                    client.subscribe(filter, qos);
                    return client;
                })
                .toList();
    }

    /** All payloads that the members have got, in no order; acknowledges QoS 1. */
    private static List<String> payloads(List<RawMqttClient> members, int expected) {
        List<String> payloads = new ArrayList<>();
        long deadline = System.nanoTime() + RawMqttClient.PATIENCE.toNanos();
        while (payloads.size() < expected && System.nanoTime() < deadline) {
            members.forEach(member -> payloads.addAll(drain(member, Duration.ofMillis(20))));
        }
        members.forEach(member -> payloads.addAll(drain(member, QUIET)));
        return payloads;
    }

    private static List<String> drain(RawMqttClient member, Duration quiet) {
        List<String> payloads = new ArrayList<>();
        for (Packet packet : member.drain(quiet)) {
            if (packet.kind() == PacketKind.PUBLISH) {
                if (packet.qos() == 1) {
                    member.ack(PacketKind.PUBACK, packet.packetId());
                }
                payloads.add(packet.text());
            }
        }
        return payloads;
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @EveryVersion
    @Normative("MQTT5-4.8.2-1")
    @Checklist(56)
    void each_message_goes_to_one_member(MqttVersion version) {
        String topic = topic();
        List<RawMqttClient> members = group(version, "$share/g/" + topic + "/#", 3, 1);
        RawMqttClient publisher = connected(version);
        for (int i = 0; i < 60; i++) {
            publisher.publish(publish(topic + "/" + i % 7, Integer.toString(i)).qos(1, 1 + i));
        }
        assertThat(payloads(members, 60)).containsExactlyInAnyOrder(numbered(60));
    }

    @Test
    @Checklist(56)
    void two_groups_and_an_ordinary_subscriber_get_a_copy_each() {
        String topic = topic();
        List<RawMqttClient> one = group(MqttVersion.V5, "$share/one/" + topic, 2, 0);
        List<RawMqttClient> two = group(MqttVersion.V311, "$share/two/" + topic, 2, 0);
        List<RawMqttClient> ordinary = group(MqttVersion.V5, topic, 1, 0);
        connected(MqttVersion.V5).publish(topic, "x");
        assertThat(payloads(one, 1)).containsExactly("x");
        assertThat(payloads(two, 1)).containsExactly("x");
        assertThat(payloads(ordinary, 1)).containsExactly("x");
    }

    @Test
    @Checklist(56)
    void groups_of_the_same_name_with_different_filters_are_different_subscriptions() {
        String topic = topic();
        List<RawMqttClient> exact = group(MqttVersion.V5, "$share/g/" + topic + "/a", 1, 0);
        List<RawMqttClient> wild = group(MqttVersion.V5, "$share/g/" + topic + "/+", 1, 0);
        connected(MqttVersion.V5).publish(topic + "/a", "x");
        assertThat(payloads(exact, 1)).containsExactly("x");
        assertThat(payloads(wild, 1)).containsExactly("x");
    }

    static Stream<Arguments> badFilters() {
        return Stream.of(MqttVersion.V311, MqttVersion.V5)
                .flatMap(version -> Stream.of(
                                "$share",
                                "$share/",
                                "$share//x",
                                "$share/g",
                                "$share/g/",
                                "$share/+/x",
                                "$share/#/x",
                                "$share/#",
                                "$share/g+/x",
                                "$share/g#/x",
                                "$share/g/a#")
                        .map(filter -> Arguments.of(version, filter)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badFilters")
    @Normative({"MQTT5-4.8.2-1", "MQTT5-4.8.2-2", "MQTT5-4.13.1-1"})
    @Checklist(56)
    void a_malformed_shared_filter_ends_the_connection(MqttVersion version, String filter) {
        connected(version).sendSubscribe(filters(1).filter(filter, 0)).expectEnd(0x81, 0x82, 0x8F);
    }

    @EveryVersion
    @Normative("MQTT5-4.8.2-3")
    void each_member_gets_messages_at_the_qos_it_was_granted(MqttVersion version) {
        String topic = topic();
        for (int granted = 0; granted <= 2; granted++) {
            RawMqttClient member = connected(version);
            member.subscribe("$share/g/" + topic, granted);
            connected(version).publish(publish(topic, "x").qos(2, 1));
            assertThat(member.receive("x").qos()).isEqualTo(granted);
            member.unsubscribe("$share/g/" + topic);
        }
    }

    @Test
    @Normative("MQTT5-4.8.2-4")
    void a_qos_2_delivery_that_has_begun_is_finished_with_its_member() {
        String id = clientId();
        String topic = topic();
        RawMqttClient chosen = subscribed(MqttVersion.V5, id, "$share/g/" + topic, 2);
        connected(MqttVersion.V5).publish(publish(topic, "begun").qos(2, 1));
        int packetId = chosen.expect(PacketKind.PUBLISH).packetId();
        RawMqttClient other = connected(MqttVersion.V5);
        other.subscribe("$share/g/" + topic, 2);
        chosen.cut();
        RawMqttClient again = connected(connect(MqttVersion.V5, id).persistent());
        Packet repeated = again.receive("begun");
        assertThat(repeated.packetId()).isEqualTo(packetId);
        other.expectOnlyPong();
    }

    @Test
    @Normative("MQTT5-4.8.2-5")
    void a_qos_2_delivery_whose_session_ended_goes_to_nobody_else() {
        String id = clientId();
        String topic = topic();
        RawMqttClient chosen = subscribed(MqttVersion.V5, id, "$share/g/" + topic, 2);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "begun").qos(2, 1));
        chosen.expect(PacketKind.PUBLISH);
        RawMqttClient other = connected(MqttVersion.V5);
        other.subscribe("$share/g/" + topic, 2);
        chosen.cut();
        connected(connect(MqttVersion.V5, id));
        publisher.publish(publish(topic, "next").qos(2, 2));
        other.receive("next");
        other.expectOnlyPong();
    }

    @Test
    @Normative("MQTT5-4.8.2-6")
    void a_message_refused_by_its_member_is_discarded() {
        String topic = topic();
        List<RawMqttClient> members = group(MqttVersion.V5, "$share/g/" + topic, 2, 2);
        RawMqttClient publisher = connected(MqttVersion.V5);
        for (int qos = 1; qos <= 2; qos++) {
            publisher.publish(publish(topic, "refused").qos(qos, 1));
            RawMqttClient chosen = null;
            while (chosen == null) {
                for (RawMqttClient member : members) {
                    Packet packet = member.poll(Duration.ofMillis(50));
                    if (packet != null) {
                        chosen = member;
                        member.ack(qos == 1 ? PacketKind.PUBACK : PacketKind.PUBREC, packet.packetId(), 0x80);
                    }
                }
            }
            assertThat(payloads(members, 0)).isEmpty();
        }
    }

    @EveryVersion
    @Normative("MQTT5-3.3.1-9")
    @Checklist(60)
    void retained_messages_are_not_sent_for_a_shared_subscription(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        RawMqttClient member = connected(version);
        member.subscribe("$share/g/" + topic, 1);
        publisher.publish(topic, "marker");
        member.receive("marker");
        publisher.publish(publish(topic).retain());
    }

    @Test
    @Checklist(35)
    void a_shared_subscription_has_an_identifier_too() {
        String topic = topic();
        RawMqttClient member = connected(MqttVersion.V5);
        member.subscribe("$share/g/" + topic, 1, 42);
        connected(MqttVersion.V5).publish(topic, "x");
        assertThat(member.receive("x").props().subscriptionIdentifiers()).containsExactly(42);
    }

    @EveryVersion
    @Checklist(58)
    void a_member_that_is_online_is_preferred_to_one_that_is_not(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient absent = subscribed(version, id, "$share/g/" + topic, 1);
        List<RawMqttClient> members = group(version, "$share/g/" + topic, 1, 1);
        absent.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        for (int reached = 0; reached < 3; ) {
            publisher.publish(publish(topic, "probe").qos(1, 1));
            reached = drain(members.get(0), Duration.ofMillis(100)).isEmpty() ? 0 : reached + 1;
        }
        for (int i = 0; i < 20; i++) {
            publisher.publish(publish(topic, Integer.toString(i)).qos(1, 1 + i));
        }
        assertThat(payloads(members, 20)).containsExactlyInAnyOrder(numbered(20));
        members.get(0).unsubscribe("$share/g/" + topic);
        publisher.publish(publish(topic, "stored").qos(1, 99));
        RawMqttClient again = connected(connect(version, id).persistent());
        String received = again.receive().text();
        while (received.equals("probe")) {
            received = again.receive().text();
        }
        assertThat(received).isEqualTo("stored");
    }

    @EveryVersion
    @Normative({"MQTT5-3.10.4-2", "MQTT5-3.10.4-1"})
    void a_member_that_unsubscribed_gets_nothing_more(MqttVersion version) {
        String topic = topic();
        List<RawMqttClient> members = group(version, "$share/g/" + topic, 2, 0);
        members.get(0).unsubscribe("$share/g/" + topic);
        RawMqttClient publisher = connected(version);
        for (int i = 0; i < 10; i++) {
            publisher.publish(topic, Integer.toString(i));
        }
        assertThat(payloads(List.of(members.get(1)), 10)).containsExactly(numbered(10));
        members.get(0).expectOnlyPong();
    }
}
