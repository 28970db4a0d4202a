package io.ternmq.routing;

import io.ternmq.Microbenchmark;
import io.ternmq.protocol.Topic;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The route of a topic that one filter of many matches: found in the loop's cache, or matched anew, each alone and while
 * another thread subscribes and unsubscribes 100,000 times a second.
 */
@State(Scope.Thread)
public class MatchingBenchmark extends Microbenchmark {
    /** More than the processor's caches hold the paths of. */
    private static final int TOPICS = 50_000;
    /** A part of what the loop's cache has room for. */
    private static final int CACHED_TOPICS = 10_000;

    private static final int CHANGES_PER_SECOND = 100_000;

    /** What the filters look like. */
    public enum Kind {
        EXACT,
        /** Half with {@code +} in the middle, half with {@code #} at the end. */
        WILDCARD,
        /** The same, shared in groups of ten members. */
        SHARED
    }

    @Param({"10000", "100000", "1000000"})
    public int filters;

    @Param
    public Kind kind = Kind.EXACT;

    @Param({"false", "true"})
    public boolean churn;

    private final TopicMatcher matcher = new TopicMatcher();
    private final Topic[] topics = new Topic[TOPICS];
    private ManyFilters node = new ManyFilters(Kind.EXACT, 0);
    private Router router = node.router();
    private FilterTree tree = node.tree();
    private SubscriptionChurn changes = new SubscriptionChurn(node, CHANGES_PER_SECOND);
    private int next;

    @Setup
    public void subscribe() {
        node = new ManyFilters(kind, filters);
        router = node.router();
        tree = node.tree();
        Random random = new Random(7);
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = Topic.of(node.topic(random.nextInt(filters)));
        }
        changes = new SubscriptionChurn(node, CHANGES_PER_SECOND);
        if (churn) {
            changes.start();
        }
    }

    private Topic topic(int count) {
        next = next + 1 < count ? next + 1 : 0;
        return topics[next];
    }

    @Benchmark
    public Object hit() {
        return router.resolve("", topic(CACHED_TOPICS));
    }

    @Benchmark
    public Object miss() {
        Topic topic = topic(TOPICS);
        matcher.match(tree, topic);
        return Route.of(tree, topic, matcher, 0, 0);
    }

    @TearDown
    public void stop() throws InterruptedException {
        changes.stop();
        node.close();
    }
}
