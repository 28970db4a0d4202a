package io.ternmq.observe;

import io.ternmq.config.BrokerSettings;
import io.ternmq.event.Counters;
import io.ternmq.event.DropReason;
import io.ternmq.event.EventBus;
import io.ternmq.observe.LastMinute.Rise;
import io.ternmq.routing.Loops;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that watches the node, put together: statistics, metrics, problems, alarms, the {@code $SYS} tree and the log of
 * events. Knows no Spring context.
 *
 * <p>One thread of its own, {@code ternmq-observe}, does all of it once a second between {@link #start} and {@link #close}; what
 * it makes is read from any thread. A part that fails is logged and tried again in the next second, and stops no other part.
 */
public final class Observatory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Observatory.class);

    private final Supplier<BrokerSettings> settings;
    private final Counters counters;
    private final NodeFacts facts;
    private final QueuedMessages queued;
    private final NodeStatistics statistics;
    private final NodeMetrics metrics;
    private final ProblemRules rules;
    private final Problems problems;
    private final SystreePublisher systree;
    private final DropWitness dropWitness;
    private final ClientTimelines timelines;
    private final LoopDelay loopDelay;
    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final BuildInfo build = BuildInfo.read();
    private final ScheduledThreadPoolExecutor thread;
    private volatile Map<DropReason, Long> dropsOfLastMinute = Map.of();

    /**
     * @param settings the settings that hold now; asked each time, since some change live. The node's name is taken once.
     * @param alarms of the same bus, made before the rooms that may raise some at their start
     * @param publisher routes the {@code $SYS} tree
     */
    public Observatory(
            Supplier<BrokerSettings> settings,
            Counters counters,
            EventBus events,
            Alarms alarms,
            NodeFacts facts,
            BrokerPublisher publisher,
            Loops loops) {
        this.settings = settings;
        this.counters = counters;
        this.facts = facts;
        long nowNanos = System.nanoTime();
        queued = new QueuedMessages(facts);
        statistics = new NodeStatistics(counters, facts, queued, nowNanos);
        metrics = new NodeMetrics(counters, facts, queued);
        rules = new ProblemRules(facts, settings.get().dataDir(), counters);
        problems = new Problems(rules, alarms, facts::storeHealth);
        systree = new SystreePublisher(
                metrics, settings, publisher, settings.get().nodeName(), nowNanos);
        dropWitness = new DropWitness(events, nowNanos);
        loopDelay = new LoopDelay(loops.all());
        timelines = new ClientTimelines(events, settings.get().timeline(), clock);
        new EventLogger(events, System::nanoTime);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "ternmq-observe");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Begins to watch; called once, when the listeners are up. */
    public void start() {
        thread.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
        guarded("statistics", () -> {
            long nowNanos = System.nanoTime();
            Sample sample = statistics.sample(nowNanos, clock.millis(), loopDelay.probe(nowNanos));
            problems.look(sample, clock.instant());
            List<Rise<DropReason>> drops = rules.dropsOfLastMinute();
            dropsOfLastMinute = inOrder(drops);
            dropWitness.look(drops.stream().anyMatch(drop -> ProblemRules.isLoss(drop.key())), nowNanos);
        });
        guarded("the $SYS tree", () -> systree.publishIfDue(System.nanoTime()));
    }

    private static void guarded(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("Watching the node failed at {}", what, e);
        }
    }

    private static Map<DropReason, Long> inOrder(List<Rise<DropReason>> rises) {
        Map<DropReason, Long> drops = new LinkedHashMap<>();
        rises.forEach(rise -> drops.put(rise.key(), rise.amount()));
        return drops;
    }

    /** Watches no more. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // What it is at just now may need the loops, which are ended next.
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                log.warn("Watching the node hasn't ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public NodeStatistics statistics() {
        return statistics;
    }

    /** What happened to clients. */
    public ClientTimelines timelines() {
        return timelines;
    }

    public NodeMetrics metrics() {
        return metrics;
    }

    public Problems problems() {
        return problems;
    }

    public Counters counters() {
        return counters;
    }

    /** Messages that wait in sessions, a moment ago. */
    long queuedMessages() {
        return queued.count();
    }

    public NodeFacts facts() {
        return facts;
    }

    public BuildInfo build() {
        return build;
    }

    /** The settings that hold now. */
    public BrokerSettings settings() {
        return settings.get();
    }

    /** When this node began to be watched, which is when it started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Memory in use now. */
    public Memory memory() {
        return Memory.read();
    }

    /** Messages dropped over the last minute by reason, the largest number first. */
    public Map<DropReason, Long> dropsOfLastMinute() {
        return dropsOfLastMinute;
    }
}
