package io.ternmq.access;

import java.util.function.Consumer;

/** A source that knows what a client may do. */
public interface AuthorizationSource extends Source {
    /**
     * Decides; never waits. The answer is given exactly once, on any thread, perhaps before the call returns. What the source
     * throws is a refusal.
     */
    void authorize(Client client, Action action, Consumer<Answer> answer);

    /** Has the task run each time after the rules have changed, on any thread; what was remembered is forgotten then. */
    void onChange(Runnable forget);

    /**
     * What a source says to an action.
     *
     * @param terms what the answer holds for, and what becomes of the action
     */
    record Answer(Verdict verdict, String rule, Terms terms) implements Source.Answer {
        /** Without terms. */
        public Answer(Verdict verdict, String rule) {
            this(verdict, rule, Terms.NONE);
        }
    }
}
