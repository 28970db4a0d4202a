package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Authorizer;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.access.Review;
import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Rights that change while something is under way: nobody comes through between the old ones and the new ones. */
class RevisionTest {
    private final Rights rights = new Rights();
    private final TestNode.Parts parts = TestNode.parts();

    /** Rights that a test changes; of some topics, and of clients if it wants so, they speak when the test says so. */
    private static final class Rights implements Authorizer {
        final Set<String> denied = new HashSet<>();
        final Set<String> late = new HashSet<>();
        final Set<String> banned = new HashSet<>();
        final List<Runnable> answers = new ArrayList<>();
        final List<Runnable> reviews = new ArrayList<>();
        boolean reviewsLate;
        private final List<Runnable> tasks = new ArrayList<>();

        void change() {
            tasks.forEach(Runnable::run);
        }

        @Override
        public void onChange(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void review(Client client, Consumer<Review> answer) {
            Review said = banned.contains(client.id().clientId())
                    ? Review.leaves(client, ReasonCode.BANNED, Explanation.of("bans", "banned"))
                    : Review.stays(client);
            if (reviewsLate) {
                reviews.add(() -> answer.accept(said));
            } else {
                answer.accept(said);
            }
        }

        @Override
        public Permissions permissionsOf(Client client, Runnable onDecided) {
            Map<String, Decision> known = new HashMap<>();
            return new Permissions() {
                private Decision decide(String topic) {
                    Decision now = denied.contains(topic) ? Decision.DENY : Decision.ALLOW;
                    Decision said = late.contains(topic) ? known.remove(topic) : now;
                    if (said == null) {
                        answers.add(() -> {
                            known.put(topic, denied.contains(topic) ? Decision.DENY : Decision.ALLOW);
                            onDecided.run();
                        });
                        return Decision.PENDING;
                    }
                    return said;
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
                    return Explanation.of("rights", "as the test says");
                }
            };
        }
    }

    private TestNode start() {
        parts.authorizer = rights;
        return parts.start();
    }

    private static void runAll(TestNode node, List<Runnable> tasks) {
        List<Runnable> now = List.copyOf(tasks);
        tasks.clear();
        now.forEach(Runnable::run);
        node.settle();
    }

    @Test
    void who_is_banned_after_his_password_was_right_and_before_he_is_in_does_not_stay() {
        List<Runnable> logIns = new ArrayList<>();
        parts.authenticator = (request, answer) -> {
            AuthenticationResult admitted = TestNode.admit(request);
            logIns.add(() -> answer.accept(admitted));
        };
        TestNode node = start();
        TestClient client = node.client(ProtocolVersion.MQTT_5).connect(spec -> spec.clientId = "c");

        rights.banned.add("c");
        rights.change();
        node.settle();
        runAll(node, logIns);

        assertThat(client.isOpen()).isFalse();
        assertThat(node.sessions.online()).isZero();
        assertThat(node.happened(AccessRefused.class))
                .extracting(AccessRefused::action)
                .contains("stay connected");
    }

    @Test
    void a_will_that_is_denied_while_its_client_comes_in_is_forgotten() {
        List<Runnable> logIns = new ArrayList<>();
        rights.late.add("w");
        TestNode node = start();
        TestClient watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.AT_MOST_ONCE, "#");
        watcher.take();
        TestClient client = node.client(ProtocolVersion.MQTT_5)
                .connect(spec -> spec.will("w", "gone", Qos.AT_MOST_ONCE, false, 0).clientId = "c");
        // It has been answered, but the answer waits on its way to the loop.
        logIns.addAll(rights.answers);
        rights.answers.clear();
        logIns.forEach(Runnable::run);
        rights.late.remove("w");
        rights.denied.add("w");
        rights.change();
        node.settle();
        client.take();

        client.cut();
        watcher.expectNothing();
    }

    @Test
    void what_was_allowed_of_a_subscribe_does_not_hold_when_rights_change_before_the_rest_is_known() {
        rights.late.add("slow");
        TestNode node = start();
        TestClient client = node.connected(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_MOST_ONCE, "secret", "slow");

        rights.denied.add("secret");
        rights.change();
        node.settle();
        runAll(node, rights.answers);
        runAll(node, rights.answers);

        assertThat(client.takeOne(Received.Subscribed.class).codes())
                .containsExactly(ReasonCode.NOT_AUTHORIZED, ReasonCode.GRANTED_QOS_0);
        assertThat(node.view("c").subscriptions()).isEqualTo(1);
    }

    @Test
    void a_source_that_answers_late_is_asked_once_for_a_will_that_waits() {
        TestNode node = start();
        TestClient watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.AT_MOST_ONCE, "w");
        watcher.take();
        node.connected(ProtocolVersion.MQTT_5, "c", spec -> {
                    spec.kept();
                    spec.will("w", "gone", Qos.AT_MOST_ONCE, false, 10);
                })
                .cut();
        rights.late.add("w");
        rights.denied.add("w");

        rights.change();
        node.settle();
        // The watcher's subscription, and the will.
        assertThat(rights.answers).hasSize(2);
        runAll(node, rights.answers);

        assertThat(rights.answers).isEmpty();
        assertThat(node.happened(AccessRefused.class))
                .extracting(AccessRefused::action)
                .contains("will");
    }

    @Test
    void who_authenticates_again_while_he_is_judged_is_judged_once_more() {
        parts.methods = List.of(new AtOnce());
        TestNode node = start();
        TestClient client = node.connected(
                ProtocolVersion.MQTT_5, "c", spec -> spec.properties.set(Property.AUTHENTICATION_METHOD, "AT-ONCE"));
        rights.reviewsLate = true;
        rights.banned.add("c");
        rights.change();
        node.settle();
        assertThat(rights.reviews).hasSize(1);

        client.auth(ReasonCode.REAUTHENTICATE, "AT-ONCE", "");
        node.settle();
        runAll(node, rights.reviews);
        runAll(node, rights.reviews);

        assertThat(client.isOpen()).isFalse();
    }

    /** Admits at the first word. */
    private static final class AtOnce implements EnhancedAuthenticator {
        @Override
        public String method() {
            return "AT-ONCE";
        }

        @Override
        public Exchange begin(AuthenticationRequest request) {
            return (data, answer) -> answer.accept(new Step(ReasonCode.SUCCESS, null, TestNode.admit(request)));
        }
    }

    @Test
    void rights_that_change_when_the_node_stops_give_its_loops_nothing_more_to_do() {
        TestNode node = start();
        node.await(node.sessions.stop());
        node.settle();
        rights.change();
        assertThat(node.loops.step()).isFalse();
    }
}
