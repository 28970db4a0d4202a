package io.ternmq.access;

import io.ternmq.event.Explained;
import java.util.List;

/**
 * Why a decision is what it is.
 *
 * @param source the source that decided, for instance {@code password-file}, {@code acl-file}, {@code anonymous}
 * @param rule the rule that decided in words that an operator can act on, for instance {@code line 12: topic read a/+}
 * @param trail what was asked before, in order, each with what it said
 * @param cached whether the decision was remembered
 * @param micros how long it took
 * @param ruleId the number of the built-in rule that decided; 0 when it was none
 */
public record Explanation(String source, String rule, List<String> trail, boolean cached, long micros, long ruleId) {
    /** Without a built-in rule. */
    public Explanation(String source, String rule, List<String> trail, boolean cached, long micros) {
        this(source, rule, trail, cached, micros, 0);
    }

    public static Explanation of(String source, String rule) {
        return new Explanation(source, rule, List.of(), false, 0);
    }

    /** In one line, for log and events. */
    public String sentence() {
        return told().sentence();
    }

    /** As events carry it. */
    public Explained told() {
        return new Explained(source, rule, ruleId, trail, cached, micros);
    }
}
