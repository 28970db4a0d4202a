package io.ternmq.protocol.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of levels as such: paths in and out, many children, going over what matches, all of it under change. */
class TopicTreeTest {
    private final TopicTree<String> tree = new TopicTree<>();

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private void put(String path) {
        synchronized (tree) {
            tree.reach(bytes(path)).value(path);
        }
    }

    private boolean take(String path) {
        synchronized (tree) {
            TreeNode<String> node = tree.find(bytes(path));
            if (node == null || node.value() == null) {
                return false;
            }
            node.value(null);
            tree.prune(node);
            return true;
        }
    }

    private String get(String path) {
        TreeNode<String> node = tree.find(bytes(path));
        return node == null ? null : node.value();
    }

    private List<String> matching(String filter, int slice) {
        TopicCursor<String> cursor = new TopicCursor<>(tree, bytes(filter));
        return drain(cursor, slice);
    }

    private static List<String> drain(TopicCursor<String> cursor, int slice) {
        List<String> found = new ArrayList<>();
        while (!cursor.done()) {
            cursor.allow(slice);
            for (String value = cursor.next(); value != null; value = cursor.next()) {
                found.add(value);
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holds_what_was_put_and_not_taken(long seed) {
        Random random = new Random(seed);
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            String path = randomPath(random, 2000);
            if (random.nextInt(3) > 0) {
                put(path);
                expected.put(path, path);
            } else {
                assertThat(take(path)).isEqualTo(expected.remove(path) != null);
            }
        }
        expected.keySet().forEach(path -> assertThat(get(path)).isEqualTo(path));
        List.copyOf(expected.keySet()).forEach(path -> assertThat(take(path)).isTrue());
        assertThat(tree.nodes()).isZero();
        assertThat(tree.root().isEmpty()).isTrue();
    }

    /** Paths of few levels with wide ones among them, so that all forms of children come and go. */
    private static String randomPath(Random random, int width) {
        StringBuilder path = new StringBuilder();
        int levels = 1 + random.nextInt(3);
        for (int i = 0; i < levels; i++) {
            path.append(i == 0 ? "" : "/")
                    .append(
                            switch (random.nextInt(8)) {
                                case 0 -> "";
                                case 1 -> "$x";
                                case 2, 3 -> "n" + random.nextInt(width);
                                default -> String.valueOf((char) ('a' + random.nextInt(12)));
                            });
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    @Test
    void empty_levels_are_levels() {
        List.of("/", "//", "a", "a/", "/a", "a//b").forEach(this::put);
        assertThat(matching("#", 10)).containsExactlyInAnyOrder("/", "//", "a", "a/", "/a", "a//b");
        assertThat(matching("+", 10)).containsExactly("a");
        assertThat(matching("+/+", 10)).containsExactlyInAnyOrder("/", "a/", "/a");
        assertThat(matching("a/+/b", 10)).containsExactly("a//b");
    }

    @Test
    void hundred_thousand_children_of_one_node_come_and_go() {
        for (int i = 0; i < 100_000; i++) {
            put("p/" + i);
        }
        assertThat(tree.nodes()).isEqualTo(100_001);
        assertThat(new TreeSet<>(matching("p/+", 1000))).hasSize(100_000);
        for (int i = 0; i < 100_000; i += 2) {
            assertThat(take("p/" + i)).isTrue();
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(get("p/" + i)).isEqualTo(i % 2 == 0 ? null : "p/" + i);
        }
        assertThat(matching("p/#", 1000)).hasSize(50_000);
    }

    @Test
    void long_path_is_not_held_by_the_nodes_that_it_made() {
        String tail = "x".repeat(60_000);
        byte[] path = bytes("a/" + tail);
        synchronized (tree) {
            tree.reach(path).value("v");
        }
        java.util.Arrays.fill(path, (byte) 'y');
        assertThat(get("a/" + tail)).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    @Normative({"MQTT5-4.7.2-1", "MQTT311-4.7.2-1"})
    @Checklist({27, 66})
    void cursor_meets_exactly_what_the_filter_matches(long seed) {
        Random random = new Random(seed);
        Set<String> topics = new TreeSet<>();
        for (int i = 0; i < 3000; i++) {
            String topic = randomPath(random, 200);
            put(topic);
            topics.add(topic);
        }
        for (int i = 0; i < 300; i++) {
            String text = randomFilter(random);
            TopicFilter filter = TopicFilter.of(text);
            List<String> expected =
                    topics.stream().filter(t -> filter.matches(Topic.of(t))).toList();
            assertThat(matching(text, 1 + random.nextInt(20))).as(text).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(drain(TopicCursor.all(tree), 100)).containsExactlyInAnyOrderElementsOf(topics);
    }

    private static String randomFilter(Random random) {
        String[] levels = randomPath(random, 200).split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (random.nextInt(3) == 0) {
                levels[i] = "+";
            }
        }
        if (random.nextBoolean()) {
            levels[levels.length - 1] = "#";
        }
        return String.join("/", levels);
    }

    @Test
    void cursor_visits_no_more_nodes_than_allowed() {
        for (int i = 0; i < 10_000; i++) {
            put("d/" + i + "/x");
        }
        TopicCursor<String> cursor = new TopicCursor<>(tree, bytes("d/+/y"));
        int steps = 0;
        while (!cursor.done()) {
            cursor.allow(100);
            assertThat(cursor.next()).isNull();
            steps++;
        }
        assertThat(steps).isGreaterThanOrEqualTo(100);
    }

    @Test
    void readers_always_find_what_stays_while_writers_change_everything_around_it() throws Exception {
        Set<String> staying = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            String path = i % 2 == 0 ? "s/" + i : "s/" + i + "/t";
            put(path);
            staying.add(path);
        }
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> churn = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            Random random = new Random(w);
            churn.add(threads.submit(() -> {
                while (!stop.get()) {
                    int base = random.nextInt(20) * 1000;
                    for (int i = 0; i < 1000; i++) {
                        put("s/c" + (base + i) + "/t");
                    }
                    for (int i = 0; i < 1000; i++) {
                        take("s/c" + (base + i) + "/t");
                    }
                }
            }));
        }
        for (int round = 0; round < 10; round++) {
            for (String path : staying) {
                assertThat(get(path)).isEqualTo(path);
            }
            List<String> met = matching("s/#", 64).stream()
                    .filter(path -> !path.startsWith("s/c"))
                    .toList();
            assertThat(met).hasSize(staying.size()).containsAll(staying);
        }
        stop.set(true);
        for (Future<?> each : churn) {
            each.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(matching("s/#", 1000))
                .filteredOn(path -> !path.startsWith("s/c"))
                .hasSize(2000);
    }
}
