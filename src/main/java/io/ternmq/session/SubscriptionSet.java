package io.ternmq.session;

import io.ternmq.protocol.TopicFilter;
import io.ternmq.routing.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one session by filter. Most have a few, so a short array serves until there are many, and the map costs
 * nothing before. On its loop only.
 */
final class SubscriptionSet {
    private static final int MANY = 8;

    private Subscription[] few = new Subscription[1];
    private int size;
    private @Nullable Map<TopicFilter, Subscription> many;

    int size() {
        return size;
    }

    @Nullable
    Subscription find(TopicFilter filter) {
        Map<TopicFilter, Subscription> map = many;
        if (map != null) {
            return map.get(filter);
        }
        int at = indexOf(filter);
        return at < 0 ? null : few[at];
    }

    /** Puts it in the place of one with the same filter, which is returned, or adds it. */
    @Nullable
    Subscription put(Subscription subscription) {
        Map<TopicFilter, Subscription> map = many;
        if (map != null) {
            Subscription old = map.put(subscription.filter(), subscription);
            size = map.size();
            return old;
        }
        int at = indexOf(subscription.filter());
        if (at >= 0) {
            Subscription old = few[at];
            few[at] = subscription;
            return old;
        }
        add(subscription);
        return null;
    }

    private void add(Subscription subscription) {
        if (size == MANY) {
            Map<TopicFilter, Subscription> map = new HashMap<>(MANY * 4);
            for (Subscription one : few) {
                map.put(one.filter(), one);
            }
            map.put(subscription.filter(), subscription);
            few = new Subscription[0];
            many = map;
            size = map.size();
            return;
        }
        if (size == few.length) {
            Subscription[] longer = new Subscription[size * 2];
            System.arraycopy(few, 0, longer, 0, size);
            few = longer;
        }
        few[size++] = subscription;
    }

    @Nullable
    Subscription remove(TopicFilter filter) {
        Map<TopicFilter, Subscription> map = many;
        if (map != null) {
            Subscription old = map.remove(filter);
            size = map.size();
            return old;
        }
        int at = indexOf(filter);
        if (at < 0) {
            return null;
        }
        Subscription old = few[at];
        Subscription[] rest = new Subscription[Math.max(1, few.length)];
        System.arraycopy(few, 0, rest, 0, at);
        System.arraycopy(few, at + 1, rest, at, size - at - 1);
        few = rest;
        size--;
        return old;
    }

    /** All of them, as they are now. */
    Collection<Subscription> all() {
        Map<TopicFilter, Subscription> map = many;
        if (map != null) {
            return Collections.unmodifiableCollection(new ArrayList<>(map.values()));
        }
        List<Subscription> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(few[i]);
        }
        return list;
    }

    private int indexOf(TopicFilter filter) {
        for (int i = 0; i < size; i++) {
            if (few[i].filter().equals(filter)) {
                return i;
            }
        }
        return -1;
    }
}
