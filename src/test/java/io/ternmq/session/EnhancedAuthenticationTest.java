package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Decision;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnhancedAuthenticationTest {
    /** Asks twice, and answers when the test says so: "one", "two" and "three" are right. */
    private static final class ThreeWords implements EnhancedAuthenticator {
        final List<Runnable> answers = new ArrayList<>();
        boolean late;

        @Override
        public String method() {
            return "THREE-WORDS";
        }

        @Override
        public Exchange begin(AuthenticationRequest request) {
            return new Exchange() {
                private int heard;

                @Override
                public void step(byte @Nullable [] data, Consumer<Step> answer) {
                    Step said = judge(data == null ? "" : new String(data, StandardCharsets.UTF_8));
                    if (late) {
                        answers.add(() -> answer.accept(said));
                    } else {
                        answer.accept(said);
                    }
                }

                private Step judge(String word) {
                    List<String> words = List.of("one", "two", "three");
                    if (!words.get(heard++).equals(word)) {
                        return new Step(
                                ReasonCode.NOT_AUTHORIZED,
                                null,
                                AuthenticationResult.refuse(
                                        request, ReasonCode.NOT_AUTHORIZED, Explanation.of("words", "wrong")));
                    }
                    byte[] echo = ("after " + word).getBytes(StandardCharsets.UTF_8);
                    return heard < 3
                            ? new Step(ReasonCode.CONTINUE_AUTHENTICATION, echo, null)
                            : new Step(ReasonCode.SUCCESS, echo, TestNode.admit(request));
                }
            };
        }
    }

    private final Set<String> denied = new HashSet<>();

    private final class SomePermissions implements Permissions {
        private Decision decide(String topic) {
            return denied.contains(topic) ? Decision.DENY : Decision.ALLOW;
        }

        @Override
        public Decision mayPublish(Topic topic, Qos qos, boolean retain) {
            return decide(topic.toString());
        }

        @Override
        public Decision mayLeaveWill(Topic topic, Qos qos, boolean retain) {
            return decide(topic.toString());
        }

        @Override
        public Decision maySubscribe(TopicFilter filter, Qos qos) {
            return decide(filter.toString());
        }

        @Override
        public Explanation explanation() {
            return Explanation.of("test", "as it says");
        }
    }

    private final ThreeWords words = new ThreeWords();
    private final TestNode node = node();

    private TestNode node() {
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = (client, onDecided) -> new SomePermissions();
        parts.methods = List.of(words);
        parts.authenticator = (request, answer) -> {
            throw new AssertionError("the method has authenticated the client already");
        };
        return parts.start();
    }

    private TestClient begin(String method, String word) {
        return node.client(ProtocolVersion.MQTT_5).connect(spec -> {
            spec.clientId = "c";
            spec.properties.set(Property.AUTHENTICATION_METHOD, method);
            spec.properties.set(Property.AUTHENTICATION_DATA, word.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void expectAuth(TestClient client, ReasonCode code, String data) {
        Received.Authentication got = client.takeOne(Received.Authentication.class);
        assertThat(got.auth().reasonCode()).isEqualTo(code);
        assertThat(got.auth().properties().text(Property.AUTHENTICATION_METHOD)).isEqualTo("THREE-WORDS");
        assertThat(got.auth().properties().binary(Property.AUTHENTICATION_DATA))
                .isEqualTo(data.getBytes(StandardCharsets.UTF_8));
    }

    private TestClient authenticated() {
        TestClient client = begin("THREE-WORDS", "one");
        expectAuth(client, ReasonCode.CONTINUE_AUTHENTICATION, "after one");
        client.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", "two");
        expectAuth(client, ReasonCode.CONTINUE_AUTHENTICATION, "after two");
        client.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", "three");
        return client;
    }

    private static Connack refusal(TestClient client) {
        List<Received> news = client.take();
        assertThat(news).hasSize(2);
        assertThat(client.isOpen()).isFalse();
        return ((Received.Connected) news.get(0)).connack();
    }

    @Checklist(41)
    @Normative({"MQTT5-4.12.0-2", "MQTT5-4.12.0-3", "MQTT5-4.12.0-5", "MQTT5-3.15.2-1"})
    @Test
    void a_client_is_admitted_after_as_many_steps_as_the_method_asks_for() {
        TestClient client = authenticated();
        Connack connack = client.takeConnack();
        assertThat(connack.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(connack.properties().text(Property.AUTHENTICATION_METHOD)).isEqualTo("THREE-WORDS");
        assertThat(connack.properties().binary(Property.AUTHENTICATION_DATA))
                .isEqualTo("after three".getBytes(StandardCharsets.UTF_8));
        assertThat(node.sessions.online()).isEqualTo(1);
    }

    @Normative("MQTT5-4.12.0-1")
    @Test
    void an_unknown_method_is_refused() {
        assertThat(refusal(begin("OTHER", "one")).reasonCode()).isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
    }

    @Normative("MQTT5-4.12.0-4")
    @Test
    void a_wrong_answer_is_refused_with_the_methods_reason() {
        TestClient client = begin("THREE-WORDS", "one");
        client.take();
        client.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", "wrong");
        assertThat(refusal(client).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(node.sessions.online()).isZero();
    }

    @Test
    void another_method_or_reason_in_the_middle_is_a_protocol_error() {
        TestClient other = begin("THREE-WORDS", "one");
        other.take();
        other.auth(ReasonCode.CONTINUE_AUTHENTICATION, "OTHER", "two");
        assertThat(refusal(other).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        TestClient again = begin("THREE-WORDS", "one");
        again.take();
        again.auth(ReasonCode.REAUTHENTICATE, "THREE-WORDS", "two");
        assertThat(refusal(again).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void a_client_that_goes_while_a_step_is_judged_leaves_nothing_behind() {
        words.late = true;
        TestClient client = begin("THREE-WORDS", "one");
        client.cut();
        words.answers.forEach(Runnable::run);
        node.settle();
        assertThat(node.sessions.online()).isZero();
    }

    // ------------------------------------------------------------------ again, while connected

    @Test
    void subscriptions_are_judged_anew_when_a_client_has_authenticated_again() {
        TestClient client = authenticated();
        client.takeConnack();
        client.subscribe(1, Qos.AT_MOST_ONCE, "kept", "lost");
        client.take();
        denied.add("lost");

        client.auth(ReasonCode.REAUTHENTICATE, "THREE-WORDS", "one");
        client.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", "two");
        assertThat(node.sessions.view(new SubscriberId("", "c")).subscriptions())
                .isEqualTo(2);
        client.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", "three");

        assertThat(node.sessions.view(new SubscriberId("", "c")).subscriptions())
                .isEqualTo(1);
        assertThat(client.isOpen()).isTrue();
    }

    @Checklist(41)
    @Normative("MQTT5-4.12.1-1")
    @Test
    void a_connected_client_authenticates_again_and_works_meanwhile() {
        TestClient client = authenticated();
        client.take();
        words.late = true;
        client.auth(ReasonCode.REAUTHENTICATE, "THREE-WORDS", "one");
        client.subscribe(1, Qos.AT_MOST_ONCE, "a");
        client.takeOne(Received.Subscribed.class);
        for (String next : List.of("two", "three")) {
            words.answers.remove(0).run();
            node.settle();
            assertThat(client.takeOne(Received.Authentication.class).auth().reasonCode())
                    .isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
            client.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", next);
        }
        words.answers.remove(0).run();
        node.settle();
        expectAuth(client, ReasonCode.SUCCESS, "after three");
        client.publish("a", "m", Qos.AT_MOST_ONCE, 0);
        assertThat(client.takePayloads()).containsExactly("m");
    }

    @Normative("MQTT5-4.12.1-2")
    @Test
    void a_client_that_fails_to_authenticate_again_is_disconnected() {
        TestClient client = authenticated();
        client.take();
        client.auth(ReasonCode.REAUTHENTICATE, "THREE-WORDS", "wrong");
        client.expectDisconnected(ReasonCode.NOT_AUTHORIZED);
    }

    @Checklist(41)
    @Normative({"MQTT5-4.12.1-1", "MQTT5-4.12.0-6", "MQTT5-4.12.0-7"})
    @Test
    void authenticating_again_by_another_method_or_without_one_is_a_protocol_error() {
        TestClient other = authenticated();
        other.take();
        other.auth(ReasonCode.REAUTHENTICATE, "OTHER", "one");
        other.expectDisconnected(ReasonCode.PROTOCOL_ERROR);
        TestClient impatient = authenticated();
        impatient.take();
        words.late = true;
        impatient.auth(ReasonCode.REAUTHENTICATE, "THREE-WORDS", "one");
        impatient.auth(ReasonCode.CONTINUE_AUTHENTICATION, "THREE-WORDS", "two");
        impatient.expectDisconnected(ReasonCode.PROTOCOL_ERROR);
        TestNode plain = TestNode.parts().start();
        TestClient without = plain.connected(ProtocolVersion.MQTT_5, "c");
        without.auth(ReasonCode.REAUTHENTICATE, "THREE-WORDS", "one");
        without.expectDisconnected(ReasonCode.PROTOCOL_ERROR);
    }
}
