package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Peer;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectTest {
    /** What a refused client gets: CONNACK and a closed connection. */
    private static Connack refusal(TestClient client) {
        List<Received> news = client.take();
        assertThat(news).hasSize(2);
        assertThat(news.get(1)).isInstanceOf(Received.Closed.class);
        assertThat(client.isOpen()).isFalse();
        return ((Received.Connected) news.get(0)).connack();
    }

    private static ReasonCode refusalOf(TestNode node, ProtocolVersion version, Consumer<TestClient.ConnectSpec> spec) {
        TestClient client = node.client(version);
        client.connect(spec);
        Connack connack = refusal(client);
        assertThat(connack.sessionPresent()).isFalse();
        assertThat(node.sessions.online() + node.sessions.offline()).isZero();
        return connack.reasonCode();
    }

    @Checklist(3)
    @Normative("MQTT311-3.1.3-8")
    @Test
    void without_a_client_id_a_3x_session_that_is_to_be_kept_is_refused() {
        TestNode node = TestNode.parts().start();
        assertThat(refusalOf(node, ProtocolVersion.MQTT_3_1, spec -> {}))
                .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
        assertThat(refusalOf(node, ProtocolVersion.MQTT_3_1_1, spec -> spec.cleanStart = false))
                .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    }

    @Checklist(3)
    @Normative({"MQTT5-3.1.3-6", "MQTT5-3.1.3-7", "MQTT5-3.2.2-16", "MQTT311-3.1.3-6"})
    @Test
    void without_a_client_id_a_client_gets_one_and_a_5_client_is_told() {
        TestNode node = TestNode.parts().start();
        TestClient first = node.client(ProtocolVersion.MQTT_5).connect(spec -> {});
        TestClient second = node.client(ProtocolVersion.MQTT_5).connect(spec -> {});
        String assigned = first.takeConnack().properties().text(Property.ASSIGNED_CLIENT_IDENTIFIER);
        assertThat(assigned).startsWith("anon-").hasSizeGreaterThan(20);
        assertThat(node.view(assigned)).isNotNull();
        assertThat(second.takeConnack().properties().text(Property.ASSIGNED_CLIENT_IDENTIFIER))
                .isNotEqualTo(assigned);
        TestClient old = node.client(ProtocolVersion.MQTT_3_1_1).connect(spec -> {});
        assertThat(old.takeConnack().reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(node.sessions.online()).isEqualTo(3);
    }

    @Checklist(4)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_client_id_that_is_too_long_is_refused_by_its_bytes(ProtocolVersion version) {
        TestNode node = TestNode.parts().set("limit.max-client-id-bytes", 10).start();
        assertThat(refusalOf(node, version, spec -> spec.clientId = "12345678901"))
                .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
        assertThat(refusalOf(node, version, spec -> spec.clientId = "éééééé"))
                .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
        node.connected(version, "1234567890");
        node.connected(version, "ééééé");
    }

    @Test
    void what_a_certificate_vouches_for_goes_before_what_connect_says() {
        List<AuthenticationRequest> asked = new ArrayList<>();
        TestNode.Parts parts = TestNode.parts();
        parts.authenticator = (request, answer) -> {
            asked.add(request);
            answer.accept(TestNode.admit(request));
        };
        TestNode node = parts.start();
        Peer plain = TestNode.peer("tenant");
        Peer vouched = new Peer("default", "tenant", plain.address(), true, "name", "id", null, ProtocolVersion.MQTT_5);
        TestClient client = node.client(ProtocolVersion.MQTT_5, vouched).connect(spec -> {
            spec.clientId = "other";
            spec.userName = "other";
        });
        assertThat(client.takeConnack().reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(asked.get(0).id()).isEqualTo(new SubscriberId("tenant", "id"));
        assertThat(asked.get(0).userName()).isEqualTo("name");
        assertThat(node.sessions.view(new SubscriberId("tenant", "id"))).isNotNull();
    }

    @Checklist(42)
    @Test
    void a_refused_client_is_told_reason_reason_string_and_another_server() {
        TestNode.Parts parts = TestNode.parts();
        parts.authenticator = (request, answer) -> answer.accept(new AuthenticationResult(
                false,
                ReasonCode.USE_ANOTHER_SERVER,
                request.id(),
                null,
                Explanation.of("test", "secret rule"),
                "go away",
                "other:1883"));
        TestNode node = parts.start();
        TestClient client = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.clientId = "c");
        Connack connack = refusal(client);
        assertThat(connack.reasonCode()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
        assertThat(connack.properties().text(Property.REASON_STRING)).isEqualTo("go away");
        assertThat(connack.properties().text(Property.SERVER_REFERENCE)).isEqualTo("other:1883");
        assertThat(node.view("c")).isNull();
    }

    @Test
    void a_node_under_load_turns_clients_away_before_anything_else() {
        TestNode.Parts parts = TestNode.parts().set("session.server-reference", "other:1883");
        ReasonCode[] refusal = {ReasonCode.QUOTA_EXCEEDED};
        parts.load = new LoadGate() {
            @Override
            public @Nullable ReasonCode refusal(Peer peer) {
                return refusal[0];
            }

            @Override
            public boolean dropsQos0() {
                return false;
            }
        };
        parts.authenticator = (request, answer) -> {
            throw new AssertionError("nobody may be asked");
        };
        TestNode node = parts.start();
        assertThat(refusalOf(node, ProtocolVersion.MQTT_5, spec -> spec.clientId = "c"))
                .isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        refusal[0] = ReasonCode.USE_ANOTHER_SERVER;
        TestClient client = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.clientId = "c");
        assertThat(refusal(client).properties().text(Property.SERVER_REFERENCE)).isEqualTo("other:1883");
    }

    @Checklist({32, 44})
    @Normative("MQTT5-3.2.2-21")
    @Test
    void a_5_client_is_told_whatever_the_broker_limits() {
        TestNode node = TestNode.parts()
                .set("session.receive-maximum-broker", 77)
                .set("session.topic-alias-maximum-client", 5)
                .set("session.max-session-expiry", "100")
                .set("session.max-keep-alive", "30s")
                .set("session.response-information", "responses/")
                .set("retained.available", false)
                .set("limit.max-packet-size", "10KB")
                .start();
        TestClient client = node.client(ProtocolVersion.MQTT_5).connect(spec -> {
            spec.clientId = "c";
            spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 101);
            spec.properties.set(Property.REQUEST_RESPONSE_INFORMATION, 1);
        });
        var told = client.takeConnack().properties();
        assertThat(told.number(Property.RECEIVE_MAXIMUM, 0)).isEqualTo(77);
        assertThat(told.number(Property.TOPIC_ALIAS_MAXIMUM, 0)).isEqualTo(5);
        assertThat(told.number(Property.SESSION_EXPIRY_INTERVAL, 0)).isEqualTo(100);
        assertThat(told.number(Property.SERVER_KEEP_ALIVE, 0)).isEqualTo(30);
        assertThat(told.number(Property.RETAIN_AVAILABLE, 1)).isZero();
        assertThat(told.number(Property.MAXIMUM_PACKET_SIZE, 0)).isEqualTo(10 * 1024);
        assertThat(told.text(Property.RESPONSE_INFORMATION)).isEqualTo("responses/");
        assertThat(client.connection.keepAliveSeconds).isEqualTo(30);
    }

    @Test
    void a_5_client_is_told_nothing_that_it_has_asked_for_itself() {
        TestNode node = TestNode.parts()
                .set("session.receive-maximum-broker", 65535)
                .set("session.topic-alias-maximum-client", 0)
                .set("limit.max-packet-size", "268435460B")
                .set("session.response-information", "responses/")
                .start();
        TestClient client = node.client(ProtocolVersion.MQTT_5).connect(spec -> {
            spec.clientId = "c";
            spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 101);
        });
        assertThat(client.takeConnack().properties().isEmpty()).isTrue();
        assertThat(client.connection.keepAliveSeconds).isEqualTo(60);
    }

    @Normative("MQTT5-3.1.2-24")
    @Test
    void a_connack_that_the_client_cannot_take_is_not_sent() {
        TestNode node = TestNode.parts().start();
        TestClient client = node.client(ProtocolVersion.MQTT_5).connect(spec -> {
            spec.properties.set(Property.MAXIMUM_PACKET_SIZE, 10);
        });
        assertThat(client.isOpen()).isFalse();
        assertThat(node.sessions.online()).isZero();
    }

    // ------------------------------------------------------------------ waiting for others

    /** Answers when the test says so. */
    private static final class SlowAuthenticator {
        final List<Runnable> answers = new ArrayList<>();

        void authenticate(AuthenticationRequest request, Consumer<AuthenticationResult> answer) {
            answers.add(() -> answer.accept(TestNode.admit(request)));
        }
    }

    @Test
    void an_authenticator_may_answer_late_and_from_anywhere() {
        SlowAuthenticator slow = new SlowAuthenticator();
        TestNode.Parts parts = TestNode.parts();
        parts.authenticator = slow::authenticate;
        TestNode node = parts.start();
        TestClient first = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.clientId = "first");
        TestClient second = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.clientId = "second");
        first.expectNothing();
        slow.answers.get(1).run();
        node.settle();
        assertThat(second.takeConnack().reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        first.expectNothing();
        slow.answers.get(0).run();
        node.settle();
        assertThat(first.takeConnack().reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void a_connection_that_is_lost_at_any_step_of_its_connect_leaves_nothing_behind() {
        SlowAuthenticator slow = new SlowAuthenticator();
        List<Runnable> claims = new ArrayList<>();
        LatePermissions late = new LatePermissions();
        DelayingStore store = new DelayingStore(1);
        TestNode.Parts parts = TestNode.parts();
        parts.authenticator = slow::authenticate;
        parts.authorizer = late;
        parts.store = store;
        parts.ownership = new SessionOwnership() {
            @Override
            public void claim(SubscriberId id, Consumer<Claim> answer) {
                claims.add(() -> answer.accept(Claim.OWNED));
            }

            @Override
            public void release(SubscriberId id) {
                // The test looks at claims only.
            }
        };
        TestNode node = parts.start();
        // The victim's session is there already, so that the last step waits for the store.
        List<Runnable> steps = List.of(
                () -> slow.answers.remove(0).run(),
                late::answerAll,
                () -> claims.remove(0).run(),
                store::commitAll);
        TestClient original = node.client(ProtocolVersion.MQTT_5);
        original.connect(spec -> spec.kept().clientId = "c");
        steps.forEach(step -> {
            step.run();
            node.settle();
        });
        claims.forEach(Runnable::run);
        node.settle();
        assertThat(original.isOpen()).isTrue();
        original.cut();
        for (int until = 0; until <= steps.size(); until++) {
            TestClient client = node.client(ProtocolVersion.MQTT_5);
            client.connect(spec -> spec.kept().will("w", "will", Qos.AT_LEAST_ONCE, false, 0).clientId = "c");
            for (int step = 0; step < until; step++) {
                steps.get(step).run();
                node.settle();
            }
            client.cut();
            for (int step = until; step < steps.size(); step++) {
                if (step == 0 || step == 2 && !claims.isEmpty() || step == 1 || step == 3) {
                    steps.get(step).run();
                    node.settle();
                }
            }
            claims.forEach(Runnable::run);
            claims.clear();
            slow.answers.clear();
            store.commitAll();
            node.settle();
            assertThat(node.sessions.online()).as("after step %d", until).isZero();
            assertThat(node.sessions.offline()).isEqualTo(1);
            assertThat(node.sessions.busyIds()).isZero();
        }
    }

    @Test
    void a_connection_that_is_lost_while_it_moves_between_loops_leaves_nothing_behind() {
        TestNode node = TestNode.parts().start();
        for (int i = 0; i < 8; i++) {
            String id = "c" + i;
            TestClient client = node.client(ProtocolVersion.MQTT_5);
            client.connection.holdMoves();
            client.connect(spec -> spec.clientId = id);
            client.cut();
            client.connection.releaseMove();
            node.settle();
            assertThat(node.sessions.online()).isZero();
        }
    }

    @Test
    void a_session_that_cannot_be_owned_is_refused() {
        TestNode.Parts parts = TestNode.parts();
        parts.ownership = new SessionOwnership() {
            @Override
            public void claim(SubscriberId id, Consumer<Claim> answer) {
                answer.accept(Claim.UNAVAILABLE);
            }

            @Override
            public void release(SubscriberId id) {
                throw new AssertionError("nothing was owned");
            }
        };
        TestNode node = parts.start();
        assertThat(refusalOf(node, ProtocolVersion.MQTT_5, spec -> spec.clientId = "c"))
                .isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        assertThat(refusalOf(node, ProtocolVersion.MQTT_3_1_1, spec -> spec.clientId = "c"))
                .isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        assertThat(node.sessions.busyIds()).isZero();
    }

    // ------------------------------------------------------------------ the will at CONNECT

    @Checklist(15)
    @Test
    void a_will_that_is_not_allowed_is_refused_before_the_old_session_is_touched() {
        LatePermissions late = new LatePermissions();
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = late;
        TestNode node = parts.start();
        TestClient old = node.kept(ProtocolVersion.MQTT_5, "c");
        late.rule = (action, topic) -> topic.equals("forbidden") ? Decision.DENY : Decision.ALLOW;
        TestClient newcomer = node.client(ProtocolVersion.MQTT_5);
        newcomer.connect(spec -> spec.will("forbidden", "x", Qos.AT_MOST_ONCE, false, 0).clientId = "c");
        newcomer.expectNothing();
        late.answerAll();
        node.settle();
        assertThat(refusal(newcomer).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(old.isOpen()).isTrue();
        assertThat(node.happened(BrokerEvent.AccessRefused.class)).hasSize(1);
    }

    @Normative("MQTT5-3.2.2-13")
    @Test
    void a_will_to_a_topic_of_the_brokers_or_to_be_retained_where_nothing_is_is_refused() {
        TestNode node = TestNode.parts().set("retained.available", false).start();
        assertThat(refusalOf(
                        node, ProtocolVersion.MQTT_5, spec -> spec.will("$SYS/x", "x", Qos.AT_MOST_ONCE, false, 0)))
                .isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
        assertThat(refusalOf(
                        node, ProtocolVersion.MQTT_3_1_1, spec -> spec.will("$SYS/x", "x", Qos.AT_MOST_ONCE, false, 0)))
                .isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(refusalOf(node, ProtocolVersion.MQTT_5, spec -> spec.will("w", "x", Qos.AT_MOST_ONCE, true, 0)))
                .isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
    }

    @Test
    void packets_and_sessions_are_counted_and_told() {
        TestNode node = TestNode.parts().start();
        TestClient client = node.kept(ProtocolVersion.MQTT_5, "c");
        assertThat(node.counters.value(Counter.MQTT_CONNACK_SENT, ProtocolVersion.MQTT_5, ReasonCode.SUCCESS))
                .isEqualTo(1);
        assertThat(node.count(Counter.QUEUE_SETUP)).isEqualTo(1);
        assertThat(node.happened(BrokerEvent.SessionCreated.class)).hasSize(1);
        assertThat(node.happened(BrokerEvent.ClientConnected.class)).hasSize(1).allSatisfy(event -> {
            assertThat(event.client()).isEqualTo(new SubscriberId("", "c"));
            assertThat(event.sessionPresent()).isFalse();
        });
        client.disconnect();
        node.kept(ProtocolVersion.MQTT_5, "c");
        assertThat(node.count(Counter.QUEUE_SETUP)).isEqualTo(1);
        assertThat(node.happened(BrokerEvent.ClientConnected.class).get(1).sessionPresent())
                .isTrue();
    }
}
