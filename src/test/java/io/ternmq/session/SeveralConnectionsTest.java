package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SeveralConnectionsTest {
    private static TestNode node(String mode) {
        return TestNode.parts()
                .set("session.allow-multiple-sessions", true)
                .set("session.deliver-mode", mode)
                .start();
    }

    private static TestClient subscribed(TestNode node) {
        TestClient client = node.kept(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        client.take();
        return client;
    }

    private static void publish(TestNode node, int from, int to) {
        TestClient publisher = node.connected(ProtocolVersion.MQTT_5, "p" + from);
        for (int i = from; i <= to; i++) {
            publisher.publish("a", String.format("%03d", i), Qos.AT_LEAST_ONCE, i);
        }
    }

    @Checklist(55)
    @Test
    void fan_out_gives_every_connection_each_message_with_its_own_window() {
        TestNode node = node("fanout");
        TestClient one = subscribed(node);
        TestClient two = node.kept(ProtocolVersion.MQTT_5, "c");
        assertThat(one.isOpen()).isTrue();
        assertThat(node.view("c").connections()).isEqualTo(2);
        assertThat(node.sessions.online()).isEqualTo(1);
        publish(node, 1, 3);
        List<Received.Message> ofOne = one.takeMessages();
        assertThat(ofOne).extracting(Received.Message::payload).containsExactly("001", "002", "003");
        assertThat(two.takePayloads()).containsExactly("001", "002", "003");
        one.acknowledge(PacketType.PUBACK, ofOne.get(0).packetId());
        assertThat(node.view("c").inflightMessages()).isEqualTo(5);
        one.cut();
        two.expectNothing();
        assertThat(node.view("c").inflightMessages()).isEqualTo(3);
        publish(node, 4, 4);
        assertThat(two.takePayloads()).containsExactly("004");
    }

    @Checklist(55)
    @Test
    void balance_gives_each_message_to_one_and_what_is_left_to_the_others() {
        TestNode node = node("balance");
        TestClient one = subscribed(node);
        TestClient two = node.kept(ProtocolVersion.MQTT_5, "c");
        TestClient three = node.kept(ProtocolVersion.MQTT_5, "c");
        publish(node, 1, 30);
        List<List<String>> got = new ArrayList<>();
        Set<String> all = new TreeSet<>();
        for (TestClient client : List.of(one, two, three)) {
            List<String> payloads = client.takePayloads();
            assertThat(payloads).hasSize(10);
            got.add(payloads);
            all.addAll(payloads);
        }
        assertThat(all).hasSize(30);
        one.cut();
        List<String> moved = new ArrayList<>(two.takePayloads());
        moved.addAll(three.takePayloads());
        assertThat(moved).containsExactlyInAnyOrderElementsOf(got.get(0));
        two.cut();
        three.cut();
        assertThat(node.kept(ProtocolVersion.MQTT_5, "c").takePayloads()).isNotEmpty();
    }

    @Test
    void a_connection_whose_window_is_closed_is_passed_over() {
        TestNode node = node("balance");
        TestClient one = subscribed(node);
        TestClient two = node.kept(ProtocolVersion.MQTT_5, "c");
        one.writable(false);
        publish(node, 1, 10);
        assertThat(two.takePayloads()).hasSize(10);
        one.writable(true);
        one.expectNothing();
    }

    @Test
    void the_session_goes_offline_with_its_last_connection_and_keeps_what_came() {
        TestNode node = node("fanout");
        TestClient one = subscribed(node);
        TestClient two = node.kept(ProtocolVersion.MQTT_5, "c");
        one.cut();
        two.cut();
        assertThat(node.sessions.offline()).isEqualTo(1);
        publish(node, 1, 3);
        assertThat(node.kept(ProtocolVersion.MQTT_5, "c").takePayloads()).containsExactly("001", "002", "003");
    }

    @Test
    void an_operator_disconnects_all_connections() {
        TestNode node = node("fanout");
        TestClient one = subscribed(node);
        TestClient two = node.kept(ProtocolVersion.MQTT_5, "c");
        node.await(node.sessions.disconnect(
                one.id("c"), io.ternmq.protocol.ReasonCode.ADMINISTRATIVE_ACTION, "why", true));
        assertThat(one.isOpen() || two.isOpen()).isFalse();
        assertThat(node.view("c")).isNull();
    }
}
