package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Authorizer;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Peer;
import io.ternmq.access.Permissions;
import io.ternmq.access.PublishChange;
import io.ternmq.access.Review;
import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.StoreHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of those who have no connection. */
class DirectPublishTest {
    private static DirectPublish message(String clientId, String topic, Qos qos) {
        return message(clientId, topic, qos, false, Properties.NONE);
    }

    private static DirectPublish message(
            String clientId, String topic, Qos qos, boolean retain, Properties properties) {
        byte[] payload = "m".getBytes(StandardCharsets.UTF_8);
        return new DirectPublish(
                TestNode.peer(""), clientId, "ann", null, Topic.of(topic), payload, qos, retain, properties, "key k");
    }

    private static TestClient watcher(TestNode node, String filter) {
        TestClient watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.EXACTLY_ONCE, filter);
        watcher.take();
        return watcher;
    }

    @Test
    void it_reaches_subscribers_and_makes_no_session() {
        TestNode node = TestNode.parts().start();
        TestClient watcher = watcher(node, "a");
        for (Qos qos : Qos.values()) {
            PublishOutcome outcome =
                    node.await(node.sessions.publish(message("c", "a", qos)).outcome());
            assertThat(outcome.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(outcome.receivers()).isEqualTo(1);
            assertThat(watcher.takeMessages()).extracting(Received.Message::qos).containsExactly(qos);
        }
        PublishOutcome unheard = node.await(
                node.sessions.publish(message("c", "b", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(unheard.reason()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        assertThat(node.view("c")).isNull();
        assertThat(node.sessions.busyIds()).isZero();
        assertThat(node.count(Counter.HTTP_PUB_PUBLISHED)).isEqualTo(4);
    }

    // ------------------------------------------------------------------ the store

    /** A node with a durable session that has subscribed to d and is away. */
    private static TestNode withAbsentee(DelayingStore store) {
        TestNode.Parts parts = TestNode.parts();
        parts.store = store;
        TestNode node = parts.start();
        TestClient absent = node.kept(ProtocolVersion.MQTT_5, "absent");
        absent.subscribe(1, Qos.EXACTLY_ONCE, "d");
        store.commitAll();
        node.settle();
        absent.cut();
        store.commitAll();
        node.settle();
        return node;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void it_is_answered_when_the_store_has_it(int qos) {
        DelayingStore store = new DelayingStore(3);
        TestNode node = withAbsentee(store);
        DirectFlow flow = node.sessions.publish(message("c", "d", Qos.of(qos)));
        node.settle();
        assertThat(flow.outcome()).isNotDone();
        // It is on its way, so nobody can take it back.
        assertThat(flow.abandon()).isFalse();
        store.commitAll();
        assertThat(node.await(flow.outcome()).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void qos_0_and_what_nobody_absent_gets_wait_for_nothing() {
        TestNode node = withAbsentee(new DelayingStore(3));
        assertThat(node.await(node.sessions
                                .publish(message("c", "d", Qos.AT_MOST_ONCE))
                                .outcome())
                        .receivers())
                .isEqualTo(1);
        assertThat(node.await(node.sessions
                                .publish(message("c", "x", Qos.AT_LEAST_ONCE))
                                .outcome())
                        .receivers())
                .isZero();
    }

    @Test
    void while_the_store_fails_what_it_would_have_to_keep_is_not_published() {
        DelayingStore store = new DelayingStore(3);
        TestNode node = withAbsentee(store);
        store.health(StoreHealth.State.FULL);
        node.advance(Duration.ofSeconds(6));
        PublishOutcome refused = node.await(
                node.sessions.publish(message("c", "d", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(refused.published()).isFalse();
        assertThat(refused.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(node.dropped(DropReason.STORE_UNAVAILABLE)).isEqualTo(1);
        assertThat(node.await(node.sessions
                                .publish(message("c", "x", Qos.AT_LEAST_ONCE))
                                .outcome())
                        .published())
                .isTrue();
    }

    @Test
    void that_the_store_fails_before_it_has_the_message_is_told() {
        DelayingStore store = new DelayingStore(3);
        TestNode node = withAbsentee(store);
        DirectFlow flow = node.sessions.publish(message("c", "d", Qos.AT_LEAST_ONCE));
        node.settle();
        store.health(StoreHealth.State.FAILED);
        node.advance(Duration.ofSeconds(6));
        PublishOutcome unkept = node.await(flow.outcome());
        assertThat(unkept.published()).isTrue();
        assertThat(unkept.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(unkept.receivers()).isEqualTo(1);
        assertThat(node.count(Counter.HTTP_PUB_ERROR)).isEqualTo(1);
    }

    @Test
    void who_publishes_more_than_the_store_can_take_is_answered_when_it_has_caught_up() {
        DelayingStore store = new DelayingStore(3);
        TestNode node = withAbsentee(store);
        store.congested = true;
        DirectFlow flow = node.sessions.publish(message("c", "d", Qos.AT_LEAST_ONCE));
        node.settle();
        store.commitAll();
        node.settle();
        assertThat(flow.outcome()).isNotDone();
        store.congested = false;
        node.advance(Duration.ofSeconds(1));
        assertThat(node.await(flow.outcome()).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    // ------------------------------------------------------------------ rights

    /** Permissions of which a test says what is special; everything is allowed at once otherwise. */
    private abstract static class Rights implements Permissions {
        @Override
        public Decision mayPublish(Topic topic, Qos qos, boolean retain) {
            return Decision.ALLOW;
        }

        @Override
        public Decision mayLeaveWill(Topic topic, Qos qos, boolean retain) {
            return Decision.ALLOW;
        }

        @Override
        public Decision maySubscribe(TopicFilter filter, Qos qos) {
            return Decision.ALLOW;
        }

        @Override
        public Explanation explanation() {
            return Explanation.of("test", "as the test says");
        }
    }

    @Test
    void what_access_control_makes_of_it_is_what_is_published() {
        TestNode.Parts parts = TestNode.parts();
        Properties changed = Properties.create().set(Property.CONTENT_TYPE, "text/plain");
        PublishChange change = new PublishChange(
                Topic.of("out"), "n".getBytes(StandardCharsets.UTF_8), Qos.AT_MOST_ONCE, true, "north", changed);
        parts.authorizer = (client, onDecided) -> new Rights() {
            @Override
            public PublishChange publishChange() {
                return change;
            }
        };
        TestNode node = parts.start();
        TestClient north = node.client(ProtocolVersion.MQTT_5, TestNode.peer("north"));
        north.connect(spec -> spec.clientId = "north");
        north.take();
        north.subscribe(1, Qos.EXACTLY_ONCE, "#");
        north.take();
        Properties expiry = Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 60L);

        PublishOutcome outcome = node.await(node.sessions
                .publish(message("c", "in", Qos.AT_LEAST_ONCE, false, expiry))
                .outcome());

        assertThat(outcome.topic()).hasToString("out");
        assertThat(outcome.mountpoint()).isEqualTo("north");
        assertThat(outcome.qos()).isEqualTo(Qos.AT_MOST_ONCE);
        assertThat(outcome.retain()).isTrue();
        Received.Message got = north.takeMessages().get(0);
        assertThat(got.topic()).isEqualTo("out");
        assertThat(got.payload()).isEqualTo("n");
        assertThat(got.expirySeconds()).isEqualTo(60);
        assertThat(node.retained.messages()).isEqualTo(1);
    }

    @Test
    void the_sources_may_make_somebody_else_of_the_client() {
        TestNode.Parts parts = TestNode.parts();
        parts.authenticator = (request, answer) -> answer.accept(new AuthenticationResult(
                true,
                ReasonCode.SUCCESS,
                new SubscriberId("south", "renamed"),
                "bob",
                Explanation.of("test", "renamed"),
                null,
                null));
        List<Client> judged = new ArrayList<>();
        parts.authorizer = (client, onDecided) -> {
            judged.add(client);
            return TestNode.EVERYTHING;
        };
        TestNode node = parts.start();
        PublishOutcome outcome = node.await(
                node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(outcome.client()).isEqualTo(new SubscriberId("south", "renamed"));
        assertThat(outcome.mountpoint()).isEqualTo("south");
        assertThat(judged).extracting(Client::userName).containsExactly("bob");
    }

    @Test
    void a_late_answer_is_waited_for_and_holds() {
        TestNode.Parts parts = TestNode.parts();
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> topic.equals("yes") ? Decision.ALLOW : Decision.DENY;
        parts.authorizer = late;
        TestNode node = parts.start();
        DirectFlow allowed = node.sessions.publish(message("c", "yes", Qos.AT_LEAST_ONCE));
        DirectFlow denied = node.sessions.publish(message("c", "no", Qos.AT_LEAST_ONCE));
        node.settle();
        assertThat(allowed.outcome()).isNotDone();
        late.answerAll();
        assertThat(node.await(allowed.outcome()).published()).isTrue();
        assertThat(node.await(denied.outcome()).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(node.dropped(DropReason.NOT_AUTHORIZED)).isEqualTo(1);
        assertThat(node.count(Counter.HTTP_PUB_AUTH_ERROR)).isEqualTo(1);
        assertThat(node.happened(AccessRefused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.by()).isEqualTo("key k");
            assertThat(refused.topic()).isEqualTo("no");
        });
    }

    @Test
    void what_was_given_up_before_it_was_allowed_is_never_published() {
        TestNode.Parts parts = TestNode.parts();
        LatePermissions late = new LatePermissions();
        parts.authorizer = late;
        TestNode node = parts.start();
        DirectFlow flow = node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE));
        node.settle();
        assertThat(flow.abandon()).isTrue();
        assertThat(flow.abandon()).isTrue();
        assertThat(node.sessions.directLimits().messages()).isEqualTo(1);
        late.answerAll();
        node.settle();
        assertThat(flow.outcome()).isCancelled();
        assertThat(node.count(Counter.HTTP_PUB_PUBLISHED)).isZero();
        assertThat(node.sessions.directLimits().messages()).isZero();
    }

    @Test
    void who_was_refused_is_known_to_have_published_nothing_also_when_he_gives_up_just_then() {
        TestNode.Parts parts = TestNode.parts();
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> Decision.DENY;
        parts.authorizer = late;
        TestNode node = parts.start();
        DirectFlow flow = node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE));
        node.settle();
        late.answerAll();
        assertThat(node.await(flow.outcome()).published()).isFalse();
        assertThat(flow.abandon()).isTrue();
    }

    @Test
    void nobody_is_asked_any_more_for_what_was_given_up_at_once() {
        TestNode.Parts parts = TestNode.parts();
        List<AuthenticationRequest> asked = new ArrayList<>();
        parts.authenticator = (request, answer) -> asked.add(request);
        TestNode node = parts.start();
        DirectFlow flow = node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE));
        assertThat(flow.abandon()).isTrue();
        node.settle();
        assertThat(asked).isEmpty();
        assertThat(flow.outcome()).isCancelled();
    }

    /** Changes rights while a message is being judged, and judges again as it is told. */
    private static final class Changing implements Authorizer {
        private final List<Runnable> onChange = new ArrayList<>();
        private boolean changed;
        private Review review = Review.stays(new Client(new SubscriberId("", "c"), "ann", TestNode.peer("")));

        @Override
        public Permissions permissionsOf(Client client, Runnable onDecided) {
            return new Rights() {
                @Override
                public Decision mayPublish(Topic topic, Qos qos, boolean retain) {
                    if (!changed) {
                        changed = true;
                        onChange.forEach(Runnable::run);
                    }
                    return Decision.ALLOW;
                }
            };
        }

        @Override
        public void review(Client client, Consumer<Review> answer) {
            answer.accept(review);
        }

        @Override
        public void onChange(Runnable task) {
            onChange.add(task);
        }
    }

    @Test
    void who_is_banned_while_the_message_is_being_judged_publishes_nothing() {
        TestNode.Parts parts = TestNode.parts();
        Changing rights = new Changing();
        parts.authorizer = rights;
        TestNode node = parts.start();
        rights.review = Review.leaves(rights.review.client(), ReasonCode.BANNED, Explanation.of("bans", "banned"));
        PublishOutcome refused = node.await(
                node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(refused.reason()).isEqualTo(ReasonCode.BANNED);
        assertThat(refused.published()).isFalse();
    }

    @Test
    void a_change_that_leaves_the_client_its_rights_does_not_matter() {
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = new Changing();
        TestNode node = parts.start();
        assertThat(node.await(node.sessions
                                .publish(message("c", "a", Qos.AT_LEAST_ONCE))
                                .outcome())
                        .published())
                .isTrue();
    }

    // ------------------------------------------------------------------ load

    @Test
    void a_node_that_takes_no_clients_takes_no_messages_of_others() {
        TestNode.Parts parts = TestNode.parts();
        parts.load = new LoadGate() {
            @Override
            public ReasonCode refusal(Peer peer) {
                return ReasonCode.QUOTA_EXCEEDED;
            }

            @Override
            public boolean dropsQos0() {
                return false;
            }
        };
        TestNode node = parts.start();
        PublishOutcome refused = node.await(
                node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(refused.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(node.count(Counter.HTTP_PUB_ERROR)).isEqualTo(1);
    }

    @Test
    void while_publishers_wait_for_memory_it_is_turned_away() {
        TestNode.Parts parts = TestNode.parts();
        parts.load = new LoadGate() {
            @Override
            public @Nullable ReasonCode refusal(Peer peer) {
                return null;
            }

            @Override
            public boolean dropsQos0() {
                return false;
            }

            @Override
            public boolean pausesPublishers() {
                return true;
            }
        };
        TestNode node = parts.start();
        PublishOutcome refused = node.await(
                node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(refused.reason()).isEqualTo(ReasonCode.SERVER_BUSY);
        assertThat(refused.published()).isFalse();
    }

    @Test
    void only_so_many_wait_for_a_store_that_is_behind() {
        DelayingStore store = new DelayingStore(3);
        TestNode node = withAbsentee(store);
        List<DirectFlow> waiting = new ArrayList<>();
        for (int i = 0; i < DirectLimits.MOST_MESSAGES; i++) {
            waiting.add(node.sessions.publish(message("c" + i, "d", Qos.AT_LEAST_ONCE)));
        }
        node.settle();
        assertThat(waiting).noneMatch(flow -> flow.outcome().isDone());
        // That nobody waits for the answers makes no room: the messages are taken.
        assertThat(waiting).noneMatch(DirectFlow::abandon);
        PublishOutcome refused = node.await(
                node.sessions.publish(message("c", "x", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(refused.reason()).isEqualTo(ReasonCode.SERVER_BUSY);
        assertThat(refused.published()).isFalse();
        store.commitAll();
        node.settle();
        assertThat(waiting).allMatch(flow -> flow.outcome().isDone());
        assertThat(node.await(node.sessions
                                .publish(message("c", "x", Qos.AT_LEAST_ONCE))
                                .outcome())
                        .published())
                .isTrue();
    }

    @Test
    void what_can_not_be_retained_any_more_is_delivered_and_told() {
        TestNode node = TestNode.parts().set("retained.max-messages", 1).start();
        TestClient watcher = watcher(node, "#");
        node.await(node.sessions
                .publish(message("c", "a", Qos.AT_LEAST_ONCE, true, Properties.NONE))
                .outcome());
        PublishOutcome second = node.await(node.sessions
                .publish(message("c", "b", Qos.AT_LEAST_ONCE, true, Properties.NONE))
                .outcome());
        assertThat(second.published()).isTrue();
        assertThat(second.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(watcher.takeMessages()).hasSize(2);
    }

    @Test
    void a_fault_while_it_is_judged_is_told_to_who_asked() {
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = (client, onDecided) -> {
            throw new IllegalStateException("a fault of the test's");
        };
        TestNode node = parts.start();
        DirectFlow flow = node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE));
        node.settle();
        assertThat(flow.outcome()).isCompletedExceptionally();
    }
}
