package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.event.Counter;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void who_stays_gets_everything_once_while_others_come_and_go_on_the_same_filters() throws Exception {
        try (RoutingFixture node = new RoutingFixture(TestLoops.threads(3))) {
            List<TestReceiver> staying = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                staying.add(node.subscriber("s" + i, i, "t/+"));
                staying.add(node.subscriber("w" + i, i, "t/#"));
                staying.add(node.subscriber("x" + i, i, "t/0", "t/1", "t/2"));
            }
            TestReceiver[] group = {node.subscriber("g0", 0, "$share/g/t/#"), node.subscriber("g1", 1, "$share/g/t/#")};
            int each = 5000;
            CountDownLatch all = new CountDownLatch(10 * 3 * each);
            staying.forEach(r -> r.onDelivery = (publish, subscription) -> all.countDown());
            for (TestReceiver member : group) {
                member.onDelivery = (publish, subscription) -> all.countDown();
            }
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> churn = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                Thread thread = new Thread(() -> churn(node, stop));
                thread.start();
                churn.add(thread);
            }
            for (int loop = 0; loop < 3; loop++) {
                publishAll(node, loop, 0, each);
            }
            boolean done = all.await(60, TimeUnit.SECONDS);
            stop.set(true);
            for (Thread thread : churn) {
                thread.join();
            }
            assertThat(done).isTrue();
            assertThat(staying).allSatisfy(r -> {
                assertThat(r.got).hasSize(3 * each);
                assertOrder(r);
            });
            assertThat(group[0].got.size() + group[1].got.size()).isEqualTo(3 * each);
        }
    }

    /** Receivers that refuse whatever a group offers them come and go, plain and shared, on the filters of others. */
    private static void churn(RoutingFixture node, AtomicBoolean stop) {
        while (!stop.get()) {
            TestReceiver guest = node.receiver("guest", 0);
            guest.takes = false;
            guest.ready = false;
            for (String filter : List.of("t/+", "t/#", "t/0", "t/1", "+/2", "#", "$share/g/t/#")) {
                node.table.add(guest.to(filter));
            }
            for (String filter : List.of("#", "t/0", "+/2", "t/#", "t/+", "$share/g/t/#", "t/1")) {
                node.table.remove(guest, TopicFilter.of(filter));
            }
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
            assertThat(sent * 100_000L).isBetween(HandOff.credit(3) - 200_000, HandOff.credit(3) + 200_000);
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
