package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many messages are under way, and how they are sent. */
class OutboundFlowTest extends OutboundFixture {
    // ------------------------------------------------------------------ the window

    @Checklist(21)
    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1", "MQTT_3_1_1"})
    void a_3x_client_gets_as_many_unacknowledged_messages_as_settings_say_and_qos_0_beside(ProtocolVersion version) {
        node = TestNode.parts().set("session.max-inflight-messages", 3).start();
        TestClient subscriber = subscriber(version, Qos.AT_LEAST_ONCE, spec -> {});
        TestClient publisher = publisher();
        publish(publisher, Qos.AT_LEAST_ONCE, 1, 5);
        List<Received.Message> first = subscriber.takeMessages();
        assertThat(first).extracting(Received.Message::payload).isEqualTo(payloads(1, 3));
        publisher.publish("a/b", "zero", Qos.AT_MOST_ONCE, 0);
        assertThat(subscriber.takePayloads()).containsExactly("zero");
        subscriber.acknowledge(PacketType.PUBACK, first.get(1).packetId());
        assertThat(subscriber.takePayloads()).containsExactly("m4");
        assertThat(node.view("s").queuedMessages()).isEqualTo(1);
    }

    @Checklist(21)
    @Test
    void a_window_of_zero_is_no_limit() {
        node = TestNode.parts().set("session.max-inflight-messages", 0).start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_3_1_1, Qos.AT_LEAST_ONCE, spec -> {});
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 300);
        assertThat(subscriber.takePayloads()).isEqualTo(payloads(1, 300));
    }

    @Checklist(32)
    @Normative({"MQTT5-4.9.0-2", "MQTT5-4.9.0-3", "MQTT5-3.3.4-9"})
    @Test
    void a_5_client_gets_no_more_than_its_receive_maximum_until_the_last_acknowledgement() {
        TestClient subscriber = subscriber(
                ProtocolVersion.MQTT_5, Qos.EXACTLY_ONCE, spec -> spec.properties.set(Property.RECEIVE_MAXIMUM, 2));
        TestClient publisher = publisher();
        publish(publisher, Qos.EXACTLY_ONCE, 1, 4);
        List<Received.Message> first = subscriber.takeMessages();
        assertThat(first).hasSize(2);
        subscriber.acknowledge(PacketType.PUBREC, first.get(0).packetId());
        subscriber.expectAcknowledgement(PacketType.PUBREL, first.get(0).packetId(), ReasonCode.SUCCESS);
        subscriber.acknowledge(PacketType.PUBCOMP, first.get(0).packetId());
        assertThat(subscriber.takePayloads()).containsExactly("m3");
        // An error in PUBREC ends the delivery (MQTT-4.3.3-4) and makes room at once.
        subscriber.acknowledge(PacketType.PUBREC, first.get(1).packetId(), ReasonCode.UNSPECIFIED_ERROR);
        assertThat(subscriber.takePayloads()).containsExactly("m4");
        assertThat(node.view("s").inflightMessages()).isEqualTo(2);
    }

    // ------------------------------------------------------------------ acknowledgements out of place

    @Normative("MQTT5-3.6.2-1")
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void acknowledgements_for_nothing_harm_nobody(ProtocolVersion version) {
        TestClient client = node.connected(version, "c");
        client.acknowledge(PacketType.PUBACK, 9);
        client.acknowledge(PacketType.PUBCOMP, 9);
        client.expectNothing();
        client.acknowledge(PacketType.PUBREC, 9);
        client.expectAcknowledgement(
                PacketType.PUBREL,
                9,
                version == ProtocolVersion.MQTT_5 ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS);
        assertThat(client.isOpen()).isTrue();
        assertThat(node.count(Counter.MQTT_PUBACK_INVALID_ERROR)).isEqualTo(1);
        assertThat(node.count(Counter.MQTT_PUBREC_INVALID_ERROR)).isEqualTo(1);
        assertThat(node.count(Counter.MQTT_PUBCOMP_INVALID_ERROR)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void an_acknowledgement_of_the_wrong_kind_ends_the_connection(ProtocolVersion version) {
        record Wrong(Qos qos, PacketType type) {}
        for (Wrong wrong : List.of(
                new Wrong(Qos.AT_LEAST_ONCE, PacketType.PUBREC),
                new Wrong(Qos.EXACTLY_ONCE, PacketType.PUBACK),
                new Wrong(Qos.EXACTLY_ONCE, PacketType.PUBCOMP))) {
            node = TestNode.parts().start();
            TestClient subscriber = subscriber(version, Qos.EXACTLY_ONCE, spec -> {});
            publish(publisher(), wrong.qos(), 1, 1);
            subscriber.acknowledge(
                    wrong.type(), subscriber.takeMessages().get(0).packetId());
            subscriber.expectDisconnected(ReasonCode.PROTOCOL_ERROR);
        }
    }

    // ------------------------------------------------------------------ what is sent how

    @Normative({"MQTT5-3.8.4-8", "MQTT311-3.8.4-6"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_delivery_has_the_lower_of_both_qos(ProtocolVersion version) {
        for (Qos published : Qos.values()) {
            for (Qos subscribed : Qos.values()) {
                node = TestNode.parts().start();
                TestClient subscriber = subscriber(version, subscribed, spec -> {});
                publish(publisher(), published, 1, 1);
                assertThat(subscriber.takeMessages().get(0).qos()).isEqualTo(published.min(subscribed));
            }
        }
    }

    @Checklist(22)
    @Test
    void settings_may_raise_the_qos_to_that_of_the_subscription_for_offline_clients_too() {
        node = TestNode.parts().set("session.upgrade-outgoing-qos", true).start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_5, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        TestClient publisher = publisher();
        publish(publisher, Qos.AT_MOST_ONCE, 1, 1);
        assertThat(subscriber.takeMessages().get(0).qos()).isEqualTo(Qos.EXACTLY_ONCE);
        subscriber.cut();
        publish(publisher, Qos.AT_MOST_ONCE, 2, 2);
        TestClient again = node.kept(ProtocolVersion.MQTT_5, "s");
        assertThat(again.takePayloads()).containsExactly("m1", "m2");
    }

    @Checklist(34)
    @Normative({"MQTT5-3.1.2-26", "MQTT5-3.3.2-8"})
    @Test
    void the_broker_uses_no_more_aliases_than_the_client_allows() {
        TestClient subscriber = subscriber(
                ProtocolVersion.MQTT_5, Qos.AT_MOST_ONCE, spec -> spec.properties.set(Property.TOPIC_ALIAS_MAXIMUM, 2));
        TestClient publisher = publisher();
        for (int round = 0; round < 2; round++) {
            for (String topic : List.of("a/1", "a/2", "a/3")) {
                publisher.publish(topic, "m", Qos.AT_MOST_ONCE, 0);
            }
        }
        List<Received.Message> messages = subscriber.takeMessages();
        assertThat(messages)
                .extracting(Received.Message::topic)
                .containsExactly("a/1", "a/2", "a/3", "a/1", "a/2", "a/3");
        assertThat(messages).extracting(Received.Message::topicAlias).containsExactly(1, 2, 0, 1, 2, 0);
    }

    @Checklist(34)
    @Normative("MQTT5-3.1.2-27")
    @Test
    void a_client_that_allows_no_alias_gets_none() {
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_5, Qos.AT_MOST_ONCE, spec -> {});
        publish(publisher(), Qos.AT_MOST_ONCE, 1, 3);
        assertThat(subscriber.takeMessages())
                .extracting(Received.Message::topicAlias)
                .containsOnly(0);
    }

    @Checklist(39)
    @Normative({"MQTT5-3.1.2-24", "MQTT5-3.1.2-25"})
    @Test
    void what_is_larger_than_the_client_takes_is_dropped_and_takes_no_room() {
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, spec -> {
            spec.properties.set(Property.MAXIMUM_PACKET_SIZE, 60);
            spec.properties.set(Property.RECEIVE_MAXIMUM, 1);
        });
        TestClient publisher = publisher();
        publisher.publish("a/b", "x".repeat(80), Qos.AT_LEAST_ONCE, 1);
        publisher.publish("a/b", "x".repeat(80), Qos.AT_MOST_ONCE, 0);
        publisher.publish("a/b", "small", Qos.AT_LEAST_ONCE, 2);
        assertThat(subscriber.takePayloads()).containsExactly("small");
        assertThat(node.dropped(DropReason.MAX_PACKET_SIZE_EXCEEDED)).isEqualTo(2);
        assertThat(subscriber.isOpen()).isTrue();
    }

    @Test
    void a_large_payload_reaches_many_receivers_whole() {
        String large = "0123456789".repeat(2000);
        List<TestClient> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            TestClient client = node.connected(ProtocolVersion.values()[i % 3], "s" + i);
            client.subscribe(1, Qos.of(i % 3), "a/#");
            client.take();
            all.add(client);
        }
        publisher().publish("a/b", large, Qos.EXACTLY_ONCE, 1);
        all.forEach(client -> assertThat(client.takePayloads()).containsExactly(large));
    }
}
