package io.ternmq.access.remote;

import io.ternmq.access.Shown;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.SourceHealth.Questions;
import io.ternmq.access.remote.Reply.Answered;
import io.ternmq.access.remote.Reply.Refused;
import io.ternmq.access.remote.Reply.Why;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * What stands between access control and one source outside of the process. Each source has one.
 *
 * <p>Protocol. Anybody asks, on any thread, and nobody waits. A question is REFUSED at once when the breaker doesn't let it pass or
 * as many are under way as may be. Else it is UNDER WAY, until the first of these three: the source answers, the source fails, the
 * time limit passes. Then it has ENDED: its place is free, its outcome has been counted and told to the {@link Breaker}, and
 * after that its asker gets the {@link Reply}, exactly once, on the thread that ended it. What the source says later is
 * dropped, and the source is told that nobody waits. An asker that throws has no influence on the guard.
 *
 * <p>While the breaker is open everybody is denied at once. With a probe ({@link #probe}) the guard itself asks the source after each
 * pause, so that it comes back, and its alarm goes, without a client that tries; without one, the first question after the
 * pause is the trial. The alarm is on exactly while the breaker isn't closed.
 *
 * <p>Of time, the source has the thread that asks only for the sending of the question.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final int NANOS_PER_MICRO = 1000;

    private final String name;
    private final GuardOptions options;
    private final EventBus events;
    private final ScheduledExecutorService timer;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Latencies latencies = new Latencies();
    private final LongAdder asked = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder refusedFull = new LongAdder();
    private final LongAdder refusedOpen = new LongAdder();
    private final Breaker breaker;
    private final @Nullable RemoteQuestion<?> probe;
    private volatile Instant since = now();
    private volatile @Nullable Complaint complaint;

    /** A question to a source: sends it and returns; the promise gets what the source says. What it throws is a failure. */
    public interface RemoteQuestion<T> {
        void ask(Promise<T> promise) throws Exception;
    }

    private record Complaint(String sentence, Instant at) {}

    /**
     * A guard whose breaker is closed.
     *
     * @param name of the source; its alarm is {@code source-<name>}
     * @param timer for time limits and pauses, not the guard's to shut down
     */
    public Guard(String name, GuardOptions options, EventBus events, ScheduledExecutorService timer) {
        this(name, options, events, timer, null);
    }

    private Guard(
            String name,
            GuardOptions options,
            EventBus events,
            ScheduledExecutorService timer,
            @Nullable RemoteQuestion<?> probe) {
        this.name = name;
        this.options = options;
        this.events = events;
        this.timer = timer;
        this.probe = probe;
        this.breaker = new Breaker(options.pause().toNanos(), probe != null);
    }

    /** A guard that tries a source that is down by itself, with a question that every healthy source answers. */
    public static Guard probing(
            String name,
            GuardOptions options,
            EventBus events,
            ScheduledExecutorService timer,
            RemoteQuestion<?> probe) {
        return new Guard(name, options, events, timer, probe);
    }

    /** The question as a guard wants it; one that completes without a value has failed. */
    public static <T> RemoteQuestion<T> of(Mono<T> mono) {
        return promise -> {
            Disposable running = mono.subscribe(
                    promise::answer,
                    promise::fail,
                    () -> promise.fail(new IllegalStateException("the source ended without an answer")));
            promise.whenAbandoned(running::dispose);
        };
    }

    /** The name of the source. */
    public String name() {
        return name;
    }

    /** Asks the source once before anybody else does, so that one that is down is known to be at once. Needs a probe. */
    public void tryNow() {
        underWay.incrementAndGet();
        begin(probe(), breaker.admit(System.nanoTime()), reply -> {
            if (reply instanceof Refused && breaker.open(System.nanoTime())) {
                onOpened();
            }
        });
    }

    /** Asks. See the protocol above. */
    public <T> void ask(RemoteQuestion<T> question, Consumer<Reply<T>> answer) {
        asked.increment();
        int generation = Breaker.REFUSED;
        boolean full = underWay.incrementAndGet() > options.mostUnderWay();
        if (!full) {
            generation = breaker.admit(System.nanoTime());
        }
        if (generation != Breaker.REFUSED) {
            begin(question, generation, answer);
            return;
        }
        underWay.decrementAndGet();
        (full ? refusedFull : refusedOpen).increment();
        answer.accept(full ? new Refused<>(Why.FULL, full()) : new Refused<>(Why.UNREACHABLE, unreachable()));
    }

    /** The question counts as under way already. */
    private <T> void begin(RemoteQuestion<T> question, int generation, Consumer<Reply<T>> answer) {
        Run<T> run = new Run<>(generation, answer);
        run.limit();
        try {
            question.ask(run);
        } catch (Exception e) {
            run.fail(e);
        }
    }

    private RemoteQuestion<?> probe() {
        RemoteQuestion<?> known = probe;
        if (known == null) {
            throw new IllegalStateException("the guard of " + name + " has no probe");
        }
        return known;
    }

    private String full() {
        return "%s has %d questions to answer already".formatted(name, options.mostUnderWay());
    }

    private String unreachable() {
        Complaint last = complaint;
        return "%s is unreachable since %s%s".formatted(name, since, last == null ? "" : ": " + last.sentence());
    }

    /** How the source is. */
    public SourceHealth health() {
        Complaint last = complaint;
        SourceHealth.State state = switch (breaker.state()) {
            case CLOSED -> SourceHealth.State.UP;
            case OPEN -> SourceHealth.State.DOWN;
            case TRYING -> SourceHealth.State.RETRYING;
        };
        return new SourceHealth(
                state,
                since,
                latencies.quantile(500),
                latencies.quantile(990),
                latencies.errorRate(),
                last == null ? null : last.sentence(),
                last == null ? null : last.at(),
                new Questions(
                        asked.sum(),
                        answered.sum(),
                        failed.sum(),
                        timedOut.sum(),
                        refusedFull.sum(),
                        refusedOpen.sum(),
                        underWay.get(),
                        latencies.histogram()));
    }

    private void onOutcome(int generation, @Nullable Throwable failure) {
        boolean bad = failure != null && !options.blameless().test(failure);
        switch (breaker.onOutcome(generation, bad, System.nanoTime())) {
            case OPENED -> onOpened();
            case REOPENED -> tryLater();
            case CLOSED -> onClosed();
            case NONE -> {}
        }
    }

    private void onOpened() {
        since = now();
        String sentence = unreachable() + "; whoever needs it is refused meanwhile";
        LOG.error("The access source {}", sentence);
        events.publish(new AlarmRaised(alarm(), sentence));
        tryLater();
    }

    private void tryLater() {
        if (probe != null) {
            later(
                    () -> {
                        underWay.incrementAndGet();
                        begin(probe(), breaker.beginTrial(), reply -> {});
                    },
                    options.pause().toNanos());
        }
    }

    private void onClosed() {
        since = now();
        LOG.info("The access source {} answers again", name);
        events.publish(new AlarmCleared(alarm()));
    }

    private String alarm() {
        return "source-" + name;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private @Nullable Future<?> later(Runnable task, long nanos) {
        try {
            return timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ends) {
            LOG.debug("{} isn't watched any more, since the broker ends", name, ends);
            return null;
        }
    }

    /** What went wrong in one line, without what must stay secret. */
    private String words(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
        for (String secret : options.secrets()) {
            text = secret.isEmpty() ? text : text.replace(secret, "***");
        }
        return Shown.line(text);
    }

    /** One question under way. */
    private final class Run<T> extends Promise<T> {
        private final int generation;
        private final Consumer<Reply<T>> asker;
        private final long began = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Future<?> limit;

        Run(int generation, Consumer<Reply<T>> asker) {
            this.generation = generation;
            this.asker = asker;
        }

        void limit() {
            limit = later(this::onTime, options.timeLimit().toNanos());
        }

        @Override
        public void answer(T value) {
            if (end(answered, null)) {
                asker.accept(new Answered<>(value));
            }
        }

        @Override
        public void fail(Throwable why) {
            String sentence = words(why);
            if (end(failed, why)) {
                LOG.debug("A question to {} failed", name, why);
                asker.accept(new Refused<>(Why.FAILED, name + " failed: " + sentence));
            }
        }

        private void onTime() {
            String sentence = "no answer within " + options.timeLimit().toMillis() + " ms";
            if (end(timedOut, new TimeoutException(sentence))) {
                abandon();
                asker.accept(new Refused<>(Why.TIMED_OUT, name + " gave " + sentence));
            }
        }

        private boolean end(LongAdder outcome, @Nullable Throwable failure) {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            Future<?> running = limit;
            if (running != null) {
                running.cancel(false);
            }
            underWay.decrementAndGet();
            outcome.increment();
            latencies.add((System.nanoTime() - began) / NANOS_PER_MICRO, failure != null);
            if (failure != null) {
                complaint = new Complaint(words(failure), Instant.now());
            }
            onOutcome(generation, failure);
            return true;
        }
    }
}
