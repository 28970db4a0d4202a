package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.event.Counter;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between loops: order, batches, and what happens when a loop is behind. */
class HandOffTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void order_from_each_publisher_to_each_receiver_is_kept_however_the_loops_take_turns(long seed) {
        try (RoutingFixture node = new RoutingFixture(TestLoops.stepped(4, seed))) {
            java.util.Random random = new java.util.Random(seed);
            List<TestReceiver> receivers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                receivers.add(node.subscriber("c" + i, i % 4, "t/#"));
            }
            int[] next = new int[4];
            for (int i = 0; i < 3000; i++) {
                int loop = random.nextInt(4);
                int burst = random.nextInt(6);
                node.loops.on(loop, () -> {
                    for (int k = 0; k < burst; k++) {
                        String payload = loop + ":" + next[loop]++ + "x".repeat(random.nextInt(20) == 0 ? 5000 : 1);
                        node.routeHere(loop, "t/" + loop, payload);
                    }
                });
                if (random.nextBoolean()) {
                    node.loops.step();
                }
            }
            node.loops.settle();
            int total = next[0] + next[1] + next[2] + next[3];
            for (TestReceiver receiver : receivers) {
                assertThat(receiver.got).hasSize(total);
                assertOrder(receiver);
            }
        }
    }

    private static void assertOrder(TestReceiver receiver) {
        Map<String, Integer> last = new HashMap<>();
        for (String payload : receiver.payloads()) {
            String[] parts = payload.replace("x", "").split(":");
            int number = Integer.parseInt(parts[1]);
            assertThat(number).isEqualTo(last.getOrDefault(parts[0], -1) + 1);
            last.put(parts[0], number);
        }
    }

    @Test
    void real_threads_lose_nothing_and_keep_the_order() throws Exception {
        try (RoutingFixture node = new RoutingFixture(TestLoops.threads(3))) {
            List<TestReceiver> receivers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                receivers.add(node.subscriber("c" + i, i % 3, "t/+"));
            }
            int each = 10_000;
            CountDownLatch all = new CountDownLatch(6 * 3 * each);
            receivers.forEach(r -> r.onDelivery = (publish, subscription) -> all.countDown());
            receivers.forEach(r -> r.writesDown = r.id().clientId().equals("c0"));
            for (int loop = 0; loop < 3; loop++) {
                publishAll(node, loop, 0, each);
            }
            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(receivers).allSatisfy(r -> assertThat(r.count).hasValue(3L * each));
            assertOrder(receivers.get(0));
            assertThat(node.count(Counter.LOOP_HAND_OFF_MESSAGES)).isEqualTo(2L * 3 * each);
            assertThat(node.count(Counter.LOOP_HAND_OFF)).isLessThan(3L * each);
        }
    }

    /** Some messages per turn, so that other loops' batches come in between. */
    private static void publishAll(RoutingFixture node, int loop, int from, int to) {
        node.loops.get(loop).execute(() -> {
            int until = Math.min(to, from + 100);
            for (int i = from; i < until; i++) {
                node.routeHere(loop, "t/" + loop, loop + ":" + i);
            }
            if (until < to) {
                publishAll(node, loop, until, to);
            }
        });
    }

    @Test
    void loop_that_is_behind_is_told_to_publishers_and_so_is_its_relief() {
        try (RoutingFixture node = new RoutingFixture(TestLoops.stepped(3, 1))) {
            TestReceiver slow = node.subscriber("slow", 1, "slow");
            node.subscriber("fast", 2, "fast");
            String payload = "x".repeat(100_000);
            AtomicInteger relieved = new AtomicInteger();
            int sent = 0;
            boolean congested = false;
            while (!congested) {
                congested = node.publish(0, "slow", payload).congested();
                sent++;
                assertThat(sent).isLessThan(100);
            }
            assertThat(sent * 100_000L).isBetween(HandOff.CREDIT_BYTES - 200_000, HandOff.CREDIT_BYTES + 200_000);
            assertThat(node.publish(0, "fast", "x").congested()).isFalse();
            assertThat(node.publish(2, "slow", "x").congested()).isFalse();
            // What comes all the same is taken: nothing is lost.
            assertThat(node.publish(0, "slow", payload).congested()).isTrue();
            node.loops.on(0, () -> node.routers.get(0).whenRelieved(relieved::incrementAndGet));
            assertThat(relieved).hasValue(0);

            node.loops.settle();

            assertThat(relieved).hasValue(1);
            assertThat(slow.got).hasSize(sent + 2);
            assertThat(node.publish(0, "slow", payload).congested()).isFalse();
        }
    }

    @Test
    void store_that_is_behind_congests_what_is_recorded_only() {
        try (RoutingFixture node = new RoutingFixture(TestLoops.stepped(1, 1))) {
            node.table.add(node.receiver("d", 0).durable(1).to("d"));
            node.subscriber("c", 0, "c");
            AtomicInteger relieved = new AtomicInteger();
            node.store.congested = true;
            assertThat(node.publish(0, "d", "x").congested()).isTrue();
            assertThat(node.publish(0, "c", "x").congested()).isFalse();
            node.loops.on(0, () -> node.routers.get(0).whenRelieved(relieved::incrementAndGet));
            node.loops.advance(Duration.ofMillis(100));
            assertThat(relieved).hasValue(0);
            node.store.congested = false;
            node.loops.advance(Duration.ofMillis(100));
            assertThat(relieved).hasValue(1);
        }
    }

    @Test
    void long_turn_sends_before_it_ends() {
        try (RoutingFixture node = new RoutingFixture(TestLoops.stepped(2, 1))) {
            TestReceiver there = node.subscriber("there", 1, "t");
            node.loops.on(0, () -> {
                for (int i = 0; i < 2000; i++) {
                    node.routeHere(0, "t", "m" + i);
                }
                assertThat(node.count(Counter.LOOP_HAND_OFF)).isBetween(2L, 5L);
            });
            node.loops.settle();
            assertThat(there.got).hasSize(2000);
        }
    }

    @Test
    void kept_publish_is_handed_over_as_it_is() {
        try (RoutingFixture node = new RoutingFixture(TestLoops.stepped(2, 1))) {
            TestReceiver there = node.subscriber("there", 1, "t");
            Publish kept =
                    RoutingFixture.view("t", "x", Qos.AT_MOST_ONCE, false, "p").copy(Qos.AT_MOST_ONCE, false);
            List<Publish> got = new ArrayList<>();
            there.onDelivery = (publish, subscription) -> got.add(publish);
            node.publish(0, kept);
            node.loops.settle();
            assertThat(got).containsExactly(kept);
        }
    }
}
