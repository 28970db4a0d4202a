package io.ternmq.access;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question on its way along the sources. Each is asked after the one before it has said NEXT, on the thread that brought
 * that answer; so one thread at a time is in here, and the hand-over of the answer orders them. A source that answers twice is
 * not listened to the second time; one that throws ends the run.
 */
abstract class ChainRun<S extends Source, A extends Source.Answer> {
    private static final Logger LOG = LoggerFactory.getLogger(ChainRun.class);
    private static final long LOG_EVERY_NANOS = 10_000_000_000L;
    private static final AtomicLong LAST_LOGGED = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    private final List<S> sources;
    private final List<String> trail = new ArrayList<>(2);
    private final long startedNanos = System.nanoTime();
    private int asked = -1;

    ChainRun(List<S> sources) {
        this.sources = sources;
    }

    abstract void ask(S source, Turn<S, A> turn);

    /** A source has said yes or no. */
    abstract void onVerdict(S source, A answer, List<String> trail);

    /** A source leaves it to the next. */
    void onPassed(A answer) {
        // what it has said of it is in the trail
    }

    /** No source knew anything, or there was none. */
    abstract void onExhausted(List<String> trail);

    /** A source has failed. */
    abstract void onFailure(S source, List<String> trail);

    /** All that are asked, in order. */
    final List<S> sources() {
        return sources;
    }

    /** Since the question was asked. */
    final long micros() {
        return (System.nanoTime() - startedNanos) / 1000;
    }

    final void next() {
        asked++;
        if (asked == sources.size()) {
            onExhausted(trail);
            return;
        }
        S source = sources.get(asked);
        Turn<S, A> turn = new Turn<>(this, source);
        try {
            ask(source, turn);
        } catch (RuntimeException e) {
            turn.fail(e);
        }
    }

    private void onAnswer(S source, A answer) {
        if (answer.verdict() == Verdict.NEXT) {
            if (!answer.rule().isEmpty()) {
                trail.add(source.name() + ": " + answer.rule());
            }
            onPassed(answer);
            next();
        } else {
            onVerdict(source, answer, trail);
        }
    }

    private void onFailed(S source, Throwable why) {
        long last = LAST_LOGGED.get();
        long now = System.nanoTime();
        if (now - last >= LOG_EVERY_NANOS && LAST_LOGGED.compareAndSet(last, now)) {
            LOG.error("The access source {} failed, which refuses whoever asks", source.name(), why);
        }
        onFailure(source, trail);
    }

    /** One source's turn to speak, once. */
    static final class Turn<S extends Source, A extends Source.Answer> implements Consumer<A> {
        private final S source;
        private @Nullable ChainRun<S, A> run;

        private Turn(ChainRun<S, A> run, S source) {
            this.run = run;
            this.source = source;
        }

        @Override
        public void accept(A answer) {
            ChainRun<S, A> listening = take();
            if (listening != null) {
                listening.onAnswer(source, answer);
            }
        }

        private void fail(Throwable why) {
            ChainRun<S, A> listening = take();
            if (listening != null) {
                listening.onFailed(source, why);
            }
        }

        private synchronized @Nullable ChainRun<S, A> take() {
            ChainRun<S, A> listening = run;
            run = null;
            return listening;
        }
    }
}
