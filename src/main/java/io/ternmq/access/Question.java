package io.ternmq.access;

import io.ternmq.access.AuthorizationSource.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One question about an action on its way along the sources.
 *
 * <p>States: ASKING while {@link #begin} runs; then WAITING, unless the answer has come by then; ANSWERED at last. The step
 * to ANSWERED publishes the outcome to the loop. Whoever finds the question WAITING when the answer comes tells the loop; who
 * finds it ASKING doesn't, since {@link #begin} returns the outcome.
 */
final class Question extends ChainRun<AuthorizationSource, Answer> {
    private static final int ASKING = 0;
    private static final int WAITING = 1;
    private static final int ANSWERED = 2;

    private final Client client;
    private final Action action;
    private final int epoch;
    private final Runnable onDecided;
    private final boolean grantsResults;
    private final AtomicInteger state = new AtomicInteger(ASKING);
    private @Nullable Outcome outcome;
    /** For which payloads those who left it to the next would do so again. */
    private Terms passed = Terms.NONE;

    private long keptUntil = Long.MAX_VALUE;

    /** @param grantsResults whether what an action is rewritten to has to be allowed, too */
    Question(
            Client client,
            Action action,
            List<AuthorizationSource> sources,
            int epoch,
            Runnable onDecided,
            boolean grantsResults) {
        super(sources);
        this.client = client;
        this.action = action;
        this.epoch = epoch;
        this.onDecided = onDecided;
        this.grantsResults = grantsResults;
    }

    /** Asks the first source; the outcome if it is there at once, else null. */
    @Nullable
    Outcome begin() {
        next();
        return state.compareAndSet(ASKING, WAITING) ? null : outcome;
    }

    boolean isAnswered() {
        return state.get() == ANSWERED;
    }

    /** When {@link #isAnswered()}. */
    Outcome outcome() {
        Outcome known = outcome;
        if (known == null) {
            throw new IllegalStateException("not answered yet");
        }
        return known;
    }

    /** The epoch of the rules when it was asked. */
    int epoch() {
        return epoch;
    }

    /** On the loop: from that tick on the answer isn't needed. */
    void keepUntil(long tick) {
        keptUntil = tick;
    }

    /** On the loop. */
    boolean isOver(long tick) {
        return keptUntil <= tick;
    }

    @Override
    void ask(AuthorizationSource source, Turn<AuthorizationSource, Answer> turn) {
        source.authorize(client, action, turn);
    }

    @Override
    void onPassed(Answer answer) {
        passed = passed.within(answer.terms().sizes());
    }

    @Override
    void onVerdict(AuthorizationSource source, Answer answer, List<String> trail) {
        Outcome said = new Outcome(
                answer.verdict() == Verdict.OK,
                source.name(),
                answer.rule(),
                List.copyOf(trail),
                micros(),
                answer.ruleId(),
                answer.terms().within(passed),
                null);
        Rewriting rewriting = said.allowed() ? Rewriting.of(client, action, answer.terms()) : null;
        if (rewriting == null) {
            answered(said);
        } else {
            rewriting.judge(said, ResultJudge.all(sources(), source, grantsResults), epoch, this::answered);
        }
    }

    @Override
    void onExhausted(List<String> trail) {
        String rule = "no rule allows " + who() + " to " + action.words();
        answered(new Outcome(false, "rules", rule, List.copyOf(trail), micros(), 0, passed, null));
    }

    @Override
    void onFailure(AuthorizationSource source, List<String> trail) {
        String rule = "the source failed, see the log, so nobody may " + action.words();
        answered(new Outcome(false, source.name(), rule, List.copyOf(trail), micros()));
    }

    private String who() {
        String userName = client.userName();
        String user = userName == null ? "a client without user name" : "user " + Shown.quoted(userName);
        return user + ", client " + Shown.quoted(client.id().toString());
    }

    private void answered(Outcome known) {
        outcome = known;
        if (state.getAndSet(ANSWERED) == WAITING) {
            onDecided.run();
        }
    }
}
