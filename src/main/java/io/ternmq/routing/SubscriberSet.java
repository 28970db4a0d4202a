package io.ternmq.routing;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers to a filter when they are several, or shared.
 *
 * <p>Protocol: writers hold the lock of the table of their mountpoint; readers, on any loop, take none. The plain subscriptions
 * lie in an array that is copied on each change, from {@value #MAX_ARRAY} on in a concurrent map. What readers use is a
 * {@link FanOut} made of them, kept until the next change: a writer changes and then raises the version; a reader reads the
 * version, makes a fan-out and notes that version in it; a fan-out of another version is not used. Routes hold the set,
 * not its content, so that a change within a set invalidates no route.
 */
final class SubscriberSet implements Subscribers {
    private static final int MAX_ARRAY = 16;
    private static final Subscription[] NONE = {};
    private static final SharedGroup[] NO_GROUPS = {};

    private volatile Subscription[] few = NONE;
    private volatile @Nullable Map<Receiver, Subscription> many;
    private volatile SharedGroup[] groups = NO_GROUPS;
    private volatile int version;
    private volatile @Nullable FanOut fanOut;

    // ------------------------------------------------------------------ readers

    /** The plain subscriptions as they are now. */
    FanOut fanOut() {
        FanOut known = fanOut;
        return known != null && known.version() == version ? known : gather();
    }

    private FanOut gather() {
        int before = version;
        FanOut fresh = FanOut.of(plain(), before);
        fanOut = fresh;
        return fresh;
    }

    Subscription[] plain() {
        // In this order: whoever sees the array emptied sees the map that its content went to.
        Subscription[] array = few;
        Map<Receiver, Subscription> all = many;
        return all == null ? array : all.values().toArray(NONE);
    }

    /** The groups that share the filter; the array isn't changed any more. */
    SharedGroup[] groups() {
        return groups;
    }

    // ------------------------------------------------------------------ writers

    boolean isEmpty() {
        Map<Receiver, Subscription> all = many;
        return (all == null ? few.length == 0 : all.isEmpty()) && groups.length == 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    @Nullable
    Subscription add(Subscription subscription) {
        String shareName = subscription.filter().shareName();
        Subscription previous = shareName == null ? addPlain(subscription) : addShared(shareName, subscription);
        version++;
        return previous;
    }

    private @Nullable Subscription addPlain(Subscription subscription) {
        Map<Receiver, Subscription> all = many;
        if (all != null) {
            return all.put(subscription.receiver(), subscription);
        }
        Subscription[] now = few;
        int at = indexOf(now, subscription.receiver());
        if (at >= 0) {
            Subscription[] other = now.clone();
            other[at] = subscription;
            few = other;
            return now[at];
        }
        if (now.length == MAX_ARRAY) {
            Map<Receiver, Subscription> grown = new ConcurrentHashMap<>(MAX_ARRAY * 2);
            for (Subscription each : now) {
                grown.put(each.receiver(), each);
            }
            grown.put(subscription.receiver(), subscription);
            many = grown;
            few = NONE;
        } else {
            few = with(now, subscription);
        }
        return null;
    }

    private @Nullable Subscription addShared(String shareName, Subscription subscription) {
        SharedGroup group = group(shareName);
        if (group == null) {
            SharedGroup[] more = Arrays.copyOf(groups, groups.length + 1);
            more[groups.length] = new SharedGroup(shareName, subscription);
            groups = more;
            return null;
        }
        return group.add(subscription);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    @Nullable
    Subscription remove(Receiver receiver, @Nullable String shareName) {
        Subscription previous = shareName == null ? removePlain(receiver) : removeShared(receiver, shareName);
        if (previous != null) {
            version++;
        }
        return previous;
    }

    private @Nullable Subscription removePlain(Receiver receiver) {
        Map<Receiver, Subscription> all = many;
        if (all != null) {
            return all.remove(receiver);
        }
        Subscription[] now = few;
        int at = indexOf(now, receiver);
        if (at < 0) {
            return null;
        }
        few = without(now, at);
        return now[at];
    }

    private @Nullable Subscription removeShared(Receiver receiver, String shareName) {
        SharedGroup group = group(shareName);
        Subscription previous = group == null ? null : group.remove(receiver);
        if (group != null && group.members().isEmpty()) {
            groups = Arrays.stream(groups).filter(each -> each != group).toArray(SharedGroup[]::new);
        }
        return previous;
    }

    @Nullable
    SharedGroup group(String shareName) {
        for (SharedGroup group : groups) {
            if (group.name().equals(shareName)) {
                return group;
            }
        }
        return null;
    }

    static int indexOf(Subscription[] all, Receiver receiver) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].receiver() == receiver) {
                return i;
            }
        }
        return -1;
    }

    static Subscription[] with(Subscription[] all, Subscription one) {
        Subscription[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = one;
        return more;
    }

    static Subscription[] without(Subscription[] all, int at) {
        Subscription[] fewer = new Subscription[all.length - 1];
        System.arraycopy(all, 0, fewer, 0, at);
        System.arraycopy(all, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }
}
