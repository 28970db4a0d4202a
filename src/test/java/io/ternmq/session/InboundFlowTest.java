package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Decision;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent;
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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboundFlowTest {
    private static void publishByAlias(TestClient client, String topic, String payload, Qos qos, int id, int alias) {
        client.publish(topic, payload, qos, false, false, id, Properties.NONE, alias);
    }

    private static TestClient watcher(TestNode node) {
        TestClient watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.EXACTLY_ONCE, "#");
        watcher.take();
        return watcher;
    }

    // ------------------------------------------------------------------ topic aliases

    @Checklist(33)
    @Normative({"MQTT5-3.3.2-7", "MQTT5-3.3.2-12"})
    @Test
    void an_alias_stands_for_the_last_topic_it_was_told_with_on_this_connection() {
        TestNode node = TestNode.parts().start();
        TestClient watcher = watcher(node);
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        TestClient other = node.connected(ProtocolVersion.MQTT_5, "d");
        publishByAlias(client, "a", "1", Qos.AT_MOST_ONCE, 0, 32);
        publishByAlias(other, "x", "2", Qos.AT_MOST_ONCE, 0, 32);
        publishByAlias(client, "", "3", Qos.AT_LEAST_ONCE, 7, 32);
        publishByAlias(client, "b", "4", Qos.AT_MOST_ONCE, 0, 32);
        publishByAlias(client, "", "5", Qos.AT_MOST_ONCE, 0, 32);
        assertThat(watcher.takeMessages())
                .extracting(message -> message.topic() + message.payload())
                .containsExactly("a1", "x2", "a3", "b4", "b5");
        client.cut();
        TestClient again = node.connected(ProtocolVersion.MQTT_5, "c");
        publishByAlias(again, "", "6", Qos.AT_MOST_ONCE, 0, 32);
        again.expectDisconnected(ReasonCode.TOPIC_ALIAS_INVALID);
        watcher.expectNothing();
    }

    @Checklist(33)
    @Normative("MQTT5-3.3.2-9")
    @Test
    void an_alias_out_of_range_or_unknown_ends_the_connection() {
        TestNode node =
                TestNode.parts().set("session.topic-alias-maximum-client", 4).start();
        TestClient tooLarge = node.connected(ProtocolVersion.MQTT_5, "c");
        publishByAlias(tooLarge, "a", "1", Qos.AT_MOST_ONCE, 0, 5);
        tooLarge.expectDisconnected(ReasonCode.TOPIC_ALIAS_INVALID);
        TestClient unknown = node.connected(ProtocolVersion.MQTT_5, "c");
        publishByAlias(unknown, "", "1", Qos.AT_MOST_ONCE, 0, 4);
        unknown.expectDisconnected(ReasonCode.TOPIC_ALIAS_INVALID);
    }

    // ------------------------------------------------------------------ QoS 2

    @Checklist(20)
    @Normative({"MQTT5-4.3.3-10", "MQTT5-4.3.3-8", "MQTT5-4.3.3-11", "MQTT311-4.3.3-2"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_qos_2_publish_is_routed_once_however_often_it_comes(ProtocolVersion version) {
        TestNode node = TestNode.parts().start();
        TestClient watcher = watcher(node);
        TestClient client = node.kept(version, "c");
        client.publish("a", "one", Qos.EXACTLY_ONCE, 5);
        client.publishAgain("a", "one", Qos.EXACTLY_ONCE, 5);
        assertThat(client.take())
                .containsExactly(
                        new Received.Acknowledgement(PacketType.PUBREC, 5, ReasonCode.SUCCESS),
                        new Received.Acknowledgement(PacketType.PUBREC, 5, ReasonCode.SUCCESS));
        client.cut();
        TestClient again = node.kept(version, "c");
        again.publishAgain("a", "one", Qos.EXACTLY_ONCE, 5);
        again.expectAcknowledgement(PacketType.PUBREC, 5, ReasonCode.SUCCESS);
        again.acknowledge(PacketType.PUBREL, 5);
        again.expectAcknowledgement(PacketType.PUBCOMP, 5, ReasonCode.SUCCESS);
        assertThat(watcher.takePayloads()).containsExactly("one");
        // The identifier is free now (MQTT-4.3.3-12): the same one is another message.
        again.publish("a", "two", Qos.EXACTLY_ONCE, 5);
        assertThat(watcher.takePayloads()).containsExactly("two");
    }

    @Normative("MQTT5-4.3.3-11")
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_pubrel_for_nothing_is_answered(ProtocolVersion version) {
        TestNode node = TestNode.parts().start();
        TestClient client = node.connected(version, "c");
        client.acknowledge(PacketType.PUBREL, 9);
        client.expectAcknowledgement(
                PacketType.PUBCOMP,
                9,
                version == ProtocolVersion.MQTT_5 ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS);
        assertThat(client.isOpen()).isTrue();
    }

    @Checklist(32)
    @Normative("MQTT5-3.3.4-7")
    @Test
    void more_unfinished_publishes_than_announced_end_the_connection() {
        TestNode node =
                TestNode.parts().set("session.receive-maximum-broker", 3).start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        for (int id = 1; id <= 3; id++) {
            client.publish("a", "m", Qos.EXACTLY_ONCE, id);
        }
        client.publish("a", "m", Qos.AT_MOST_ONCE, 0);
        assertThat(client.take()).hasSize(3);
        client.acknowledge(PacketType.PUBREL, 2);
        client.publish("a", "m", Qos.EXACTLY_ONCE, 4);
        assertThat(client.take()).hasSize(2);
        client.publish("a", "m", Qos.AT_LEAST_ONCE, 5);
        client.expectDisconnected(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    }

    @Test
    void publishes_that_were_refused_do_not_count_as_unfinished() {
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> Decision.DENY;
        TestNode.Parts parts = TestNode.parts().set("session.receive-maximum-broker", 2);
        parts.authorizer = late;
        TestNode node = parts.start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        for (int id = 1; id <= 10; id++) {
            client.publish("a", "m", id % 2 == 0 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE, id);
            late.answerAll();
            node.settle();
        }
        assertThat(client.take()).hasSize(10);
        assertThat(client.isOpen()).isTrue();
    }

    // ------------------------------------------------------------------ what may be published

    @Checklist(24)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void nobody_publishes_to_the_brokers_own_topics(ProtocolVersion version) {
        TestNode node = TestNode.parts().start();
        TestClient watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.EXACTLY_ONCE, "$SYS/#", "$x/#");
        watcher.take();
        TestClient client = node.connected(version, "c");
        ReasonCode told = version == ProtocolVersion.MQTT_5 ? ReasonCode.NOT_AUTHORIZED : ReasonCode.SUCCESS;
        client.publish("$SYS/a", "m", Qos.AT_MOST_ONCE, 0);
        client.publish("$SYS/a", "m", Qos.AT_LEAST_ONCE, 1);
        client.expectAcknowledgement(PacketType.PUBACK, 1, told);
        client.publish("$x/a", "m", Qos.EXACTLY_ONCE, 2);
        client.expectAcknowledgement(PacketType.PUBREC, 2, told);
        watcher.expectNothing();
        assertThat(node.dropped(DropReason.SYSTEM_TOPIC)).isEqualTo(3);
        assertThat(client.isOpen()).isTrue();
    }

    private static TestNode denying(boolean disconnectV3) {
        TestNode.Parts parts = TestNode.parts().set("access.disconnect-on-unauthorized-publish-v3", disconnectV3);
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> topic.equals("no") ? Decision.DENY : Decision.ALLOW;
        parts.authorizer = late;
        TestNode node = parts.start();
        node.answers = late;
        return node;
    }

    @Checklist(25)
    @Test
    void a_5_client_is_told_that_it_may_not_publish() {
        TestNode node = denying(false);
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.publish("no", "m", Qos.AT_MOST_ONCE, 0);
        client.publish("no", "m", Qos.AT_LEAST_ONCE, 1);
        client.publish("no", "m", Qos.EXACTLY_ONCE, 2);
        client.publish("yes", "m", Qos.EXACTLY_ONCE, 3);
        node.answerAll();
        assertThat(client.take())
                .containsExactly(
                        new Received.Acknowledgement(PacketType.PUBACK, 1, ReasonCode.NOT_AUTHORIZED),
                        new Received.Acknowledgement(PacketType.PUBREC, 2, ReasonCode.NOT_AUTHORIZED),
                        new Received.Acknowledgement(PacketType.PUBREC, 3, ReasonCode.NO_MATCHING_SUBSCRIBERS));
        assertThat(node.dropped(DropReason.NOT_AUTHORIZED)).isEqualTo(3);
        assertThat(node.count(Counter.MQTT_PUBLISH_AUTH_ERROR)).isEqualTo(3);
        assertThat(node.happened(BrokerEvent.AccessRefused.class)).hasSize(3);
    }

    @Checklist(25)
    @Normative("MQTT311-3.3.5-2")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_3_1_1_client_that_may_not_publish_is_disconnected(int qos) {
        TestNode node = denying(false);
        TestClient client = node.connected(ProtocolVersion.MQTT_3_1_1, "c");
        client.publish("no", "m", Qos.of(qos), qos == 0 ? 0 : 1);
        node.answerAll();
        client.expectDisconnected(ReasonCode.NOT_AUTHORIZED);
    }

    @Checklist(25)
    @Test
    void a_3_1_client_that_may_not_publish_is_pretended_to_unless_settings_say_otherwise() {
        TestNode pretending = denying(false);
        TestClient client = pretending.connected(ProtocolVersion.MQTT_3_1, "c");
        client.publish("no", "m", Qos.AT_LEAST_ONCE, 1);
        client.publish("no", "m", Qos.EXACTLY_ONCE, 2);
        pretending.answerAll();
        client.acknowledge(PacketType.PUBREL, 2);
        assertThat(client.take())
                .containsExactly(
                        new Received.Acknowledgement(PacketType.PUBACK, 1, ReasonCode.SUCCESS),
                        new Received.Acknowledgement(PacketType.PUBREC, 2, ReasonCode.SUCCESS),
                        new Received.Acknowledgement(PacketType.PUBCOMP, 2, ReasonCode.SUCCESS));

        TestNode strict = denying(true);
        TestClient other = strict.connected(ProtocolVersion.MQTT_3_1, "c");
        other.publish("no", "m", Qos.AT_LEAST_ONCE, 1);
        strict.answerAll();
        other.expectDisconnected(ReasonCode.NOT_AUTHORIZED);
    }

    @Normative("MQTT5-3.2.2-14")
    @Test
    void a_retained_message_where_none_are_kept_ends_a_5_connection_and_is_delivered_for_3x() {
        TestNode node = TestNode.parts().set("retained.available", false).start();
        TestClient watcher = watcher(node);
        TestClient old = node.connected(ProtocolVersion.MQTT_3_1_1, "old");
        old.publishRetained("a", "m", Qos.AT_MOST_ONCE, 0);
        assertThat(watcher.takePayloads()).containsExactly("m");
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.publishRetained("a", "m", Qos.AT_MOST_ONCE, 0);
        client.expectDisconnected(ReasonCode.RETAIN_NOT_SUPPORTED);
        watcher.expectNothing();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void what_cannot_be_retained_is_delivered_and_a_5_client_is_told(ProtocolVersion version) {
        TestNode node = TestNode.parts().set("retained.max-messages", 1).start();
        TestClient watcher = watcher(node);
        TestClient client = node.connected(version, "c");
        client.publishRetained("a", "m", Qos.AT_LEAST_ONCE, 1);
        client.expectAcknowledgement(PacketType.PUBACK, 1, ReasonCode.SUCCESS);
        ReasonCode told = version == ProtocolVersion.MQTT_5 ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SUCCESS;
        client.publishRetained("b", "m", Qos.AT_LEAST_ONCE, 2);
        client.expectAcknowledgement(PacketType.PUBACK, 2, told);
        client.publishRetained("c", "m", Qos.EXACTLY_ONCE, 3);
        client.expectAcknowledgement(PacketType.PUBREC, 3, told);
        assertThat(watcher.takePayloads()).hasSize(3);
        assertThat(node.count(Counter.MQTT_PUBLISH_ERROR)).isEqualTo(2);
        // After an error the packet identifier is free; else the publish is a duplicate.
        client.publish("c", "again", Qos.EXACTLY_ONCE, 3);
        assertThat(watcher.takePayloads()).hasSize(version == ProtocolVersion.MQTT_5 ? 1 : 0);
    }

    @Checklist(45)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_publish_that_nobody_wants_is_acknowledged_as_such_to_a_5_client(ProtocolVersion version) {
        TestNode node = TestNode.parts().start();
        TestClient client = node.connected(version, "c");
        ReasonCode told = version == ProtocolVersion.MQTT_5 ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
        client.publish("a", "m", Qos.AT_LEAST_ONCE, 1);
        client.expectAcknowledgement(PacketType.PUBACK, 1, told);
        client.publish("a", "m", Qos.EXACTLY_ONCE, 2);
        client.expectAcknowledgement(PacketType.PUBREC, 2, told);
        client.acknowledge(PacketType.PUBREL, 2);
        client.expectAcknowledgement(PacketType.PUBCOMP, 2, ReasonCode.SUCCESS);
    }

    @Checklist(37)
    @Normative({"MQTT5-3.3.2-5", "MQTT5-3.3.2-6"})
    @Test
    void the_expiry_interval_runs_from_arrival_and_what_is_left_is_told() {
        TestNode node = TestNode.parts().start();
        TestClient subscriber = node.kept(ProtocolVersion.MQTT_5, "c");
        subscriber.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        subscriber.cut();
        TestClient publisher = node.connected(ProtocolVersion.MQTT_5, "p");
        Properties shortLived = Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 5);
        Properties longLived = Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 60);
        publisher.publish("a", "short", Qos.AT_LEAST_ONCE, false, false, 1, shortLived, 0);
        publisher.publish("a", "long", Qos.AT_LEAST_ONCE, false, false, 2, longLived, 0);
        node.advance(Duration.ofSeconds(20));
        List<Received.Message> messages = node.kept(ProtocolVersion.MQTT_5, "c").takeMessages();
        assertThat(messages).extracting(Received.Message::payload).containsExactly("long");
        assertThat(messages.get(0).expirySeconds()).isEqualTo(40);
        assertThat(node.dropped(DropReason.EXPIRED)).isEqualTo(1);
        assertThat(node.count(Counter.QUEUE_MESSAGE_EXPIRED)).isEqualTo(1);
    }

    // ------------------------------------------------------------------ decisions that take their time

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void late_decisions_keep_the_order_of_each_connection_and_hold_up_nobody_else(long seed) {
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> topic.endsWith("/3") ? Decision.DENY : Decision.ALLOW;
        TestNode.Parts parts = TestNode.parts();
        parts.seed = seed;
        parts.loops = 3;
        parts.authorizer = late;
        TestNode node = parts.start();
        TestClient watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.AT_MOST_ONCE, "#");
        late.answerAll();
        node.settle();
        watcher.take();
        List<TestClient> clients = new ArrayList<>();
        for (int c = 0; c < 6; c++) {
            TestClient client = node.connected(ProtocolVersion.MQTT_5, "c" + c);
            clients.add(client);
            for (int i = 0; i < 12; i++) {
                client.sendOnly(client.publishPacket(
                        "t" + c + "/" + i % 5,
                        "" + i,
                        Qos.AT_LEAST_ONCE,
                        false,
                        false,
                        i + 1,
                        Properties.NONE,
                        1 + i % 5));
            }
        }
        Random random = new Random(seed);
        node.settle();
        while (late.open() > 0) {
            late.answerOne(random);
            node.settle();
        }
        List<Received.Message> all = watcher.takeMessages();
        for (int c = 0; c < 6; c++) {
            String prefix = "t" + c + "/";
            assertThat(all.stream()
                            .filter(message -> message.topic().startsWith(prefix))
                            .map(Received.Message::payload))
                    .containsExactly("0", "1", "2", "4", "5", "6", "7", "9", "10", "11");
            assertThat(clients.get(c).take())
                    .extracting(packet -> ((Received.Acknowledgement) packet).packetId())
                    .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        }
        assertThat(node.count(Counter.MQTT_PUBLISH_RECEIVED)).isEqualTo(72);
    }

    @Test
    void a_connection_that_waits_for_a_decision_reads_nothing() {
        LatePermissions late = new LatePermissions();
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        TestNode node = parts.start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.publish("a", "m", Qos.AT_LEAST_ONCE, 1);
        assertThat(client.connection.isPaused()).isTrue();
        client.publish("a", "m", Qos.AT_LEAST_ONCE, 2);
        assertThat(late.open()).isEqualTo(1);
        late.answerAll();
        node.settle();
        late.answerAll();
        node.settle();
        assertThat(client.connection.isPaused()).isFalse();
        assertThat(client.take()).hasSize(2);
    }

    @Test
    void a_decision_that_comes_after_the_connection_was_lost_harms_nobody() {
        LatePermissions late = new LatePermissions();
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        TestNode node = parts.start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.publish("a", "m", Qos.AT_LEAST_ONCE, 1);
        client.cut();
        late.answerAll();
        node.settle();
        assertThat(node.sessions.online()).isZero();
    }
}
