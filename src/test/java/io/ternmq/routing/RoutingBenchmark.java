package io.ternmq.routing;

import io.ternmq.Microbenchmark;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.MemoryStore;
import io.ternmq.store.SessionUid;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A publish from its resolution to receivers that only count: on its own loop, by way of another one, to many, to a shared group,
 * with a record. One thread plays all loops, so what is missing of the real thing are the wake-ups; what the stepped
 * loops themselves allocate is in the figure, divided by the publishes of a turn.
 */
@State(Scope.Thread)
public class RoutingBenchmark extends Microbenchmark {
    private static final int TOPICS = 50;

    /** Who gets it. */
    public enum Receivers {
        ONE_ON_THE_SAME_LOOP(1, 0, false, ""),
        ONE_ON_ANOTHER_LOOP(1, 1, false, ""),
        ONE_ON_THE_SAME_LOOP_RECORDED(1, 0, true, ""),
        ONE_ON_ANOTHER_LOOP_RECORDED(1, 1, true, ""),
        THOUSAND_ON_BOTH_LOOPS(1000, BOTH, false, ""),
        THOUSAND_ON_BOTH_LOOPS_RECORDED(1000, BOTH, true, ""),
        GROUP_OF_TEN_ON_BOTH_LOOPS(10, BOTH, false, "$share/g/");

        final int count;
        final int loop;
        final boolean recorded;
        final String prefix;

        Receivers(int count, int loop, boolean recorded, String prefix) {
            this.count = count;
            this.loop = loop;
            this.recorded = recorded;
            this.prefix = prefix;
        }
    }

    private static final int BOTH = 2;

    @Param
    public Receivers receivers = Receivers.ONE_ON_THE_SAME_LOOP;

    private final RoutingFixture node = RoutingFixture.on(TestLoops.stepped(2, 1), new MemoryStore());
    private final Publish[] views = new Publish[TOPICS];
    private SinkReceiver first = new SinkReceiver("none", node.loops.get(0), null);

    @Setup
    public void subscribe() {
        for (int i = 0; i < receivers.count; i++) {
            Loop loop = node.loops.get(receivers.loop == BOTH ? i % 2 : receivers.loop);
            SinkReceiver sink = new SinkReceiver("c" + i, loop, receivers.recorded ? new SessionUid(1, i) : null);
            for (int topic = 0; topic < TOPICS; topic++) {
                node.table.add(new Subscription(
                        sink,
                        TopicFilter.of(receivers.prefix + "t/" + topic + "/data"),
                        SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE),
                        0));
            }
            first = i == 0 ? sink : first;
        }
        Qos qos = receivers.recorded || !receivers.prefix.isEmpty() ? Qos.AT_LEAST_ONCE : Qos.AT_MOST_ONCE;
        for (int i = 0; i < TOPICS; i++) {
            views[i] = RoutingFixture.view("t/" + i + "/data", "p".repeat(64), qos, false, "publisher" + i);
        }
    }

    /** All topics once, in one turn, and what that makes the other loop do. */
    @Benchmark
    @OperationsPerInvocation(TOPICS)
    public long publish() {
        Router router = node.routers.get(0);
        node.loops.on(0, () -> {
            for (Publish view : views) {
                view.sequence(0);
                router.route(view, router.resolve("", view));
            }
        });
        node.loops.settle();
        return first.bytes();
    }

    @TearDown
    public void wasDelivered() {
        if (first.count() == 0) {
            throw new AssertionError("nothing was delivered");
        }
        node.close();
    }
}
