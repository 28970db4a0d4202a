package io.ternmq.session;

import static io.ternmq.protocol.SubscriptionOptions.RetainHandling.DO_NOT_SEND;
import static io.ternmq.protocol.SubscriptionOptions.RetainHandling.SEND;
import static io.ternmq.protocol.SubscriptionOptions.RetainHandling.SEND_IF_NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Decision;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubscribeFlowTest {
    private TestNode node = TestNode.parts().start();

    private static List<ReasonCode> codes(TestClient client) {
        return client.takeOne(Received.Subscribed.class).codes();
    }

    // ------------------------------------------------------------------ what is granted

    @Checklist(28)
    @Normative({"MQTT5-3.8.4-5", "MQTT5-3.8.4-6", "MQTT5-3.9.3-1", "MQTT311-3.8.4-5", "MQTT311-3.9.3-1"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void each_filter_has_its_own_answer_in_its_place(ProtocolVersion version) {
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> topic.startsWith("no") ? Decision.DENY : Decision.ALLOW;
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        node = parts.start();
        node.answers = late;
        TestClient client = node.connected(version, "c");
        client.subscribe(
                7,
                0,
                TestClient.request("yes/0", Qos.AT_MOST_ONCE, false, false, SEND),
                TestClient.request("no/1", Qos.AT_LEAST_ONCE, false, false, SEND),
                TestClient.request("yes/2", Qos.EXACTLY_ONCE, false, false, SEND));
        client.expectNothing();
        node.answerAll();
        ReasonCode denied =
                version == ProtocolVersion.MQTT_5 ? ReasonCode.NOT_AUTHORIZED : ReasonCode.UNSPECIFIED_ERROR;
        Received.Subscribed answer = client.takeOne(Received.Subscribed.class);
        assertThat(answer.packetId()).isEqualTo(7);
        assertThat(answer.codes()).containsExactly(ReasonCode.GRANTED_QOS_0, denied, ReasonCode.GRANTED_QOS_2);
        assertThat(node.view("c").subscriptions()).isEqualTo(2);
        assertThat(node.count(Counter.MQTT_SUBSCRIBE_RECEIVED)).isEqualTo(1);
        assertThat(node.count(Counter.MQTT_SUBSCRIBE_AUTH_ERROR)).isEqualTo(1);
        assertThat(node.happened(BrokerEvent.AccessRefused.class)).hasSize(1);
        assertThat(node.happened(BrokerEvent.Subscribed.class)).hasSize(2);
    }

    @Test
    void a_thousand_filters_whose_decisions_are_forgotten_at_once_are_answered_all_the_same() {
        LatePermissions late = new LatePermissions();
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        node = parts.start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        String[] filters = new String[1000];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = "f/" + i;
        }
        client.subscribe(1, Qos.AT_MOST_ONCE, filters);
        Random random = new Random(3);
        int most = 0;
        while (late.open() > 0) {
            most = Math.max(most, late.open());
            late.answerOne(random);
            node.settle();
        }
        assertThat(codes(client)).hasSize(1000).containsOnly(ReasonCode.GRANTED_QOS_0);
        assertThat(most).isLessThanOrEqualTo(16);
    }

    @Checklist(29)
    @Test
    void filters_beyond_the_limit_are_refused_and_known_ones_replaced() {
        node = TestNode.parts().set("session.max-subscriptions-per-client", 2).start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_MOST_ONCE, "a", "a", "b", "c");
        assertThat(codes(client))
                .containsExactly(
                        ReasonCode.GRANTED_QOS_0,
                        ReasonCode.GRANTED_QOS_0,
                        ReasonCode.GRANTED_QOS_0,
                        ReasonCode.QUOTA_EXCEEDED);
        client.subscribe(2, Qos.EXACTLY_ONCE, "a");
        assertThat(codes(client)).containsExactly(ReasonCode.GRANTED_QOS_2);
        client.unsubscribe(3, "b");
        client.take();
        client.subscribe(4, Qos.AT_LEAST_ONCE, "c");
        assertThat(codes(client)).containsExactly(ReasonCode.GRANTED_QOS_1);
    }

    @Normative({"MQTT5-3.8.4-3", "MQTT311-3.8.4-3"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void the_same_filter_again_replaces_the_subscription(ProtocolVersion version) {
        TestClient client = node.connected(version, "c");
        client.subscribe(1, Qos.EXACTLY_ONCE, "a");
        client.subscribe(2, Qos.AT_MOST_ONCE, "a");
        client.take();
        node.connected(version, "p").publish("a", "m", Qos.EXACTLY_ONCE, 1);
        assertThat(client.takeMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.qos()).isEqualTo(Qos.AT_MOST_ONCE));
        assertThat(node.table.subscriptions()).isEqualTo(1);
    }

    @Checklist({30, 35})
    @Normative({"MQTT5-3.3.4-2", "MQTT5-3.3.4-3"})
    @Test
    void overlapping_subscriptions_deliver_a_copy_each_with_its_own_identifier() {
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, 7, TestClient.request("a/#", Qos.AT_MOST_ONCE, false, false, SEND));
        client.subscribe(2, 268_435_455, TestClient.request("a/+", Qos.EXACTLY_ONCE, false, false, SEND));
        client.subscribe(3, 0, TestClient.request("a/b", Qos.AT_LEAST_ONCE, false, false, SEND));
        client.take();
        node.connected(ProtocolVersion.MQTT_5, "p").publish("a/b", "m", Qos.EXACTLY_ONCE, 1);
        assertThat(client.takeMessages())
                .extracting(message -> message.qos() + " " + message.subscriptionIdentifiers())
                .containsExactlyInAnyOrder("AT_MOST_ONCE [7]", "EXACTLY_ONCE [268435455]", "AT_LEAST_ONCE []");
    }

    // ------------------------------------------------------------------ no-local, retain-as-published, bridges

    @Checklist(36)
    @Normative({"MQTT5-3.8.3-3", "MQTT5-3.3.1-12", "MQTT5-3.3.1-13"})
    @Test
    void no_local_and_retain_as_published_are_kept_to() {
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, 0, TestClient.request("local", Qos.AT_MOST_ONCE, true, false, SEND));
        client.subscribe(2, 0, TestClient.request("plain", Qos.AT_MOST_ONCE, false, false, SEND));
        client.subscribe(3, 0, TestClient.request("kept", Qos.AT_MOST_ONCE, false, true, SEND));
        client.take();
        client.publishRetained("local", "own", Qos.AT_MOST_ONCE, 0);
        client.publishRetained("plain", "own", Qos.AT_MOST_ONCE, 0);
        client.publishRetained("kept", "own", Qos.AT_MOST_ONCE, 0);
        node.connected(ProtocolVersion.MQTT_5, "p").publishRetained("local", "other", Qos.AT_MOST_ONCE, 0);
        assertThat(client.takeMessages())
                .extracting(message -> message.topic() + " " + message.payload() + " " + message.retain())
                .containsExactly("plain own false", "kept own true", "local other false");
    }

    @Checklist(31)
    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1", "MQTT_3_1_1"})
    void a_bridge_gets_no_local_and_retain_as_published_without_asking(ProtocolVersion version) {
        TestClient bridge = node.connected(version, "b", spec -> spec.bridge = true);
        bridge.subscribe(1, Qos.AT_LEAST_ONCE, "#");
        bridge.take();
        bridge.publishRetained("a", "own", Qos.AT_MOST_ONCE, 0);
        node.connected(version, "p").publishRetained("a", "other", Qos.AT_MOST_ONCE, 0);
        assertThat(bridge.takeMessages())
                .extracting(message -> message.payload() + " " + message.retain())
                .containsExactly("other true");
    }

    @Normative("MQTT5-3.8.3-4")
    @Test
    void no_local_on_a_shared_subscription_ends_the_connection() {
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(
                1,
                0,
                TestClient.request("a", Qos.AT_MOST_ONCE, false, false, SEND),
                TestClient.request("$share/g/a", Qos.AT_MOST_ONCE, true, false, SEND));
        client.expectDisconnected(ReasonCode.PROTOCOL_ERROR);
        assertThat(node.table.subscriptions()).isZero();
    }

    // ------------------------------------------------------------------ retained messages

    @Checklist(36)
    @Normative({"MQTT5-3.3.1-9", "MQTT5-3.3.1-10", "MQTT5-3.3.1-11"})
    @Test
    void retain_handling_says_when_retained_messages_are_sent() {
        TestClient publisher = node.connected(ProtocolVersion.MQTT_5, "p");
        publisher.publishRetained("a", "m", Qos.AT_LEAST_ONCE, 1);
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, 5, TestClient.request("a", Qos.EXACTLY_ONCE, false, false, DO_NOT_SEND));
        assertThat(client.takeMessages()).isEmpty();
        client.subscribe(2, 5, TestClient.request("a", Qos.EXACTLY_ONCE, false, false, SEND_IF_NEW));
        assertThat(client.takeMessages()).isEmpty();
        client.subscribe(3, 5, TestClient.request("a", Qos.EXACTLY_ONCE, false, false, SEND));
        List<Received> news = client.take();
        assertThat(news.get(0)).isInstanceOf(Received.Subscribed.class);
        assertThat(news.get(1)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.retain()).isTrue();
            assertThat(message.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
            assertThat(message.subscriptionIdentifiers()).containsExactly(5);
        });
        client.subscribe(4, 0, TestClient.request("+", Qos.AT_MOST_ONCE, false, false, SEND_IF_NEW));
        assertThat(client.takeMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.qos()).isEqualTo(Qos.AT_MOST_ONCE));
    }

    @Checklist(60)
    @Test
    void a_shared_subscription_gets_no_retained_messages() {
        node.connected(ProtocolVersion.MQTT_5, "p").publishRetained("a", "m", Qos.AT_LEAST_ONCE, 1);
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "$share/g/a");
        assertThat(client.take()).hasSize(1);
    }

    private void retain(int messages) {
        TestClient publisher = node.connected(ProtocolVersion.MQTT_5, "p");
        for (int i = 0; i < messages; i++) {
            publisher.publishRetained("r/" + i, "m" + i, Qos.AT_LEAST_ONCE, i + 1);
        }
    }

    @Test
    void thousands_of_retained_messages_come_as_fast_as_the_client_acknowledges_and_fill_no_queue() {
        node = TestNode.parts()
                .set("queue.max-online-messages", 10)
                .set("session.max-inflight-messages", 5)
                .start();
        retain(1000);
        TestClient client = node.connected(ProtocolVersion.MQTT_3_1_1, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "r/#");
        TreeSet<String> got = new TreeSet<>();
        while (true) {
            List<Received.Message> some = client.takeMessages();
            if (some.isEmpty()) {
                break;
            }
            assertThat(node.view("c").queuedMessages()).isLessThanOrEqualTo(10);
            some.forEach(message -> {
                assertThat(got.add(message.payload())).isTrue();
                client.acknowledge(PacketType.PUBACK, message.packetId());
            });
        }
        assertThat(got).hasSize(1000);
        assertThat(node.count(Counter.MESSAGE_DROP)).isZero();
    }

    @Test
    void retained_messages_that_a_lost_connection_did_not_get_come_to_the_next_one() {
        retain(300);
        TestClient client = node.kept(ProtocolVersion.MQTT_3_1_1, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "r/#");
        TreeSet<String> got = new TreeSet<>(client.takePayloads());
        assertThat(got).hasSizeLessThan(300);
        client.cut();
        TestClient again = node.kept(ProtocolVersion.MQTT_3_1_1, "c");
        while (true) {
            List<Received.Message> some = again.takeMessages();
            if (some.isEmpty()) {
                break;
            }
            some.forEach(message -> {
                got.add(message.payload());
                again.acknowledge(PacketType.PUBACK, message.packetId());
            });
        }
        assertThat(got).hasSize(300);
    }

    @Test
    void unsubscribing_ends_the_delivery_of_retained_messages() {
        retain(300);
        TestClient client = node.connected(ProtocolVersion.MQTT_3_1_1, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "r/#");
        List<Received.Message> some = client.takeMessages();
        client.unsubscribe(2, "r/#");
        some.forEach(message -> client.acknowledge(PacketType.PUBACK, message.packetId()));
        List<String> rest = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            client.takeMessages().forEach(message -> {
                rest.add(message.payload());
                client.acknowledge(PacketType.PUBACK, message.packetId());
            });
        }
        // What was queued before may still come, no more.
        assertThat(rest.size()).isLessThanOrEqualTo(64);
    }

    // ------------------------------------------------------------------ taking back

    @Checklist(45)
    @Normative({"MQTT5-3.10.4-1", "MQTT5-3.10.4-2", "MQTT5-3.10.4-4", "MQTT5-3.10.4-5", "MQTT5-3.11.3-1"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void unsubscribe_is_answered_for_each_filter(ProtocolVersion version) {
        TestClient client = node.connected(version, "c");
        client.subscribe(1, Qos.AT_MOST_ONCE, "a", "b");
        client.take();
        client.unsubscribe(9, "a", "x", "a");
        Received.Unsubscribed answer = client.takeOne(Received.Unsubscribed.class);
        assertThat(answer.packetId()).isEqualTo(9);
        if (version == ProtocolVersion.MQTT_5) {
            assertThat(answer.codes())
                    .containsExactly(
                            ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        TestClient publisher = node.connected(version, "p");
        publisher.publish("a", "m", Qos.AT_MOST_ONCE, 0);
        publisher.publish("b", "m", Qos.AT_MOST_ONCE, 0);
        assertThat(client.takeMessages()).extracting(Received.Message::topic).containsExactly("b");
        assertThat(node.happened(BrokerEvent.Unsubscribed.class)).hasSize(1);
    }

    @Checklist(119)
    @Test
    void an_operator_has_subscriptions_judged_anew() {
        LatePermissions late = new LatePermissions();
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        node = parts.start();
        node.answers = late;
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_MOST_ONCE, "a", "b", "c");
        node.answerAll();
        client.take();
        late.rule = (action, topic) -> topic.equals("b") ? Decision.DENY : Decision.ALLOW;
        var removed = node.sessions.reauthorize(new SubscriberId("", "c"));
        node.answerAll();
        assertThat(node.await(removed)).containsExactly(TopicFilter.of("b"));
        assertThat(node.view("c").subscriptions()).isEqualTo(2);
        assertThat(node.await(node.sessions.reauthorize(new SubscriberId("", "nobody"))))
                .isEmpty();
    }

    @Test
    void a_reauthorization_of_a_client_that_goes_comes_to_an_end() {
        LatePermissions late = new LatePermissions();
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        node = parts.start();
        node.answers = late;
        TestClient client = node.kept(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_MOST_ONCE, "a");
        node.answerAll();
        var removed = node.sessions.reauthorize(new SubscriberId("", "c"));
        node.settle();
        client.cut();
        assertThat(node.await(removed)).isEmpty();
    }
}
