package io.ternmq.routing;

import com.sun.management.ThreadMXBean;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.store.MemoryStore;
import io.ternmq.store.SessionUid;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures by hand what a publish costs from its resolution to its receivers, receivers that only count: on its own loop, by way of
 * another loop, to many, to a shared group, with a record. Time and bytes allocated are those of one thread that plays all
 * loops, so what is missing of the real thing are the wake-ups. Time is the thread's, so that a busy machine matters less. Run: {@code java -cp … io.ternmq.routing.RoutingBenchmark}.
 */
public final class RoutingBenchmark {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 6;
    private static final int TOPICS = 50;

    private final RoutingFixture node = RoutingFixture.on(TestLoops.stepped(2, 1), new MemoryStore());

    private RoutingBenchmark() {}

    /** A receiver that only counts. */
    private static final class Sink implements Receiver {
        private final SubscriberId id;
        private final Loop loop;
        private final @Nullable SessionUid durable;
        private long count;
        private long bytes;

        Sink(String name, Loop loop, @Nullable SessionUid durable) {
            this.id = new SubscriberId("", name);
            this.loop = loop;
            this.durable = durable;
        }

        @Override
        public SubscriberId id() {
            return id;
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public @Nullable SessionUid durable() {
            return durable;
        }

        @Override
        public boolean online() {
            return true;
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public boolean deliver(Publish publish, Subscription subscription) {
            count++;
            bytes += publish.payloadLength();
            return true;
        }
    }

    public static void main(String[] args) {
        say("%-42s %10s %10s %12s", "", "ns/publish", "ns/deliv.", "B/publish");
        measure("same loop, 1 to 1", 1, 0, Qos.AT_MOST_ONCE, false, "");
        measure("other loop, 1 to 1", 1, 1, Qos.AT_MOST_ONCE, false, "");
        measure("same loop, 1 to 1, recorded", 1, 0, Qos.AT_LEAST_ONCE, true, "");
        measure("other loop, 1 to 1, recorded", 1, 1, Qos.AT_LEAST_ONCE, true, "");
        measure("both loops, 1 to 1000", 1000, 2, Qos.AT_MOST_ONCE, false, "");
        measure("both loops, 1 to 1000, recorded", 1000, 2, Qos.AT_LEAST_ONCE, true, "");
        measure("both loops, shared by 10", 10, 2, Qos.AT_LEAST_ONCE, false, "$share/g/");
    }

    private static void measure(String name, int receivers, int where, Qos qos, boolean durable, String share) {
        RoutingBenchmark run = new RoutingBenchmark();
        Sink[] sinks = new Sink[receivers];
        for (int i = 0; i < receivers; i++) {
            Loop loop = run.node.loops.get(where == 2 ? i % 2 : where);
            sinks[i] = new Sink("c" + i, loop, durable ? new SessionUid(1, i) : null);
            for (int t = 0; t < TOPICS; t++) {
                run.node.table.add(new Subscription(
                        sinks[i],
                        io.ternmq.protocol.TopicFilter.of(share + "t/" + t + "/data"),
                        io.ternmq.protocol.SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE),
                        0));
            }
        }
        Publish[] views = new Publish[TOPICS];
        for (int t = 0; t < TOPICS; t++) {
            views[t] = RoutingFixture.view("t/" + t + "/data", "p".repeat(64), qos, false, "publisher" + t);
        }
        int turns = Math.max(20, 40_000 / receivers);
        double best = Double.MAX_VALUE;
        long allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = allocated();
            long start = THREADS.getCurrentThreadCpuTime();
            for (int turn = 0; turn < turns; turn++) {
                run.turn(views);
            }
            best = Math.min(best, (double) (THREADS.getCurrentThreadCpuTime() - start) / turns / TOPICS);
            allocated = (allocated() - before) / turns / TOPICS;
        }
        long delivered = 0;
        for (Sink sink : sinks) {
            delivered += sink.count;
        }
        int each = share.isEmpty() ? receivers : 1;
        if (delivered != (long) ROUNDS * turns * TOPICS * each) {
            throw new AssertionError(delivered + " delivered");
        }
        say("%-42s %10.0f %10.1f %12d", name, best, best / each, allocated);
        if (where == 1 && run.node.count(Counter.LOOP_HAND_OFF) != (long) ROUNDS * turns) {
            throw new AssertionError("more than one batch per turn");
        }
    }

    /** All topics once, in one turn, and what that makes the other loop do. */
    private void turn(Publish[] views) {
        Router router = node.routers.get(0);
        node.loops.on(0, () -> {
            for (Publish view : views) {
                view.sequence(0);
                router.route(view, router.resolve("", view));
            }
        });
        node.loops.settle();
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
