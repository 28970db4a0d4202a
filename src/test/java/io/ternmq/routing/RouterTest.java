package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.SessionUid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a publish does from its resolution to its receivers, on loops that are stepped by the test. */
class RouterTest {
    private final RoutingFixture node = new RoutingFixture(TestLoops.stepped(3, 1));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    @Normative({"MQTT5-3.3.1-9", "MQTT311-3.3.1-9"})
    void receiver_of_the_same_loop_gets_the_view_in_the_same_turn() {
        TestReceiver here = node.subscriber("here", 0, "a/+");

        RoutingFixture.Routed routed = node.publish(0, "a/b", "hello");

        assertThat(routed.matched()).isEqualTo(1);
        assertThat(here.payloads()).containsExactly("hello");
        assertThat(node.count(Counter.LOOP_HAND_OFF)).isZero();
        assertThat(node.count(Counter.ROUTER_MATCHES_LOCAL)).isEqualTo(1);
    }

    @Test
    void nobody_subscribed_is_told_by_zero_matches() {
        assertThat(node.publish(0, "a/b", "x").matched()).isZero();
    }

    @Test
    void one_publish_is_handed_once_to_each_loop_whatever_the_number_of_receivers() {
        for (int i = 0; i < 30; i++) {
            node.subscriber("c" + i, i % 3, "a/#");
            node.subscriber("d" + i, i % 3, "a/b");
        }

        assertThat(node.publish(0, "a/b", "x").matched()).isEqualTo(60);
        node.loops.settle();

        assertThat(node.count(Counter.LOOP_HAND_OFF_MESSAGES)).isEqualTo(2);
        assertThat(node.count(Counter.LOOP_HAND_OFF)).isEqualTo(2);
    }

    @Test
    void all_publishes_of_a_turn_go_in_one_batch_per_loop() {
        TestReceiver one = node.subscriber("one", 1, "t/#");
        TestReceiver two = node.subscriber("two", 2, "t/#");

        node.loops.on(0, () -> {
            for (int i = 0; i < 100; i++) {
                node.routeHere(0, "t/" + i, "m" + i);
            }
            assertThat(one.got).isEmpty();
        });
        node.loops.settle();

        assertThat(node.count(Counter.LOOP_HAND_OFF)).isEqualTo(2);
        assertThat(node.count(Counter.LOOP_HAND_OFF_MESSAGES)).isEqualTo(200);
        assertThat(one.payloads()).hasSize(100).isEqualTo(two.payloads());
        assertThat(one.payloads()).startsWith("m0", "m1", "m2").endsWith("m99");
    }

    @Test
    @Checklist(30)
    @Normative("MQTT5-3.3.4-2")
    void overlapping_subscriptions_each_get_a_copy_with_their_own_identifier() {
        for (int loop = 0; loop < 2; loop++) {
            TestReceiver receiver = node.receiver("r" + loop, loop);
            node.table.add(receiver.to("a/+", Qos.AT_LEAST_ONCE, 11));
            node.table.add(receiver.to("a/#", Qos.AT_MOST_ONCE, 12));

            node.publish(0, "a/b", "x");
            node.loops.settle();

            assertThat(receiver.got).extracting(TestReceiver.Got::identifier).containsExactlyInAnyOrder(11, 12);
        }
    }

    @Test
    void handed_over_message_says_the_same_as_the_view() {
        TestReceiver there = node.subscriber("there", 1, "a/b");
        byte[] kept = "PPpayload".getBytes(StandardCharsets.UTF_8);
        ByteBuf bytes = Unpooled.copiedBuffer("xxCUTPP", StandardCharsets.UTF_8).writeBytes("payload".getBytes());
        Publish view = new Publish(Unpooled.EMPTY_BUFFER)
                .wrap(bytes, 0, 0, 7, 7)
                .properties(2, 5)
                .cut(2, 3)
                .messageExpiry(77)
                .flags(Qos.EXACTLY_ONCE, true, true, 99)
                .resolve(Topic.of("a/b"))
                .origin(node.receiver("me", 0).id(), 12345);
        there.onDelivery = (publish, subscription) -> {
            assertThat(publish.forwardedPropertiesLength()).isEqualTo(2);
            ByteBuf out = Unpooled.buffer();
            publish.writeForwardedProperties(out);
            out.writeBytes(publish.buffer(), publish.payloadIndex(), publish.payloadLength());
            assertThat(out).isEqualTo(Unpooled.wrappedBuffer(kept));
            assertThat(publish.messageExpirySeconds()).isEqualTo(77);
            assertThat(publish.expiresAtMillis()).isEqualTo(12345);
            assertThat(publish.qos()).isEqualTo(Qos.EXACTLY_ONCE);
            assertThat(publish.retain()).isTrue();
            assertThat(publish.duplicate()).isFalse();
            assertThat(publish.publisher()).isEqualTo(node.receiver("me", 0).id());
        };

        node.loops.on(0, () -> {
            node.routeHere(0, view);
            bytes.setZero(0, bytes.capacity());
        });
        node.loops.settle();

        assertThat(there.count).hasValue(1);
    }

    @Test
    void large_message_is_shared_by_reference_and_let_go() {
        TestReceiver one = node.subscriber("one", 1, "a/b");
        TestReceiver two = node.subscriber("two", 2, "a/b");
        String payload = "p".repeat(100_000);
        Publish view = RoutingFixture.view("a/b", payload, Qos.AT_MOST_ONCE, false, "me");
        ByteBuf bytes = view.buffer();

        node.loops.on(0, () -> {
            node.routeHere(0, view);
            assertThat(bytes.refCnt()).isEqualTo(3);
        });
        node.loops.settle();

        assertThat(one.payloads()).containsExactly(payload);
        assertThat(two.payloads()).containsExactly(payload);
        assertThat(bytes.refCnt()).isEqualTo(1);
    }

    @Test
    void durable_receivers_go_into_one_record_whose_position_the_acknowledgement_waits_for() {
        node.table.add(node.receiver("d1", 0).durable(1).to("a/b"));
        node.table.add(node.receiver("d2", 1).durable(2).to("a/+"));
        TestReceiver clean = node.subscriber("clean", 0, "a/b");
        node.table.add(node.receiver("zero", 0).durable(3).to("a/b", Qos.AT_MOST_ONCE, 0));

        RoutingFixture.Routed routed = node.publish(0, "a/b", "x");

        assertThat(routed.position()).isEqualTo(1);
        assertThat(clean.got.get(0).sequence()).isEqualTo(1);
        assertThat(node.store.messages).hasSize(1);
        assertThat(node.store.messages.get(0).receivers())
                .containsExactlyInAnyOrder(new SessionUid(1, 1), new SessionUid(1, 2));
    }

    @Test
    void qos_0_and_clean_sessions_wait_for_nothing() {
        node.table.add(node.receiver("d1", 0).durable(1).to("a/b"));
        node.subscriber("clean", 0, "c");

        assertThat(node.publish(0, RoutingFixture.view("a/b", "x", Qos.AT_MOST_ONCE, false, "p"))
                        .position())
                .isZero();
        assertThat(node.publish(0, "c", "x").position()).isZero();
        assertThat(node.store.messages).isEmpty();
    }

    @Test
    void durable_publisher_with_no_local_is_not_recorded_for_its_own_message() {
        TestReceiver me = node.receiver("me", 0).durable(1);
        TestReceiver other = node.receiver("other", 0).durable(2);
        SubscriptionOptions noLocal = new SubscriptionOptions(Qos.AT_LEAST_ONCE, true, false, RetainHandling.SEND);
        node.table.add(new Subscription(me, TopicFilter.of("a"), noLocal, 0));
        node.table.add(new Subscription(other, TopicFilter.of("a"), noLocal, 0));

        node.publish(0, RoutingFixture.view("a", "x", Qos.AT_LEAST_ONCE, false, "me"));

        assertThat(node.store.messages.get(0).receivers()).containsExactly(new SessionUid(1, 2));
    }

    @Test
    void publish_made_by_a_delivery_comes_after_the_present_one_and_to_everybody() {
        TestReceiver first = node.subscriber("first", 0, "#");
        TestReceiver second = node.subscriber("second", 0, "#");
        TestReceiver elsewhere = node.subscriber("elsewhere", 1, "#");
        first.onDelivery = (publish, subscription) -> {
            if (publish.topic().toString().equals("t/0")) {
                for (int i = 0; i < 3; i++) {
                    assertThat(node.routeHere(0, "will/" + i, "gone").matched()).isEqualTo(3);
                }
            }
        };

        node.loops.on(0, () -> {
            node.routeHere(0, "t/0", "x");
            node.routeHere(0, "t/1", "y");
        });
        node.loops.settle();

        List<String> order = List.of("t/0", "will/0", "will/1", "will/2", "t/1");
        for (TestReceiver receiver : List.of(first, second, elsewhere)) {
            assertThat(receiver.got).extracting(TestReceiver.Got::topic).isEqualTo(order);
        }
    }

    @Test
    void chain_of_publishes_made_by_deliveries_does_not_grow_the_stack() {
        TestReceiver receiver = node.subscriber("r", 0, "#");
        receiver.writesDown = false;
        receiver.onDelivery = (publish, subscription) -> {
            if (receiver.count.get() < 200_000) {
                node.routeHere(0, "next", "x");
            }
        };

        node.publish(0, "first", "x");

        assertThat(receiver.count).hasValue(200_000);
    }

    @Test
    void receiver_that_fails_harms_nobody_else_and_is_counted() {
        TestReceiver bad = node.subscriber("bad", 0, "a");
        bad.onDelivery = (publish, subscription) -> {
            throw new IllegalStateException("on purpose");
        };
        TestReceiver good = node.subscriber("good", 0, "a");

        node.publish(0, "a", "1");
        node.publish(0, "a", "2");

        assertThat(good.payloads()).containsExactly("1", "2");
        assertThat(node.counters.value(Counter.MESSAGE_DROP, DropReason.RECEIVER_FAILED))
                .isEqualTo(2);
    }

    @Test
    void mountpoints_never_meet() {
        TestReceiver tenant = new TestReceiver("tenant", "c", node.loops.get(0));
        node.table.add(tenant.to("#"));
        TestReceiver here = node.subscriber("c", 0, "#");

        node.publish(0, "a", "x");

        assertThat(tenant.got).isEmpty();
        assertThat(here.got).hasSize(1);
    }
}
