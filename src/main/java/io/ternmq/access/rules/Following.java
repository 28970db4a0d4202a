package io.ternmq.access.rules;

import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Something in memory that follows what a store has.
 *
 * <p>States: IDLE; LOADING while the store is asked; AGAIN when a change was told meanwhile, so that it is asked once more
 * afterwards. So one load is under way at a time, and what is taken last was read after the last change. What can't be read or
 * isn't right leaves the old content in place, raises an alarm, and is tried again every second.
 */
public final class Following<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final int IDLE = 0;
    private static final int LOADING = 1;
    private static final int AGAIN = 2;

    private final String name;
    private final Supplier<Mono<T>> load;
    private final Consumer<T> take;
    private final ScheduledExecutorService background;
    private final EventBus events;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicBoolean soon = new AtomicBoolean();
    private volatile Runnable onOutcome = () -> {};
    private volatile boolean read;
    private volatile boolean failing;

    /**
     * Follows nothing before {@link #look}.
     *
     * @param name of what is followed, in the plural, and of the alarm with {@code access-} before it
     * @param take is given what was read; what it throws is what is wrong with that
     */
    public Following(
            String name,
            Supplier<Mono<T>> load,
            Consumer<T> take,
            ScheduledExecutorService background,
            EventBus events) {
        this.name = name;
        this.load = load;
        this.take = take;
        this.background = background;
        this.events = events;
    }

    /** The store has changed; returns at once, from any thread. */
    public void look() {
        int before = state.getAndUpdate(now -> now == IDLE ? LOADING : AGAIN);
        if (before == IDLE) {
            load();
        }
    }

    /** As {@link #look}, in a second, so that it may be said again and again; from any thread. */
    void lookSoon() {
        if (soon.compareAndSet(false, true)) {
            inASecond(() -> {
                soon.set(false);
                look();
            });
        }
    }

    private void inASecond(Runnable task) {
        try {
            background.schedule(task, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.debug("The {} are followed no more", name, closing);
        }
    }

    /** Has the task run after each load, good or bad; to be said before {@link #look}. */
    void onOutcome(Runnable task) {
        onOutcome = task;
    }

    /** Whether something has been taken from the store, be it long ago. */
    boolean isRead() {
        return read;
    }

    /** Whether the last load failed. */
    boolean isFailing() {
        return failing;
    }

    private void load() {
        Mono.defer(load).timeout(TIME_LIMIT).subscribe(this::onLoaded, this::onFailed);
    }

    private void onLoaded(T content) {
        try {
            take.accept(content);
        } catch (RuntimeException wrong) {
            onFailed(wrong);
            return;
        }
        if (failing) {
            failing = false;
            events.publish(new AlarmCleared("access-" + name));
        }
        read = true;
        onOutcome.run();
        if (!state.compareAndSet(LOADING, IDLE)) {
            state.set(LOADING);
            load();
        }
    }

    private void onFailed(Throwable why) {
        if (background.isShutdown()) {
            LOG.debug("The {} are followed no more", name, why);
            return;
        }
        if (!failing) {
            failing = true;
            LOG.error("The {} can't be taken from the store; it is tried again every second", name, why);
            events.publish(new AlarmRaised(
                    "access-" + name,
                    "The " + name + " can't be taken from the store; "
                            + (read ? "those known before still hold" : "until then nobody is admitted")
                            + ": " + why.getMessage()));
        }
        onOutcome.run();
        inASecond(this::load);
    }
}
