package io.ternmq.routing;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures matching by hand: memory per filter, adding and removing, routes found in the cache, routes matched anew, both
 * alone and while another thread subscribes and unsubscribes. Run: {@code java -Xmx4g -cp … io.ternmq.routing.MatchingBenchmark
 * [filters…]}; a figure is the best of some rounds.
 */
public final class MatchingBenchmark {
    private static final SubscriptionOptions OPTIONS = SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE);
    private static final int TOPICS = 20_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;

    private final int filters;
    private final TestLoops loops = TestLoops.stepped(2, 1);
    private final Random random = new Random(7);

    private MatchingBenchmark(int filters) {
        this.filters = filters;
    }

    public static void main(String[] args) throws InterruptedException {
        int[] sizes = args.length == 0
                ? new int[] {10_000, 100_000, 1_000_000}
                : java.util.Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        for (int size : sizes) {
            new MatchingBenchmark(size).run();
        }
    }

    /** One third each: exact, + in the middle, # at the end; five levels of a plant with sites, lines and devices. */
    private String filter(int i) {
        String site = "site" + i % 100;
        String device = "device" + i / 3;
        return switch (i % 3) {
            case 0 -> "plant/" + site + "/" + device + "/sensors/temperature";
            case 1 -> "plant/" + site + "/" + device + "/+/humidity";
            default -> "plant/" + site + "/" + device + "/events/#";
        };
    }

    private String topic() {
        int i = random.nextInt(filters);
        String base = "plant/site" + i % 100 + "/device" + i / 3;
        return switch (i % 3) {
            case 0 -> base + "/sensors/temperature";
            case 1 -> base + "/sensors/humidity";
            default -> base + "/events/a/b";
        };
    }

    private void run() throws InterruptedException {
        TestReceiver[] receivers = new TestReceiver[1000];
        for (int i = 0; i < receivers.length; i++) {
            receivers[i] = new TestReceiver("client" + i, loops.get(i % 2));
        }
        RoutingFixture node = new RoutingFixture(loops);
        long before = used();
        long start = cpu();
        for (int i = 0; i < filters; i++) {
            node.table.add(new Subscription(receivers[i % receivers.length], TopicFilter.of(filter(i)), OPTIONS, 0));
        }
        double add = perUnit(start, filters);
        long memory = used() - before;
        say(
                "%,d filters: %.0f MB (%d B per filter; own figure %.0f MB), %.2f µs per add",
                filters, memory / 1e6, memory / filters, node.table.approximateBytes() / 1e6, add / 1e3);

        Topic[] topics = new Topic[TOPICS];
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = Topic.of(topic());
        }
        Router router = node.routers.get(0);
        say("  hit %.0f ns, matched anew %.0f ns", hits(router, topics), misses(node, topics));
        churning(node, receivers, router, topics);
        start = cpu();
        for (int i = 0; i < filters; i++) {
            node.table.remove(receivers[i % receivers.length], TopicFilter.of(filter(i)));
        }
        say(
                "  %.2f µs per remove, %d nodes left",
                perUnit(start, filters) / 1e3, node.table.tree("").nodes());
    }

    private static double hits(Router router, Topic[] topics) {
        double best = Double.MAX_VALUE;
        long matched = 0;
        for (int round = 0; round < ROUNDS * 2; round++) {
            long start = cpu();
            for (Topic topic : topics) {
                matched += router.resolve("", topic).singles().count();
            }
            best = Math.min(best, perUnit(start, topics.length));
        }
        if (matched == 0) {
            throw new AssertionError("nothing matched");
        }
        return best;
    }

    private static double misses(RoutingFixture node, Topic[] topics) {
        TopicMatcher matcher = new TopicMatcher();
        FilterTree tree = node.table.tree("");
        double best = Double.MAX_VALUE;
        int count = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpu();
            for (Topic topic : topics) {
                matcher.match(tree, topic);
                count += Route.of(tree, topic, matcher, 0, 0).singles().count();
            }
            best = Math.min(best, perUnit(start, topics.length));
        }
        if (count == 0) {
            throw new AssertionError("nothing matched");
        }
        return best;
    }

    /** Another thread takes back and makes subscriptions as fast as it can, up to 100,000 changes per second. */
    private void churning(RoutingFixture node, TestReceiver[] receivers, Router router, Topic[] topics)
            throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong changes = new AtomicLong();
        Thread churn = new Thread(() -> {
            long start = System.nanoTime();
            for (int i = 0; !stop.get(); i++) {
                Subscription subscription = new Subscription(
                        receivers[i % 1000], TopicFilter.of("plant/site3/churn" + i + "/+/x"), OPTIONS, 0);
                node.table.add(subscription);
                node.table.remove(receivers[i % 1000], subscription.filter());
                changes.addAndGet(2);
                while (!stop.get() && changes.get() * 10_000 > System.nanoTime() - start) {
                    Thread.onSpinWait();
                }
            }
        });
        churn.start();
        long start = cpu();
        long wall = System.nanoTime();
        long again = 0;
        long looked = 0;
        Route[] last = new Route[topics.length];
        while (System.nanoTime() - wall < 3_000_000_000L) {
            for (int i = 0; i < topics.length; i++) {
                Route route = router.resolve("", topics[i]);
                again += last[i] != null && last[i] != route ? 1 : 0;
                last[i] = route;
                looked++;
            }
        }
        double each = perUnit(start, looked);
        double seconds = (System.nanoTime() - wall) / 1e9;
        stop.set(true);
        churn.join();
        say(
                "  under %,.0f changes/s: %.0f ns per lookup, %.3f %% of %,.0f lookups/s matched anew",
                changes.get() / seconds, each, 100.0 * again / looked, looked / seconds);
    }

    /** The time that this thread has had, so that a busy machine matters less. */
    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static double perUnit(long start, long units) {
        return (double) (cpu() - start) / units;
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
