package io.ternmq.routing;

import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.routing.SharedGroup.Members;
import io.ternmq.store.CommitLane;
import io.ternmq.store.SessionUid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings a publish to its receivers. One per event loop; all methods on that loop.
 *
 * <p>A publish is matched once, on the loop of its publisher: what is to outlive the process goes into the loop's commit lane as
 * one record; receivers of this loop get it at once, as the view that it is; each other loop that has receivers gets it once,
 * in the one batch of this turn; each other node gets it once. Overlapping subscriptions of one receiver each get a copy of
 * their own with their own subscription identifier (MQTT 5 section 3.3.4 leaves the choice). The order from one publisher to
 * one receiver is kept, but for a message that a member of a shared subscription has refused.
 *
 * <p>A delivery may lead to another publish, as when a connection is closed on it and its will is due. That one is matched and
 * recorded at once, and delivered on this loop as soon as the delivery of the first is done, so the stack doesn't grow.
 */
public final class Router {
    private final Routing routing;
    private final Loop loop;
    private final CommitLane lane;
    private final Counters.Lane counters;
    private final RouteCache cache;
    private final TopicMatcher matcher = new TopicMatcher();
    private final MemberChoice choice;
    private final HandOffs handOffs;
    private final LocalDelivery local;
    private final RoutingResult result = new RoutingResult();

    // What the publish at hand goes to. Used before its deliveries begin, so that a publish that they lead to may use
    // it too.
    private @Nullable FanOut[] fanOuts = new FanOut[8];
    private int fanOutCount;
    private @Nullable Members[] members = new Members[8];
    private long[] cursors = new long[8];
    private int memberCount;
    private SessionUid[] durable = new SessionUid[16];
    private int[] durableWords = new int[16];
    private int durableCount;

    Router(Routing routing, Loop loop, CommitLane lane, Counters.Lane counters) {
        this.routing = routing;
        this.loop = loop;
        this.lane = lane;
        this.counters = counters;
        this.cache = new RouteCache(Routing.CACHED_ROUTES, routing.remote());
        this.choice = new MemberChoice(routing.policy(), loop.index());
        this.handOffs = new HandOffs(loop, routing.mailboxes(), lane, counters);
        this.local = new LocalDelivery(loop, lane, choice, handOffs, counters, routing.events());
        routing.mailbox(loop).open(() -> local.drain(routing.mailbox(loop)));
    }

    CommitLane lane() {
        return lane;
    }

    // ------------------------------------------------------------------ finding the way

    /** The route of a publish whose topic has been resolved. */
    public Route resolve(String mountpoint, Publish publish) {
        return resolve(mountpoint, publish.topic());
    }

    /** The route of a topic as it is now. A route isn't kept for a later message: it is asked for again. */
    public Route resolve(String mountpoint, Topic topic) {
        Route known = cache.find(mountpoint, topic);
        return known != null ? known : match(mountpoint, topic);
    }

    private Route match(String mountpoint, Topic topic) {
        FilterTree tree = routing.table().tree(mountpoint);
        RemoteNodes remote = routing.remote();
        long remoteVersion = remote.version();
        long nodes = remote.interestedIn(mountpoint, topic);
        matcher.match(tree, topic);
        Route route = Route.of(tree, topic, matcher, nodes, remoteVersion);
        cache.put(route, matcher.treeVersion());
        matcher.clear();
        return route;
    }

    // ------------------------------------------------------------------ routing

    /**
     * Routes a publish: retains it when it has the retain flag, records it for the durable among its receivers, delivers it or
     * hands it over. Never waits; what went otherwise than asked is told in the result.
     *
     * @param publish may be a view; its sequence is set to its position in the lane when it is recorded
     * @param route the route of its topic, resolved in this turn
     * @return one object per loop, good until the next publish is routed
     */
    public RoutingResult route(Publish publish, Route route) {
        // What an exception may have left behind.
        fanOutCount = 0;
        memberCount = 0;
        durableCount = 0;
        long before = lane.position();
        RetainedMessages.Outcome retained = RetainedMessages.Outcome.NONE;
        if (publish.retain()) {
            retained = routing.retained().put(route.mountpoint(), publish, lane);
        }
        int matched = gather(publish, route);
        if (durableCount > 0) {
            publish.sequence(lane.append(publish, durable, durableWords, durableCount));
        }
        boolean recorded = lane.position() > before;
        if (recorded) {
            handOffs.askTurnEnd();
        }
        counters.add(Counter.ROUTER_MATCHES_LOCAL, matched);
        matched += forward(publish, route);
        handOffs.beginMessage();
        Subscription @Nullable [] own = spread(publish, route.singles());
        spreadSets(publish);
        boolean congested = handOffs.behind() || recorded && lane.congested();
        long position = recorded && publish.qos() != Qos.AT_MOST_ONCE ? lane.position() : 0;
        local.deliver(publish, handOffs.message(), own);
        return result.set(matched, position, congested, retained);
    }

    /** Whether routing the publish would record anything that its acknowledgement waits for. */
    public boolean needsStore(Publish publish, Route route) {
        if (publish.qos() == Qos.AT_MOST_ONCE) {
            return false;
        }
        boolean needs = publish.retain() || route.singles().durable(publish).length > 0;
        for (int i = 0; i < route.sets() && !needs; i++) {
            SubscriberSet set = route.set(i);
            needs = set.fanOut().durable(publish).length > 0;
            for (SharedGroup group : set.groups()) {
                needs |= group.members().anyDurable();
            }
        }
        return needs;
    }

    /** Finds who gets the publish at present, and counts them. */
    private int gather(Publish publish, Route route) {
        int matched = 0;
        FanOut singles = route.singles();
        if (singles.count() > 0) {
            matched += singles.count();
            gatherDurable(publish, singles);
        }
        for (int i = 0; i < route.sets(); i++) {
            SubscriberSet set = route.set(i);
            FanOut plain = set.fanOut();
            if (plain.count() > 0) {
                matched += gather(publish, plain);
            }
            for (SharedGroup group : set.groups()) {
                matched += choose(publish, group.members());
            }
        }
        return matched;
    }

    private int gather(Publish publish, FanOut fanOut) {
        if (fanOutCount == fanOuts.length) {
            fanOuts = Arrays.copyOf(fanOuts, fanOutCount * 2);
        }
        fanOuts[fanOutCount++] = fanOut;
        gatherDurable(publish, fanOut);
        return fanOut.count();
    }

    private void gatherDurable(Publish publish, FanOut fanOut) {
        if (publish.qos() != Qos.AT_MOST_ONCE) {
            for (Subscription subscription : fanOut.durable(publish)) {
                addDurable(publish, subscription);
            }
        }
    }

    private int choose(Publish publish, Members group) {
        long cursor = choice.first(group, publish);
        if (cursor == MemberChoice.NOBODY) {
            local.drop(publish, group);
            return 0;
        }
        if (memberCount == members.length) {
            members = Arrays.copyOf(members, memberCount * 2);
            cursors = Arrays.copyOf(cursors, memberCount * 2);
        }
        members[memberCount] = group;
        cursors[memberCount++] = cursor;
        if (publish.qos() != Qos.AT_MOST_ONCE) {
            addDurable(publish, group.at(MemberChoice.index(group, cursor)));
        }
        return 1;
    }

    /** Notes that a message of QoS 1 or 2 goes to a subscription, if its session is durable. */
    private void addDurable(Publish publish, Subscription subscription) {
        SessionUid uid = FanOut.uid(subscription);
        if (uid == null) {
            return;
        }
        if (durable.length == durableCount) {
            durable = Arrays.copyOf(durable, durableCount * 2);
            durableWords = Arrays.copyOf(durableWords, durableCount * 2);
        }
        durable[durableCount] = uid;
        durableWords[durableCount++] = subscription.receiver().deliveryWord(publish, subscription);
    }

    private int forward(Publish publish, Route route) {
        long nodes = route.remoteNodes();
        if (nodes == 0) {
            return 0;
        }
        int count = Long.bitCount(nodes);
        counters.add(Counter.ROUTER_MATCHES_REMOTE, count);
        routing.remote().forward(route.mountpoint(), publish, nodes);
        return count;
    }

    /** Gives the other loops their parts, and says which is this loop's. */
    private Subscription @Nullable [] spread(Publish publish, FanOut fanOut) {
        Subscription @Nullable [] own = null;
        for (int i = 0; i < fanOut.loops(); i++) {
            if (fanOut.loop(i) == loop.index()) {
                own = fanOut.part(i);
            } else {
                handOffs.add(fanOut.loop(i), publish, fanOut.part(i), 0);
            }
        }
        return own;
    }

    /** Gives each loop its parts of the sets. */
    private void spreadSets(Publish publish) {
        for (int i = 0; i < fanOutCount; i++) {
            FanOut fanOut = fanOuts[i];
            fanOuts[i] = null;
            Subscription @Nullable [] own = fanOut == null ? null : spread(publish, fanOut);
            if (own != null) {
                local.add(publish, handOffs.message(), own, 0);
            }
        }
        for (int i = 0; i < memberCount; i++) {
            Members group = members[i];
            members[i] = null;
            if (group != null) {
                Subscription chosen = group.at(MemberChoice.index(group, cursors[i]));
                int target = chosen.receiver().loop().index();
                if (target == loop.index()) {
                    local.add(publish, handOffs.message(), group, cursors[i]);
                } else {
                    handOffs.add(target, publish, group, cursors[i]);
                }
            }
        }
        fanOutCount = 0;
        memberCount = 0;
    }

    // ------------------------------------------------------------------ being behind

    /**
     * Runs a task on this loop, never on the caller's stack, once nothing is congested any more. For the publishers that were
     * told {@link RoutingResult#congested()}.
     */
    public void whenRelieved(Runnable task) {
        handOffs.whenRelieved(task);
    }

    /** Goes over a slice of the remembered routes and forgets those that are out of date or out of use. */
    void sweep() {
        cache.sweep(Routing.SWEPT_ROUTES);
    }

    /** How many routes the loop remembers. */
    int cachedRoutes() {
        return cache.size();
    }

    Loop loop() {
        return loop;
    }
}
