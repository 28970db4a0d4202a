package io.ternmq.routing;

import io.ternmq.config.SessionSettings.SharedPolicy;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.retained.RetainedSweep;
import io.ternmq.store.CommitLane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The routing of a node: what the routers of all loops share. Made once; a {@link Router} is opened for each loop at start. */
public final class Routing {
    /** How many routes a loop remembers at the most: a power of two. About 300 bytes each. */
    static final int CACHED_ROUTES = 1 << 16;
    /** How many remembered routes are looked at per second, whether they can be forgotten. */
    static final int SWEPT_ROUTES = 1 << 11;

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    private final Loops loops;
    private final SubscriptionTable table;
    private final RetainedMessages retained;
    private final RemoteNodes remote;
    private final EventBus events;
    private final Supplier<SharedPolicy> policy;
    private final Mailbox[] mailboxes;
    private final List<Router> routers = new CopyOnWriteArrayList<>();

    /**
     * @param policy how members of shared subscriptions are chosen; asked for each message, so that it may change
     */
    public Routing(
            Loops loops,
            SubscriptionTable table,
            RetainedMessages retained,
            RemoteNodes remote,
            EventBus events,
            Supplier<SharedPolicy> policy) {
        this.loops = loops;
        this.table = table;
        this.retained = retained;
        this.remote = remote;
        this.events = events;
        this.policy = policy;
        this.mailboxes = loops.all().stream().map(Mailbox::new).toArray(Mailbox[]::new);
    }

    /**
     * Opens the router of a loop; once per loop, from any thread. It submits the lane at the end of each turn in which it has
     * appended to it; others that append to the lane submit it themselves.
     */
    public Router open(Loop loop, CommitLane lane, Counters.Lane counters) {
        Router router = new Router(this, loop, lane, counters);
        routers.add(router);
        loop.execute(() -> sweepLater(router));
        if (loop.index() == 0) {
            RetainedSweep sweep = new RetainedSweep(retained, lane);
            loop.execute(() -> sweepRetainedLater(loop, sweep, lane));
        }
        return router;
    }

    /**
     * Routes what the broker itself says, in its order, soon, on one of the loops. From any thread; never waits.
     *
     * @param messages kept publishes
     */
    public void publish(String mountpoint, List<Publish> messages) {
        Router router = routers.get(0);
        router.loop().execute(() -> {
            for (Publish message : messages) {
                router.route(message, router.resolve(mountpoint, message));
            }
        });
    }

    /**
     * Removes a retained message without telling subscribers, soon, on one of the loops. From any thread; never waits.
     *
     * @return whether there was one
     */
    public CompletableFuture<Boolean> removeRetained(String mountpoint, Topic topic) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Router router = routers.get(0);
        router.loop().execute(() -> {
            boolean removed = retained.remove(mountpoint, topic, router.lane());
            router.lane().submit();
            answer.complete(removed);
        });
        return answer;
    }

    /**
     * Removes the retained messages that match a filter without telling subscribers, in slices on one of the loops. From any thread;
     * never waits.
     *
     * @param most at the most so many
     * @return how many it was
     */
    public CompletableFuture<Long> removeRetained(String mountpoint, TopicFilter filter, long most) {
        RetainedRemoval removal = new RetainedRemoval(retained, routers.get(0), mountpoint, filter, most);
        return removal.run();
    }

    private void sweepLater(Router router) {
        router.loop().schedule(SWEEP_INTERVAL, () -> {
            router.sweep();
            sweepLater(router);
        });
    }

    private void sweepRetainedLater(Loop loop, RetainedSweep sweep, CommitLane lane) {
        Duration interval = retained.expiryInterval();
        boolean off = interval.isZero();
        loop.schedule(off ? SWEEP_INTERVAL : interval, () -> {
            if (off) {
                sweepRetainedLater(loop, sweep, lane);
            } else {
                sweepRetained(loop, sweep, lane);
            }
        });
    }

    /** One slice; the next one comes after the other work of the loop. */
    private void sweepRetained(Loop loop, RetainedSweep sweep, CommitLane lane) {
        boolean more = sweep.step(loop.nowMillis());
        lane.submit();
        if (more) {
            loop.execute(() -> sweepRetained(loop, sweep, lane));
        } else {
            sweepRetainedLater(loop, sweep, lane);
        }
    }

    public Loops loops() {
        return loops;
    }

    public SubscriptionTable table() {
        return table;
    }

    public RetainedMessages retained() {
        return retained;
    }

    RemoteNodes remote() {
        return remote;
    }

    EventBus events() {
        return events;
    }

    Supplier<SharedPolicy> policy() {
        return policy;
    }

    Mailbox[] mailboxes() {
        return mailboxes;
    }

    Mailbox mailbox(Loop loop) {
        return mailboxes[loop.index()];
    }

    /** How many routes all loops remember; a moment old. */
    public int cachedRoutes() {
        int sum = 0;
        for (Router router : routers) {
            sum += router.cachedRoutes();
        }
        return sum;
    }
}
