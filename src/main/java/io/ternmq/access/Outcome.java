package io.ternmq.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a question about an action, with all that an explanation of it needs.
 *
 * @param result what the action had been rewritten to, when it is refused for that
 */
record Outcome(
        boolean allowed,
        String source,
        String rule,
        List<String> trail,
        long micros,
        long ruleId,
        Terms terms,
        @Nullable Action result) {
    Outcome(boolean allowed, String source, String rule, List<String> trail, long micros) {
        this(allowed, source, rule, trail, micros, 0, Terms.NONE, null);
    }

    Decision decision() {
        return allowed ? Decision.ALLOW : Decision.DENY;
    }

    Explanation explain(boolean cached) {
        return new Explanation(source, rule, trail, cached, micros, ruleId);
    }
}
