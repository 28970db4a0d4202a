package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.SessionSettings.SharedPolicy;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One member of a group gets each message: which one, and which one instead. */
class SharedSubscriptionTest {
    private final RoutingFixture node = new RoutingFixture(TestLoops.stepped(3, 1));

    @AfterEach
    void close() {
        node.close();
    }

    private List<TestReceiver> group(int members, String filter) {
        List<TestReceiver> group = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            group.add(node.subscriber("m" + i + filter, i % 3, "$share/g/" + filter));
        }
        return group;
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            node.publish(i % 3, "a/b", "m" + i);
        }
        node.loops.settle();
    }

    private static List<String> all(List<TestReceiver> group) {
        return group.stream().flatMap(r -> r.payloads().stream()).toList();
    }

    private static List<Integer> counts(List<TestReceiver> group) {
        return group.stream().map(r -> r.got.size()).toList();
    }

    @ParameterizedTest
    @EnumSource(SharedPolicy.class)
    @Checklist({56, 57})
    void each_message_goes_to_exactly_one_member_whatever_the_policy(SharedPolicy policy) {
        node.policy = policy;
        List<TestReceiver> group = group(7, "a/+");

        publish(300);

        assertThat(all(group))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 300).mapToObj(i -> "m" + i).toList());
        assertThat(node.count(Counter.ROUTER_MATCHES_LOCAL)).isEqualTo(300);
    }

    @ParameterizedTest
    @EnumSource(
            value = SharedPolicy.class,
            names = {"PREFER_LOCAL", "RANDOM", "LOCAL_ONLY", "PREFER_ONLINE_BEFORE_LOCAL", "ROUND_ROBIN"})
    void load_is_spread_over_all_members(SharedPolicy policy) {
        node.policy = policy;
        List<TestReceiver> group = group(6, "a/b");

        publish(600);

        assertThat(counts(group)).allMatch(count -> count > 60 && count < 150);
    }

    @Test
    void round_robin_takes_turns() {
        node.policy = SharedPolicy.ROUND_ROBIN;
        List<TestReceiver> group = group(4, "a/b");

        publish(40);

        assertThat(counts(group)).containsOnly(10);
    }

    @Test
    void sticky_stays_with_one_member_as_long_as_it_is_ready() {
        node.policy = SharedPolicy.STICKY;
        List<TestReceiver> group = group(5, "a/b");
        publish(50);
        TestReceiver first =
                group.stream().filter(r -> !r.got.isEmpty()).findFirst().orElseThrow();
        assertThat(first.got).hasSize(50);

        node.subscriber("late", 0, "$share/g/a/b");
        publish(50);
        assertThat(first.got).hasSize(100);

        first.online = false;
        publish(50);
        assertThat(first.got).hasSize(100);
        assertThat(group).filteredOn(r -> r != first).anyMatch(r -> r.got.size() == 50);
    }

    @Test
    void hash_of_client_and_of_topic_choose_the_same_member_each_time() {
        List<TestReceiver> group = group(5, "#");
        for (SharedPolicy policy : List.of(SharedPolicy.HASH_CLIENT, SharedPolicy.HASH_TOPIC)) {
            node.policy = policy;
            for (int i = 0; i < 200; i++) {
                group.forEach(r -> r.got.clear());
                for (int again = 0; again < 3; again++) {
                    String topic = policy == SharedPolicy.HASH_TOPIC ? "t/" + i : "t/" + i + again;
                    String client = policy == SharedPolicy.HASH_CLIENT ? "p" + i : "p" + i + again;
                    node.publish(again, RoutingFixture.view(topic, "x", Qos.AT_MOST_ONCE, false, client));
                }
                node.loops.settle();
                assertThat(counts(group)).containsOnly(0, 3);
            }
        }
    }

    @Test
    @Checklist(58)
    void online_member_is_preferred_and_when_all_are_offline_one_that_keeps_messages_gets_it() {
        List<TestReceiver> group = group(3, "a/b");
        group.get(0).online = false;
        group.get(0).durable(1);
        group.get(1).online = false;
        publish(20);
        assertThat(counts(group)).containsExactly(0, 0, 20);

        group.get(2).online = false;
        publish(20);
        assertThat(counts(group)).containsExactly(20, 0, 20);
    }

    @Test
    @Checklist(62)
    @Normative("MQTT5-4.8.2-6")
    void member_that_refuses_hands_on_to_another_one_across_loops() {
        List<TestReceiver> group = group(6, "a/b");
        for (int i = 0; i < 5; i++) {
            group.get(i).takes = false;
        }

        publish(100);

        assertThat(group.get(5).got).hasSize(100);
        assertThat(node.counters.value(Counter.MESSAGE_DROP, DropReason.NO_SHARED_MEMBER))
                .isZero();
    }

    @Test
    @Checklist(62)
    void full_member_is_not_chosen_while_another_is_ready() {
        List<TestReceiver> group = group(3, "a/b");
        group.get(0).ready = false;
        group.get(1).ready = false;
        publish(30);
        assertThat(counts(group)).containsExactly(0, 0, 30);

        group.get(2).ready = false;
        publish(30);
        assertThat(all(group)).hasSize(60);
    }

    @Test
    void when_all_refuse_the_offline_session_takes_it() {
        List<TestReceiver> group = group(5, "a/b");
        group.forEach(r -> r.takes = false);
        TestReceiver offline = group.get(3).durable(3);
        offline.online = false;
        offline.takes = true;

        publish(10);

        assertThat(offline.got).hasSize(10);
    }

    @Test
    void refusals_of_a_large_group_are_bounded_before_the_offline_session_takes_it() {
        List<TestReceiver> group = group(100, "a/b");
        int[] asked = {0};
        group.forEach(r -> {
            r.takes = false;
            r.onOffer = () -> asked[0]++;
        });
        TestReceiver offline = group.get(70).durable(3);
        offline.online = false;
        offline.takes = true;

        publish(1);

        assertThat(offline.got).hasSize(1);
        assertThat(asked[0]).isBetween(10, 40);
    }

    @Test
    void when_really_nobody_takes_it_that_is_counted_and_told() {
        List<BrokerEvent.MessageDropped> dropped = new ArrayList<>();
        node.events.subscribe(BrokerEvent.MessageDropped.class, dropped::add);
        List<TestReceiver> group = group(40, "a/b");
        group.forEach(r -> r.takes = false);
        publish(3);
        assertThat(node.counters.value(Counter.MESSAGE_DROP, DropReason.NO_SHARED_MEMBER))
                .isEqualTo(3);
        group.forEach(r -> r.online = false);
        assertThat(node.publish(0, "a/b", "x").matched()).isZero();
        assertThat(dropped).hasSize(4).allSatisfy(event -> {
            assertThat(event.receiver().clientId()).isEqualTo("$share/g/a/b");
            assertThat(event.reason()).isEqualTo(DropReason.NO_SHARED_MEMBER);
        });
    }

    @Test
    @Normative("MQTT5-4.8.2-4")
    void groups_are_told_apart_by_name_and_filter_and_plain_subscriptions_get_theirs_too() {
        TestReceiver one = node.subscriber("one", 0, "$share/g/a/+");
        TestReceiver two = node.subscriber("two", 1, "$share/g/a/b");
        TestReceiver three = node.subscriber("three", 2, "$share/h/a/b");
        TestReceiver plain = node.subscriber("plain", 2, "a/b");

        assertThat(node.publish(0, "a/b", "x").matched()).isEqualTo(4);
        node.loops.settle();

        assertThat(List.of(one, two, three, plain))
                .allSatisfy(r -> assertThat(r.got).hasSize(1));
        assertThat(node.count(Counter.LOOP_HAND_OFF_MESSAGES)).isEqualTo(2);
    }

    @Test
    void chosen_durable_member_is_the_one_that_is_recorded() {
        List<TestReceiver> group = group(3, "a/b");
        for (int i = 0; i < 3; i++) {
            group.get(i).durable(i);
        }

        RoutingFixture.Routed routed = node.publish(0, "a/b", "x");
        node.loops.settle();

        int taken = IntStream.range(0, 3)
                .filter(i -> !group.get(i).got.isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(routed.position()).isEqualTo(1);
        assertThat(node.store.messages.get(0).receivers()).containsExactly(new SessionUid(1, taken));
    }

    @Test
    void message_that_moves_to_another_member_is_recorded_for_it_before_the_first_is_done_with_it() {
        node.policy = SharedPolicy.STICKY;
        TestReceiver first = node.subscriber("first", 0, "$share/g/a/b").durable(1);
        publish(1);
        TestReceiver second = node.subscriber("second", 0, "$share/g/a/b").durable(2);
        TestReceiver plain = node.subscriber("plain", 0, "a/b");
        first.takes = false;

        node.publish(0, "a/b", "moved");

        assertThat(second.payloads()).containsExactly("moved");
        assertThat(node.store.messages)
                .extracting(m -> m.receivers().get(0).number())
                .containsExactly(1L, 1L, 2L);
        assertThat(node.store.changes).containsExactly(new StoreRecord.DeliveryDone(new SessionUid(1, 1), 2));
        assertThat(second.got.get(0).sequence()).isEqualTo(3);
        assertThat(plain.got.get(0).sequence()).isEqualTo(2);
    }

    @Test
    void members_elsewhere_come_after_or_never_as_the_policy_says() {
        TestReceiver here = node.subscriber("here", 0, "$share/g/a/b");
        TestReceiver there = node.subscriber("there", 1, "$share/g/a/b");
        there.local = false;
        // What is local of a group is noted when it changes.
        node.table.add(there.to("$share/g/a/b"));

        node.policy = SharedPolicy.PREFER_LOCAL;
        publish(20);
        assertThat(there.got).isEmpty();
        node.policy = SharedPolicy.PREFER_ONLINE_BEFORE_LOCAL;
        publish(20);
        assertThat(there.got).isEmpty();
        node.policy = SharedPolicy.RANDOM;
        publish(40);
        assertThat(there.got).isNotEmpty();

        there.got.clear();
        here.online = false;
        node.policy = SharedPolicy.PREFER_ONLINE_BEFORE_LOCAL;
        publish(20);
        assertThat(there.got).hasSize(20);
        node.policy = SharedPolicy.LOCAL_ONLY;
        publish(20);
        node.policy = SharedPolicy.PREFER_LOCAL;
        publish(20);
        assertThat(there.got).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void with_members_that_refuse_come_and_go_each_message_is_taken_once_or_counted_as_dropped(long seed) {
        try (RoutingFixture random = new RoutingFixture(TestLoops.stepped(4, seed))) {
            java.util.Random dice = new java.util.Random(seed);
            List<TestReceiver> members = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                members.add(random.subscriber("m" + i, i % 4, "$share/g/#"));
            }
            for (int i = 0; i < 3000; i++) {
                TestReceiver any = members.get(dice.nextInt(members.size()));
                switch (dice.nextInt(8)) {
                    case 0 -> any.online = !any.online;
                    case 1 -> any.takes = !any.takes;
                    case 2 -> any.durable = dice.nextBoolean() ? new SessionUid(1, i) : null;
                    case 3 -> random.table.remove(any, TopicFilter.of("$share/g/#"));
                    default -> random.table.add(any.to("$share/g/#"));
                }
                random.policy = SharedPolicy.values()[dice.nextInt(SharedPolicy.values().length)];
                random.publish(dice.nextInt(4), "t/" + i % 10, "m" + i);
                if (dice.nextInt(4) == 0) {
                    random.loops.step();
                }
            }
            random.loops.settle();
            List<String> taken = all(members);
            assertThat(taken).doesNotHaveDuplicates();
            long dropped = random.counters.value(Counter.MESSAGE_DROP, DropReason.NO_SHARED_MEMBER);
            long unmatched = 3000 - random.count(Counter.ROUTER_MATCHES_LOCAL);
            assertThat(taken.size() + dropped).isBetween(3000 - unmatched, 3000L);
        }
    }

    @Test
    void group_of_one_moves_nothing() {
        TestReceiver only = node.subscriber("only", 1, "$share/g/a/b");
        Publish view = RoutingFixture.view("a/b", "x", Qos.AT_MOST_ONCE, false, "p");
        node.publish(0, view);
        node.loops.settle();
        assertThat(only.payloads()).containsExactly("x");
    }
}
