package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a remembered route is used again, and when it is matched anew. */
class RouteCacheTest {
    private final RoutingFixture node = new RoutingFixture(TestLoops.stepped(1, 1));
    private final Router router = node.routers.get(0);

    @AfterEach
    void close() {
        node.close();
    }

    private Route route(String topic) {
        return router.resolve("", Topic.of(topic));
    }

    private void assertKept(String topic, Runnable change) {
        Route before = route(topic);
        change.run();
        assertThat(route(topic)).as("kept").isSameAs(before);
    }

    private void assertNew(String topic, Runnable change) {
        Route before = route(topic);
        change.run();
        assertThat(route(topic)).as("matched anew").isNotSameAs(before);
    }

    @Test
    void same_topic_gets_the_same_route() {
        node.subscriber("c", 0, "a/+");
        assertThat(route("a/b")).isSameAs(route("a/b"));
        assertThat(route("a/b")).isNotSameAs(route("a/c"));
    }

    @Test
    void changes_elsewhere_keep_the_route() {
        TestReceiver receiver = node.subscriber("c", 0, "a/b/c", "a/+/c", "x/y");
        for (String elsewhere : List.of(
                "a/b", "a", "a/b/c/d", "a/b/d", "a/c/c", "x", "x/y/z", "a/b/c/d/#", "a/d/#", "+/x/y", "a/+/d")) {
            // A wildcard's node comes to be beside nodes that the route has passed; such a change concerns it once.
            node.table.add(receiver.to(elsewhere));
            Route before = route("a/b/c");
            node.table.remove(receiver, TopicFilter.of(elsewhere));
            assertThat(route("a/b/c")).as("removing " + elsewhere).isSameAs(before);
        }
        for (String elsewhere : List.of("a/b", "a", "a/b/c/d", "a/b/d", "a/c/c", "x", "x/y/z", "a/b/c/d/#", "a/d/#")) {
            assertKept("a/b/c", () -> node.table.add(receiver.to(elsewhere)));
        }
    }

    @Test
    void hundred_thousand_new_filters_beside_it_hardly_ever_touch_a_route() {
        TestReceiver receiver = node.subscriber("c", 0, "plant/+/temperature", "plant/1/#");
        int anew = 0;
        Route last = route("plant/1/temperature");
        for (int i = 0; i < 100_000; i++) {
            node.table.add(receiver.to("plant/n" + i + "/temperature"));
            Route now = route("plant/1/temperature");
            anew += now == last ? 0 : 1;
            last = now;
        }
        // Only by chance, when a new position has the stripe of one that the route looked for in vain.
        assertThat(anew).isLessThan(20);
    }

    @Test
    void every_change_that_concerns_it_makes_a_new_route() {
        TestReceiver one = node.receiver("one", 0);
        TestReceiver two = node.receiver("two", 0);
        for (String filter : List.of("a/b", "a/+", "+/b", "+/+", "a/#", "#", "a/b/#", "+/#", "+/b/#")) {
            assertNew("a/b", () -> node.table.add(one.to(filter)));
            assertThat(SubscriptionTableTest.content(route("a/b"))).as(filter).hasSize(1);
            assertNew("a/b", () -> node.table.add(two.to(filter)));
            assertThat(SubscriptionTableTest.content(route("a/b"))).as(filter).hasSize(2);
            node.table.remove(one, TopicFilter.of(filter));
            assertThat(SubscriptionTableTest.content(route("a/b"))).as(filter).hasSize(1);
            node.table.remove(two, TopicFilter.of(filter));
            assertThat(SubscriptionTableTest.content(route("a/b"))).as(filter).isEmpty();
        }
    }

    @Test
    void position_that_comes_again_is_seen_again() {
        TestReceiver receiver = node.receiver("c", 0);
        for (int i = 0; i < 50; i++) {
            node.table.add(receiver.to("a/b/c"));
            assertThat(SubscriptionTableTest.content(route("a/b/c"))).hasSize(1);
            node.table.remove(receiver, TopicFilter.of("a/b/c"));
            assertThat(SubscriptionTableTest.content(route("a/b/c"))).isEmpty();
        }
    }

    @Test
    void change_within_a_set_is_seen_without_a_new_route() {
        node.subscriber("one", 0, "a");
        node.subscriber("two", 0, "a");
        assertKept("a", () -> node.subscriber("three", 0, "a"));
        assertThat(SubscriptionTableTest.content(route("a"))).hasSize(3);
    }

    @Test
    void mountpoints_have_routes_of_their_own() {
        Topic topic = Topic.of("a");
        assertThat(router.resolve("", topic).mountpoint()).isEmpty();
        assertThat(router.resolve("tenant", topic).mountpoint()).isEqualTo("tenant");
        assertThat(router.resolve("", topic).mountpoint()).isEmpty();
    }

    @Test
    void cache_is_bounded() {
        List<Topic> topics = new ArrayList<>();
        for (int i = 0; i < 3 * Routing.CACHED_ROUTES; i++) {
            topics.add(Topic.of("t/" + i));
            router.resolve("", topics.get(i));
        }
        assertThat(router.cachedRoutes()).isBetween(Routing.CACHED_ROUTES / 2, Routing.CACHED_ROUTES);
    }

    @Test
    void routes_that_do_not_stand_any_more_or_are_not_used_are_forgotten_in_time() {
        TestReceiver receiver = node.receiver("c", 0);
        for (int i = 0; i < 1000; i++) {
            node.table.add(receiver.to("t/" + i));
            route("t/" + i);
        }
        for (int i = 0; i < 500; i++) {
            node.table.remove(receiver, TopicFilter.of("t/" + i));
        }
        for (int i = 0; i < 3; i++) {
            router.sweep();
        }
        assertThat(router.cachedRoutes()).isLessThanOrEqualTo(500);
        for (int i = 0; i < 10; i++) {
            route("t/999");
            router.sweep();
        }
        assertThat(router.cachedRoutes()).isEqualTo(1);
    }

    @Test
    void nodes_elsewhere_are_asked_again_when_they_say_that_they_changed() {
        long[] state = {0b10, 1};
        List<String> forwarded = new ArrayList<>();
        RemoteNodes remote = new RemoteNodes() {
            @Override
            public long interestedIn(String mountpoint, Topic topic) {
                return state[0];
            }

            @Override
            public long version() {
                return state[1];
            }

            @Override
            public void forward(String mountpoint, io.ternmq.protocol.Publish publish, long nodes) {
                forwarded.add(publish.topic() + " to " + Long.toBinaryString(nodes));
            }
        };
        try (RoutingFixture clustered = new RoutingFixture(TestLoops.stepped(1, 1), remote)) {
            assertThat(clustered.publish(0, "a", "1").matched()).isEqualTo(1);
            state[0] = 0b110;
            assertThat(clustered.publish(0, "a", "2").matched()).isEqualTo(1);
            state[1]++;
            assertThat(clustered.publish(0, "a", "3").matched()).isEqualTo(2);
            assertThat(forwarded).containsExactly("a to 10", "a to 10", "a to 110");
        }
    }
}
