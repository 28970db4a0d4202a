package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subscription table against a reference that tries every filter on every topic. */
class SubscriptionTableTest {
    private final TestLoops loops = TestLoops.stepped(4, 1);
    private final RoutingFixture node = new RoutingFixture(loops);

    @AfterEach
    void close() {
        node.close();
    }

    /** Which receiver has which filters; what the table should say. */
    private record Key(TestReceiver receiver, TopicFilter filter) {}

    static String randomLevel(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "$SYS";
            case 2 -> "l" + random.nextInt(30);
            default -> String.valueOf((char) ('a' + random.nextInt(4)));
        };
    }

    static String randomTopic(Random random) {
        List<String> levels = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            levels.add(randomLevel(random));
        }
        String topic = String.join("/", levels);
        return topic.isEmpty() ? "/" : topic;
    }

    static String randomFilter(Random random) {
        String[] levels = randomTopic(random).split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (random.nextInt(4) == 0) {
                levels[i] = "+";
            }
        }
        if (random.nextInt(3) == 0) {
            levels[levels.length - 1] = "#";
        }
        String filter = String.join("/", levels);
        return random.nextInt(6) == 0 ? "$share/g" + random.nextInt(3) + "/" + filter : filter;
    }

    private List<Subscription> matching(String topic) {
        List<Subscription> found = new ArrayList<>();
        node.table.matching("", Topic.of(topic), found::add);
        return found;
    }

    /** What a route says at present. */
    static List<Subscription> content(Route route) {
        List<Subscription> all = new ArrayList<>();
        addAll(route.singles(), all);
        for (int i = 0; i < route.sets(); i++) {
            addAll(route.set(i).fanOut(), all);
            for (SharedGroup group : route.set(i).groups()) {
                SharedGroup.Members members = group.members();
                for (int m = 0; m < members.count(); m++) {
                    all.add(members.at(m));
                }
            }
        }
        return all;
    }

    private static void addAll(FanOut fanOut, List<Subscription> all) {
        for (int part = 0; part < fanOut.loops(); part++) {
            for (Subscription subscription : fanOut.part(part)) {
                assertThat(subscription.receiver().loop().index()).isEqualTo(fanOut.loop(part));
                all.add(subscription);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Normative({
        "MQTT5-4.7.1-1",
        "MQTT5-4.7.2-1",
        "MQTT5-4.7.3-4",
        "MQTT311-4.7.1-2",
        "MQTT311-4.7.1-3",
        "MQTT311-4.7.2-1",
        "MQTT311-4.7.3-4"
    })
    @Checklist(27)
    void matches_what_the_reference_matches_while_subscriptions_come_and_go(long seed) {
        Random random = new Random(seed);
        List<TestReceiver> receivers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            receivers.add(node.receiver("c" + i, i % 4));
        }
        Map<Key, Subscription> expected = new HashMap<>();
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < 100; i++) {
                TestReceiver receiver = receivers.get(random.nextInt(receivers.size()));
                TopicFilter filter = TopicFilter.of(randomFilter(random));
                Key key = new Key(receiver, filter);
                if (random.nextInt(5) > 1) {
                    Subscription subscription = receiver.to(filter.toString(), Qos.AT_LEAST_ONCE, i);
                    assertThat(node.table.add(subscription)).isEqualTo(expected.put(key, subscription));
                } else {
                    assertThat(node.table.remove(receiver, filter)).isEqualTo(expected.remove(key));
                }
            }
            for (int i = 0; i < 20; i++) {
                String topic = randomTopic(random);
                List<Subscription> reference = expected.values().stream()
                        .filter(s -> s.filter().matches(Topic.of(topic)))
                        .toList();
                assertThat(matching(topic)).as(topic).containsExactlyInAnyOrderElementsOf(reference);
                assertThat(content(node.routers.get(i % 4).resolve("", Topic.of(topic))))
                        .as("route of " + topic)
                        .containsExactlyInAnyOrderElementsOf(reference);
            }
            assertThat(node.table.subscriptions()).isEqualTo(expected.size());
        }
        Set<Key> left = new HashSet<>(expected.keySet());
        left.forEach(key -> node.table.remove(key.receiver(), key.filter()));
        assertThat(node.table.subscriptions()).isZero();
        assertThat(node.table.filters()).isZero();
        assertThat(node.table.tree("").nodes()).isZero();
    }

    /**
     * Each thread has routes of its own, remembers them, and changes subscriptions that others stand beside. Whatever it has
     * changed itself it must see at once in its routes, whatever the others do meanwhile; that fails when a change doesn't
     * reach a remembered route, or when a reader falls into a gap between two states of the tree.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void change_that_has_returned_is_seen_by_remembered_routes_while_others_change_too(long seed) throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int me = t;
            running.add(pool.submit(() -> churnAndLook(me, seed)));
        }
        for (Future<?> each : running) {
            each.get(120, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertThat(node.table.subscriptions()).isZero();
        assertThat(node.table.tree("").nodes()).isZero();
    }

    private void churnAndLook(int me, long seed) {
        Random random = new Random(seed * 100 + me);
        Router router = node.routers.get(me);
        List<Topic> topics = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            topics.add(Topic.of(randomTopic(random)));
        }
        TestReceiver[] mine = {node.receiver("m" + me, me), node.receiver("n" + me, me)};
        Map<Key, Subscription> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            TestReceiver receiver = mine[random.nextInt(2)];
            TopicFilter filter = TopicFilter.of(randomFilter(random));
            if (random.nextBoolean()) {
                Subscription subscription = receiver.to(filter.toString(), Qos.AT_LEAST_ONCE, i);
                node.table.add(subscription);
                expected.put(new Key(receiver, filter), subscription);
            } else if (!expected.isEmpty()) {
                Key key = expected.keySet().iterator().next();
                node.table.remove(key.receiver(), key.filter());
                expected.remove(key);
            }
            Topic topic = topics.get(random.nextInt(topics.size()));
            Set<Subscription> reference = new HashSet<>();
            expected.values().stream().filter(s -> s.filter().matches(topic)).forEach(reference::add);
            Set<Subscription> found = new HashSet<>();
            for (Subscription subscription : content(router.resolve("", topic))) {
                if (subscription.receiver() == mine[0] || subscription.receiver() == mine[1]) {
                    assertThat(found.add(subscription)).as("once").isTrue();
                }
            }
            assertThat(found).as("%s at step %d of thread %d", topic, i, me).isEqualTo(reference);
        }
        expected.keySet().forEach(key -> node.table.remove(key.receiver(), key.filter()));
    }

    @Test
    void subscribing_again_replaces() {
        TestReceiver receiver = node.receiver("c", 0);
        Subscription first = receiver.to("a/b", Qos.AT_MOST_ONCE, 1);
        Subscription second = receiver.to("a/b", Qos.EXACTLY_ONCE, 2);
        assertThat(node.table.add(first)).isNull();
        assertThat(node.table.add(second)).isSameAs(first);
        assertThat(matching("a/b")).containsExactly(second);
        assertThat(node.table.subscriptions()).isEqualTo(1);
    }

    @Test
    @Normative("MQTT5-4.8.2-4")
    void shared_and_plain_subscription_to_one_filter_are_two() {
        TestReceiver receiver = node.receiver("c", 0);
        node.table.add(receiver.to("a"));
        node.table.add(receiver.to("$share/g/a"));
        assertThat(node.table.subscriptions()).isEqualTo(2);
        assertThat(node.table.remove(receiver, TopicFilter.of("a"))).isNotNull();
        assertThat(matching("a")).extracting(s -> s.filter().toString()).containsExactly("$share/g/a");
        assertThat(node.table.remove(receiver, TopicFilter.of("$share/h/a"))).isNull();
        assertThat(node.table.remove(receiver, TopicFilter.of("$share/g/a"))).isNotNull();
        assertThat(matching("a")).isEmpty();
    }

    @Test
    void many_subscribers_of_one_filter_come_and_go() {
        List<TestReceiver> receivers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            receivers.add(node.subscriber("c" + i, i % 4, "a/#"));
        }
        Route route = node.routers.get(0).resolve("", Topic.of("a/b"));
        assertThat(content(route)).hasSize(5000);
        for (int i = 0; i < 5000; i += 2) {
            assertThat(node.table.remove(receivers.get(i), TopicFilter.of("a/#")))
                    .isNotNull();
        }
        assertThat(content(route)).hasSize(2500);
        assertThat(node.routers.get(0).resolve("", Topic.of("a/b"))).isSameAs(route);
    }

    @Test
    void deep_topics_and_filters_need_no_recursion() {
        String deep = "/".repeat(60_000);
        TestReceiver receiver = node.subscriber("c", 0, deep, "#", "+/".repeat(30_000) + "#");
        assertThat(matching(deep)).hasSize(3).allMatch(s -> s.receiver() == receiver);
    }
}
