package io.ternmq.session;

import static io.ternmq.session.DirectMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Authorizer;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What access control makes of messages of those who have no connection. */
class DirectPublishRightsTest {
    private static TestNode under(Authorizer rights) {
        TestNode.Parts parts = TestNode.parts();
        parts.authorizer = rights;
        return parts.start();
    }

    @Test
    void what_access_control_makes_of_it_is_what_is_published() {
        Properties changed = Properties.create().set(Property.CONTENT_TYPE, "text/plain");
        PublishChange change = new PublishChange(
                Topic.of("out"), "n".getBytes(StandardCharsets.UTF_8), Qos.AT_MOST_ONCE, true, "north", changed);
        TestNode node = under((client, onDecided) -> new TestNode.Everything() {
            @Override
            public PublishChange publishChange() {
                return change;
            }
        });
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
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> topic.equals("yes") ? Decision.ALLOW : Decision.DENY;
        TestNode node = under(late);
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
        LatePermissions late = new LatePermissions();
        TestNode node = under(late);
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
        LatePermissions late = new LatePermissions();
        late.rule = (action, topic) -> Decision.DENY;
        TestNode node = under(late);
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
            return new TestNode.Everything() {
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
        Changing rights = new Changing();
        TestNode node = under(rights);
        rights.review = Review.leaves(rights.review.client(), ReasonCode.BANNED, Explanation.of("bans", "banned"));
        PublishOutcome refused = node.await(
                node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE)).outcome());
        assertThat(refused.reason()).isEqualTo(ReasonCode.BANNED);
        assertThat(refused.published()).isFalse();
    }

    @Test
    void a_change_that_leaves_the_client_its_rights_does_not_matter() {
        TestNode node = under(new Changing());
        assertThat(node.await(node.sessions
                                .publish(message("c", "a", Qos.AT_LEAST_ONCE))
                                .outcome())
                        .published())
                .isTrue();
    }

    @Test
    void a_fault_while_it_is_judged_is_told_to_who_asked() {
        TestNode node = under((client, onDecided) -> {
            throw new IllegalStateException("a fault of the test's");
        });
        DirectFlow flow = node.sessions.publish(message("c", "a", Qos.AT_LEAST_ONCE));
        node.settle();
        assertThat(flow.outcome()).isCompletedExceptionally();
    }
}
