package io.ternmq.durability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topics by number, and which client subscribes to which of them. */
final class Population {
    /** A subscription of a client that lasts. */
    record Subscription(String filter, int qos, BitSet topics) {}

    private final List<String> topics = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Subscription> subscriptions = new TreeMap<>();

    /** Adds a topic unless it is there, and returns its number. All topics come before the first subscription. */
    int topic(String name) {
        return numbers.computeIfAbsent(name, key -> {
            if (topics.size() == Event.MAX_TOPICS || !subscriptions.isEmpty()) {
                throw new IllegalStateException("no place for the topic " + name);
            }
            topics.add(name);
            return topics.size() - 1;
        });
    }

    Subscription subscribe(int client, String filter, int qos) {
        BitSet matching = new BitSet();
        for (int i = 0; i < topics.size(); i++) {
            matching.set(i, matches(filter.split("/"), topics.get(i).split("/")));
        }
        Subscription subscription = new Subscription(filter, qos, matching);
        subscriptions.put(client, subscription);
        return subscription;
    }

    private static boolean matches(String[] filter, String[] topic) {
        for (int i = 0; i < filter.length; i++) {
            if (filter[i].equals("#")) {
                return true;
            }
            if (i >= topic.length || !filter[i].equals("+") && !filter[i].equals(topic[i])) {
                return false;
            }
        }
        return filter.length == topic.length;
    }

    String topicName(int number) {
        return topics.get(number);
    }

    /** The number of a topic; -1 when nobody publishes to it. */
    int find(String topic) {
        return numbers.getOrDefault(topic, -1);
    }

    int topicCount() {
        return topics.size();
    }

    @Nullable
    Subscription subscription(int client) {
        return subscriptions.get(client);
    }

    Map<Integer, Subscription> subscriptions() {
        return subscriptions;
    }

    List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            lines.add("topic " + i + " is " + topics.get(i));
        }
        subscriptions.forEach((client, subscription) -> lines.add(
                "client " + client + " subscribes to " + subscription.filter() + " qos " + subscription.qos()));
        return lines;
    }
}
