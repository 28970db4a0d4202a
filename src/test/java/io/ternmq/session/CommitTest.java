package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is acknowledged is committed first. */
class CommitTest {
    private final DelayingStore store = new DelayingStore(11);
    private final TestNode node = node(1);

    private TestNode node(long seed) {
        TestNode.Parts parts = TestNode.parts();
        parts.store = store;
        parts.seed = seed;
        return parts.start();
    }

    private void commit() {
        store.commitAll();
        node.settle();
    }

    private TestClient durable(String clientId) {
        TestClient client = node.kept(ProtocolVersion.MQTT_5, clientId);
        client.subscribe(1, Qos.EXACTLY_ONCE, "d/#");
        commit();
        client.take();
        return client;
    }

    @Normative({"MQTT5-4.3.2-4", "MQTT5-4.3.3-8"})
    @Test
    void puback_and_pubrec_wait_until_the_store_has_the_message_and_keep_their_order() {
        durable("s").cut();
        TestClient publisher = node.connected(ProtocolVersion.MQTT_5, "p");
        publisher.publish("d/a", "m", Qos.AT_LEAST_ONCE, 1);
        publisher.publish("d/a", "m", Qos.EXACTLY_ONCE, 2);
        // Nobody wants this one, so it needn't wait, but for those before it.
        publisher.publish("x", "m", Qos.AT_LEAST_ONCE, 3);
        publisher.expectNothing();
        commit();
        assertThat(publisher.take())
                .containsExactly(
                        new Received.Acknowledgement(PacketType.PUBACK, 1, ReasonCode.SUCCESS),
                        new Received.Acknowledgement(PacketType.PUBREC, 2, ReasonCode.SUCCESS),
                        new Received.Acknowledgement(PacketType.PUBACK, 3, ReasonCode.NO_MATCHING_SUBSCRIBERS));
    }

    @Test
    void what_goes_to_sessions_that_end_with_their_connection_waits_for_nothing() {
        TestClient subscriber = node.connected(ProtocolVersion.MQTT_5, "s");
        subscriber.subscribe(1, Qos.EXACTLY_ONCE, "#");
        assertThat(subscriber.take()).hasSize(1);
        TestClient publisher = node.connected(ProtocolVersion.MQTT_5, "p");
        publisher.publish("a", "m", Qos.AT_LEAST_ONCE, 1);
        publisher.publish("a", "m", Qos.EXACTLY_ONCE, 2);
        publisher.acknowledge(PacketType.PUBREL, 2);
        assertThat(publisher.take()).hasSize(3);
        assertThat(store.records).isEmpty();
    }

    @Test
    void the_end_of_a_qos_2_publish_of_a_kept_session_is_committed_before_it_is_said() {
        TestClient publisher = node.kept(ProtocolVersion.MQTT_5, "p");
        publisher.publish("a", "m", Qos.EXACTLY_ONCE, 2);
        publisher.expectNothing();
        commit();
        assertThat(publisher.take()).hasSize(1);
        publisher.acknowledge(PacketType.PUBREL, 2);
        publisher.expectNothing();
        commit();
        publisher.expectAcknowledgement(PacketType.PUBCOMP, 2, ReasonCode.SUCCESS);
    }

    @Test
    void that_a_client_has_received_is_committed_before_pubrel() {
        TestClient subscriber = durable("s");
        node.connected(ProtocolVersion.MQTT_5, "p").publish("d/a", "m", Qos.EXACTLY_ONCE, 1);
        commit();
        int id = subscriber.takeMessages().get(0).packetId();
        subscriber.acknowledge(PacketType.PUBREC, id);
        subscriber.expectNothing();
        commit();
        subscriber.expectAcknowledgement(PacketType.PUBREL, id, ReasonCode.SUCCESS);
    }

    @Test
    void suback_and_unsuback_of_a_kept_session_wait_for_the_store() {
        TestClient client = node.kept(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        client.expectNothing();
        commit();
        client.takeOne(Received.Subscribed.class);
        client.unsubscribe(2, "a");
        client.expectNothing();
        commit();
        client.takeOne(Received.Unsubscribed.class);
    }

    @Normative("MQTT5-3.2.0-1")
    @Test
    void a_connack_that_promises_a_session_waits_for_the_store_and_is_the_first_packet() {
        durable("s").cut();
        node.connected(ProtocolVersion.MQTT_5, "p").publish("d/a", "m", Qos.AT_LEAST_ONCE, 1);
        commit();
        TestClient again = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.kept().clientId = "s");
        again.expectNothing();
        commit();
        List<Received> news = again.take();
        assertThat(((Received.Connected) news.get(0)).connack().sessionPresent())
                .isTrue();
        assertThat(news.get(1)).isInstanceOf(Received.Message.class);
    }

    @Normative("MQTT5-3.14.0-1")
    @Test
    void an_operator_who_ends_a_connection_before_connack_has_it_refused() {
        durable("s").cut();
        commit();
        TestClient again = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.kept().clientId = "s");
        node.await(node.sessions.disconnect(again.id("s"), ReasonCode.ADMINISTRATIVE_ACTION, "why", false));
        List<Received> news = again.take();
        Connack connack = ((Received.Connected) news.get(0)).connack();
        assertThat(connack.reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        assertThat(news.get(1)).isInstanceOf(Received.Closed.class);
        commit();
        again.expectNothing();
        assertThat(node.sessions.busyIds()).isZero();
        assertThat(node.sessions.online()).isZero();
    }

    @Checklist(79)
    @Test
    void connects_of_one_client_id_are_served_one_after_the_other_however_many_come() {
        durable("s").cut();
        commit();
        List<TestClient> storm = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            storm.add(node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.kept().clientId = "s"));
        }
        for (int i = 0; i < 60; i++) {
            commit();
        }
        for (int i = 0; i < 49; i++) {
            List<Received> news = storm.get(i).take();
            assertThat(news).hasSize(3);
            assertThat(news.get(0)).isInstanceOf(Received.Connected.class);
            assertThat(news.get(1))
                    .isInstanceOfSatisfying(
                            Received.Disconnected.class,
                            told -> assertThat(told.code()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER));
        }
        assertThat(storm.get(49).isOpen()).isTrue();
        assertThat(node.sessions.online()).isEqualTo(1);
        assertThat(node.sessions.busyIds()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void acknowledgements_keep_their_order_however_the_store_commits(long seed) {
        DelayingStore delaying = new DelayingStore(seed);
        TestNode.Parts parts = TestNode.parts();
        parts.store = delaying;
        parts.loops = 3;
        parts.seed = seed;
        TestNode delayed = parts.start();
        TestClient subscriber = delayed.kept(ProtocolVersion.MQTT_5, "s");
        subscriber.subscribe(1, Qos.AT_LEAST_ONCE, "d");
        List<TestClient> publishers = new ArrayList<>();
        for (int p = 0; p < 5; p++) {
            publishers.add(delayed.connected(ProtocolVersion.MQTT_5, "p" + p));
        }
        for (int i = 1; i <= 40; i++) {
            for (TestClient publisher : publishers) {
                publisher.publish(i % 3 == 0 ? "x" : "d", "m", Qos.AT_LEAST_ONCE, i);
            }
            if (i % 4 == 0) {
                delaying.commitSome();
            }
        }
        while (delaying.commitSome()) {
            delayed.settle();
        }
        for (TestClient publisher : publishers) {
            assertThat(publisher.take())
                    .extracting(packet -> ((Received.Acknowledgement) packet).packetId())
                    .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 40)
                            .boxed()
                            .toList());
        }
    }
}
