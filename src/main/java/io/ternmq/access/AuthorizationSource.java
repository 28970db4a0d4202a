package io.ternmq.access;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
     * Whether there is anything by which it could decide. As long as no source has, everything is allowed. It changes only before
     * {@link #onChange} is told.
     */
    default boolean hasRules() {
        return true;
    }

    /**
     * What of this source a client can't be spared by what it was granted when it was admitted: the source itself, but saying NEXT
     * where it would say OK. Null for a source that is asked after such a grant only.
     */
    default @Nullable AuthorizationSource denials() {
        return null;
    }

    /**
     * What a source says to an action.
     *
     * @param ruleId the number of the built-in rule that decided; 0 when it was none
     * @param terms what the answer holds for, and what becomes of the action
     */
    record Answer(Verdict verdict, String rule, long ruleId, Terms terms) implements Source.Answer {
        /** Of a source whose rules have no numbers, without terms. */
        public Answer(Verdict verdict, String rule) {
            this(verdict, rule, 0, Terms.NONE);
        }

        /** Without terms. */
        public Answer(Verdict verdict, String rule, long ruleId) {
            this(verdict, rule, ruleId, Terms.NONE);
        }

        /** Of a source whose rules have no numbers. */
        public Answer(Verdict verdict, String rule, Terms terms) {
            this(verdict, rule, 0, terms);
        }
    }
}
