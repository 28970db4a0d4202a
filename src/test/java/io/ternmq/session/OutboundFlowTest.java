package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Peer;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutboundFlowTest {
    private TestNode node = TestNode.parts().start();

    private TestClient subscriber(ProtocolVersion version, Qos qos, Consumer<TestClient.ConnectSpec> change) {
        TestClient client = node.connected(version, "s", change);
        client.subscribe(1, qos, "a/#");
        client.take();
        return client;
    }

    private TestClient publisher() {
        return node.connected(ProtocolVersion.MQTT_5, "p");
    }

    private static void publish(TestClient publisher, Qos qos, int from, int to) {
        for (int i = from; i <= to; i++) {
            publisher.publish("a/b", "m" + i, qos, qos == Qos.AT_MOST_ONCE ? 0 : i);
            if (qos == Qos.EXACTLY_ONCE) {
                publisher.acknowledge(PacketType.PUBREL, i);
            }
        }
    }

    private static List<String> payloads(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            all.add("m" + i);
        }
        return all;
    }

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

    // ------------------------------------------------------------------ again after a new connection

    @Checklist(19)
    @Normative({"MQTT5-4.4.0-1", "MQTT5-3.3.1-1", "MQTT5-4.6.0-1", "MQTT311-4.4.0-1", "MQTT311-4.6.0-1"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_resumed_session_sends_again_in_the_first_order_with_the_same_identifiers(ProtocolVersion version) {
        TestClient first = subscriber(version, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        TestClient publisher = publisher();
        publish(publisher, Qos.EXACTLY_ONCE, 1, 4);
        List<Received.Message> before = first.takeMessages();
        first.acknowledge(PacketType.PUBREC, before.get(1).packetId());
        first.expectAcknowledgement(PacketType.PUBREL, before.get(1).packetId(), ReasonCode.SUCCESS);
        first.acknowledge(PacketType.PUBREC, before.get(3).packetId());
        first.acknowledge(PacketType.PUBCOMP, before.get(3).packetId());
        first.cut();
        publish(publisher, Qos.EXACTLY_ONCE, 5, 5);

        TestClient again = node.client(version);
        again.connect(spec -> spec.kept().clientId = "s");
        List<Received> news = again.take();
        assertThat(news).hasSize(5);
        assertThat(news.get(1)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.payload()).isEqualTo("m1");
            assertThat(message.packetId()).isEqualTo(before.get(0).packetId());
            assertThat(message.duplicate()).isTrue();
        });
        assertThat(news.get(2))
                .isEqualTo(new Received.Acknowledgement(
                        PacketType.PUBREL, before.get(1).packetId(), ReasonCode.SUCCESS));
        assertThat(news.get(3)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.payload()).isEqualTo("m3");
            assertThat(message.packetId()).isEqualTo(before.get(2).packetId());
        });
        assertThat(news.get(4)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.payload()).isEqualTo("m5");
            assertThat(message.duplicate()).isFalse();
            assertThat(message.packetId())
                    .isNotIn(before.subList(0, 3).stream()
                            .map(Received.Message::packetId)
                            .toList());
        });
    }

    @Normative("MQTT5-3.3.4-9")
    @Test
    void what_is_sent_again_keeps_to_the_receive_maximum_of_the_new_connection() {
        TestClient first = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept);
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 5);
        assertThat(first.takeMessages()).hasSize(5);
        first.cut();
        TestClient again = node.connected(
                ProtocolVersion.MQTT_5, "s", spec -> spec.kept().properties.set(Property.RECEIVE_MAXIMUM, 2));
        List<String> got = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (Received.Message message : again.takeMessages()) {
                got.add(message.payload());
                assertThat(got.size() - round).isLessThanOrEqualTo(2);
            }
            again.acknowledge(PacketType.PUBACK, round + 1);
        }
        assertThat(got).isEqualTo(payloads(1, 5));
    }

    @Normative({"MQTT5-4.3.3-7", "MQTT5-4.3.3-13"})
    @Test
    void a_message_that_was_sent_is_sent_again_even_if_it_has_expired_since() {
        TestClient first = subscriber(ProtocolVersion.MQTT_5, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        Properties shortLived = Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 5);
        publisher().publish("a/b", "m", Qos.EXACTLY_ONCE, false, false, 1, shortLived, 0);
        int id = first.takeMessages().get(0).packetId();
        first.cut();
        node.advance(Duration.ofSeconds(10));
        TestClient again = node.kept(ProtocolVersion.MQTT_5, "s");
        assertThat(again.takeMessages()).singleElement().satisfies(message -> {
            assertThat(message.packetId()).isEqualTo(id);
            assertThat(message.duplicate()).isTrue();
        });
    }

    @Checklist(18)
    @Test
    void a_3x_client_that_does_not_acknowledge_gets_messages_and_pubrels_again() {
        node = TestNode.parts().set("session.retry-interval", "10s").start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_3_1_1, Qos.EXACTLY_ONCE, spec -> {});
        TestClient publisher = publisher();
        publish(publisher, Qos.EXACTLY_ONCE, 1, 1);
        node.advance(Duration.ofSeconds(5));
        publish(publisher, Qos.EXACTLY_ONCE, 2, 2);
        List<Received.Message> first = subscriber.takeMessages();
        node.advance(Duration.ofSeconds(7));
        List<Received.Message> again = subscriber.takeMessages();
        assertThat(again).singleElement().satisfies(message -> {
            assertThat(message.payload()).isEqualTo("m1");
            assertThat(message.duplicate()).isTrue();
            assertThat(message.packetId()).isEqualTo(first.get(0).packetId());
        });
        subscriber.acknowledge(PacketType.PUBREC, first.get(0).packetId());
        subscriber.take();
        node.advance(Duration.ofSeconds(12));
        assertThat(subscriber.take())
                .contains(new Received.Acknowledgement(
                        PacketType.PUBREL, first.get(0).packetId(), ReasonCode.SUCCESS));
        subscriber.acknowledge(PacketType.PUBCOMP, first.get(0).packetId());
        subscriber.acknowledge(PacketType.PUBREC, first.get(1).packetId());
        subscriber.acknowledge(PacketType.PUBCOMP, first.get(1).packetId());
        subscriber.take();
        node.advance(Duration.ofMinutes(5));
        subscriber.expectNothing();
    }

    @Checklist(18)
    @Normative("MQTT5-4.4.0-1")
    @Test
    void a_5_client_gets_nothing_again_while_it_is_connected() {
        node = TestNode.parts().set("session.retry-interval", "10s").start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_5, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        publish(publisher(), Qos.EXACTLY_ONCE, 1, 1);
        assertThat(subscriber.take()).hasSize(1);
        node.advance(Duration.ofMinutes(5));
        subscriber.expectNothing();
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

    // ------------------------------------------------------------------ clients that don't keep up

    @Checklist(54)
    @Test
    void a_slow_client_holds_up_nobody_and_gets_in_order_what_fits_its_queue() {
        node = TestNode.parts().set("queue.max-online-messages", 4).start();
        TestClient slow = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, spec -> {});
        TestClient quick = node.connected(ProtocolVersion.MQTT_5, "quick");
        quick.subscribe(1, Qos.AT_LEAST_ONCE, "a/#");
        quick.take();
        slow.writable(false);
        TestClient publisher = publisher();
        publish(publisher, Qos.AT_LEAST_ONCE, 1, 3);
        publish(publisher, Qos.AT_MOST_ONCE, 4, 6);
        publish(publisher, Qos.AT_LEAST_ONCE, 7, 7);
        assertThat(quick.takePayloads()).isEqualTo(payloads(1, 7));
        slow.expectNothing();
        assertThat(node.dropped(DropReason.SLOW_RECEIVER)).isEqualTo(2);
        assertThat(node.dropped(DropReason.QUEUE_FULL)).isEqualTo(1);
        assertThat(node.count(Counter.QUEUE_MESSAGE_DROP)).isEqualTo(3);
        slow.writable(true);
        assertThat(slow.takePayloads()).containsExactlyInAnyOrder("m1", "m2", "m3", "m4");
        publish(publisher, Qos.AT_LEAST_ONCE, 8, 8);
        assertThat(slow.takePayloads()).containsExactly("m8");
    }

    @Test
    void under_memory_pressure_qos_0_for_a_slow_client_is_dropped_at_once() {
        TestNode.Parts parts = TestNode.parts();
        parts.load = new LoadGate() {
            @Override
            public @Nullable ReasonCode refusal(Peer peer) {
                return null;
            }

            @Override
            public boolean dropsQos0() {
                return true;
            }
        };
        node = parts.start();
        TestClient slow = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, spec -> {});
        TestClient publisher = publisher();
        publish(publisher, Qos.AT_MOST_ONCE, 1, 1);
        assertThat(slow.takePayloads()).containsExactly("m1");
        slow.writable(false);
        publish(publisher, Qos.AT_MOST_ONCE, 2, 2);
        publish(publisher, Qos.AT_LEAST_ONCE, 3, 3);
        assertThat(node.dropped(DropReason.MEMORY_PRESSURE)).isEqualTo(1);
        slow.writable(true);
        assertThat(slow.takePayloads()).containsExactly("m3");
    }

    @Checklist(46)
    @Test
    void a_queue_is_bounded_in_bytes_too() {
        node = TestNode.parts()
                .set("session.max-inflight-messages", 1)
                .set("queue.max-online-bytes", "20B")
                .start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_3_1_1, Qos.AT_LEAST_ONCE, spec -> {});
        // Each counts five bytes: topic and payload.
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 9);
        assertThat(node.dropped(DropReason.QUEUE_BYTES_FULL)).isEqualTo(4);
        assertThat(node.view("s").queuedMessages()).isEqualTo(4);
        assertThat(node.view("s").queuedBytes()).isEqualTo(20);
        assertThat(node.sessions.waiting()).isEqualTo(new Sessions.Waiting(4, 20));
        assertThat(subscriber.takePayloads()).containsExactly("m1");
    }

    @Checklist({47, 48})
    @Test
    void an_offline_queue_keeps_the_oldest_or_as_lifo_the_newest() {
        for (String order : List.of("fifo", "lifo")) {
            node = TestNode.parts()
                    .set("queue.max-offline-messages", 3)
                    .set("queue.order", order)
                    .start();
            subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept)
                    .cut();
            publish(publisher(), Qos.AT_LEAST_ONCE, 1, 5);
            assertThat(node.dropped(DropReason.QUEUE_FULL)).isEqualTo(2);
            List<String> got = node.kept(ProtocolVersion.MQTT_5, "s").takePayloads();
            assertThat(got).isEqualTo(order.equals("fifo") ? List.of("m1", "m2", "m3") : List.of("m5", "m4", "m3"));
        }
    }

    @Checklist(49)
    @Test
    void what_waited_offline_is_cut_to_the_online_limit_unless_settings_keep_it() {
        for (boolean override : List.of(false, true)) {
            node = TestNode.parts()
                    .set("session.max-inflight-messages", 2)
                    .set("queue.max-online-messages", 3)
                    .set("queue.override-max-online-messages", override)
                    .start();
            subscriber(ProtocolVersion.MQTT_3_1_1, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept)
                    .cut();
            publish(publisher(), Qos.AT_LEAST_ONCE, 1, 10);
            node.kept(ProtocolVersion.MQTT_3_1_1, "s");
            assertThat(node.view("s").inflightMessages()).isEqualTo(2);
            assertThat(node.view("s").queuedMessages()).isEqualTo(override ? 8 : 3);
            assertThat(node.dropped(DropReason.QUEUE_FULL)).isEqualTo(override ? 0 : 5);
        }
    }

    @Test
    void thousands_of_waiting_messages_leave_in_order_over_several_turns() {
        node = TestNode.parts()
                .set("queue.max-offline-messages", -1)
                .set("queue.max-online-messages", -1)
                .start();
        subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept)
                .cut();
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 3000);
        assertThat(node.kept(ProtocolVersion.MQTT_5, "s").takePayloads()).isEqualTo(payloads(1, 3000));
    }
}
