package io.ternmq.session;

import static io.ternmq.session.DirectMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Peer;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.store.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of those who have no connection: whom they reach, and what the store and the load make of them. */
class DirectPublishTest {
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
}
