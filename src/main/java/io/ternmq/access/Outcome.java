package io.ternmq.access;

import java.util.List;

/** What became of a question about an action, with all that an explanation of it needs. */
record Outcome(boolean allowed, String source, String rule, List<String> trail, long micros, long ruleId) {
    Outcome(boolean allowed, String source, String rule, List<String> trail, long micros) {
        this(allowed, source, rule, trail, micros, 0);
    }

    Decision decision() {
        return allowed ? Decision.ALLOW : Decision.DENY;
    }

    Explanation explain(boolean cached) {
        return new Explanation(source, rule, trail, cached, micros, ruleId);
    }
}
