package io.ternmq.routing;

import io.ternmq.protocol.Topic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the topics that a loop has seen of late. Sets of {@value #WAYS} routes; a topic's hash picks its set, and a full
 * set gives up the route that was used least recently. Begins small and doubles up to its bound as topics come. A route that
 * is found but doesn't stand any more is not given. On its loop only.
 */
final class RouteCache {
    private static final int WAYS = 8;
    private static final int FIRST_ROUTES = 256;

    private final int maxRoutes;
    private final RemoteNodes remote;
    private @Nullable Route[] routes = new Route[FIRST_ROUTES];
    private int[] hashes = new int[FIRST_ROUTES];
    /** The version of the tree at which the route was last found to stand. */
    private int[] checked = new int[FIRST_ROUTES];
    /** When it was last used, by a clock that counts uses. */
    private int[] used = new int[FIRST_ROUTES];

    private int clock;
    private int size;
    private int swept;
    private int sweptAtClock;

    /** A cache of that many routes, a power of two. */
    RouteCache(int maxRoutes, RemoteNodes remote) {
        this.maxRoutes = Math.max(FIRST_ROUTES, Integer.highestOneBit(maxRoutes));
        this.remote = remote;
    }

    private static int hash(String mountpoint, Topic topic) {
        int hash = (topic.hashCode() + mountpoint.hashCode() * 31) * 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    /** The route of a topic if it is here and stands, else null. */
    @Nullable
    Route find(String mountpoint, Topic topic) {
        int hash = hash(mountpoint, topic);
        int first = first(hash);
        for (int at = first; at < first + WAYS; at++) {
            Route route = routes[at];
            if (route != null && hashes[at] == hash && is(route, mountpoint, topic)) {
                used[at] = ++clock;
                return stands(route, at) ? route : null;
            }
        }
        return null;
    }

    private static boolean is(Route route, String mountpoint, Topic topic) {
        return (route.topic() == topic || route.topic().equals(topic))
                && route.mountpoint().equals(mountpoint);
    }

    private boolean stands(Route route, int at) {
        int version = route.tree().version();
        if (checked[at] != version) {
            if (!route.stands()) {
                return false;
            }
            checked[at] = version;
        }
        return route.remoteVersion() == remote.version();
    }

    /**
     * Remembers a route.
     *
     * @param version the version of its tree before it was matched
     */
    void put(Route route, int version) {
        int hash = hash(route.mountpoint(), route.topic());
        int at = place(route, hash);
        if (routes[at] != null && hashes[at] != hash && routes.length < maxRoutes && size * 4 > routes.length) {
            grow();
            at = place(route, hash);
        }
        if (routes[at] == null) {
            size++;
        }
        set(at, route, hash, version, ++clock);
    }

    /** Where the topic's route is, else an empty place of its set, else the one used least recently. */
    private int place(Route route, int hash) {
        int first = first(hash);
        int oldest = first;
        for (int at = first; at < first + WAYS; at++) {
            Route other = routes[at];
            if (other == null || hashes[at] == hash && is(other, route.mountpoint(), route.topic())) {
                return at;
            }
            if (used[at] - used[oldest] < 0) {
                oldest = at;
            }
        }
        return oldest;
    }

    private int first(int hash) {
        return (hash & routes.length / WAYS - 1) * WAYS;
    }

    private void set(int at, Route route, int hash, int version, int usedAt) {
        routes[at] = route;
        hashes[at] = hash;
        checked[at] = version;
        used[at] = usedAt;
    }

    private void grow() {
        @Nullable Route[] oldRoutes = routes;
        int[] oldHashes = hashes;
        int[] oldChecked = checked;
        int[] oldUsed = used;
        int length = oldRoutes.length * 2;
        routes = new Route[length];
        hashes = new int[length];
        checked = new int[length];
        used = new int[length];
        for (int i = 0; i < oldRoutes.length; i++) {
            Route route = oldRoutes[i];
            if (route != null) {
                set(place(route, oldHashes[i]), route, oldHashes[i], oldChecked[i], oldUsed[i]);
            }
        }
    }

    /**
     * Forgets, among the next so many places, routes that don't stand any more or weren't used during the last rounds, so that they
     * don't hold sessions that have ended. To be called now and then; a round is as many calls as it takes to pass all places.
     */
    void sweep(int places) {
        for (int i = 0; i < places; i++) {
            if (swept >= routes.length) {
                swept = 0;
                sweptAtClock = clock;
                return;
            }
            int at = swept++;
            Route route = routes[at];
            if (route != null && (used[at] - sweptAtClock < 0 && clock != sweptAtClock || !stands(route, at))) {
                routes[at] = null;
                size--;
            }
        }
    }

    /** How many routes are remembered. */
    int size() {
        return size;
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(routes, null);
        size = 0;
    }
}
