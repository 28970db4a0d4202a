package io.ternmq.access.rules;

import io.ternmq.access.Shown;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import org.jspecify.annotations.Nullable;

/** What may be wrong with a rule that somebody writes. */
public final class RuleProblems {
    private static final int MOST_QOS = 2;

    private RuleProblems() {}

    /** What is wrong with it in a sentence's end, such as "has the topic filter 'a/#/b', which …"; null for nothing. */
    public static @Nullable String find(Rule rule) {
        if (rule.operations().isEmpty()) {
            return "speaks of no operation";
        }
        if (rule.maxQos() < 0 || rule.maxQos() > MOST_QOS) {
            return "has a QoS that is not 0, 1 or 2";
        }
        try {
            Audience.of(rule.who());
        } catch (IllegalArgumentException wrong) {
            return "is for " + CompiledRule.words(rule.who()) + ", which " + wrong.getMessage();
        }
        boolean connect = rule.operations().contains(Operation.CONNECT);
        if (connect && rule.operations().size() > 1) {
            return "speaks of connecting and of topics; that takes two rules";
        }
        String problem = connect ? ClientIdPattern.problem(rule.target()) : RuleTarget.problem(rule.target());
        if (problem != null) {
            String kind = connect ? "client id " : "topic filter ";
            return "has the " + kind + Shown.quoted(rule.target()) + ", which " + problem;
        }
        return shareProblem(rule);
    }

    private static @Nullable String shareProblem(Rule rule) {
        String name = rule.shareName();
        if (name == null || name.equals("+")) {
            return null;
        }
        boolean bad = name.isEmpty() || name.contains("/") || name.contains("+") || name.contains("#");
        return bad ? "has the share name " + Shown.quoted(name) + ", which no subscription can have" : null;
    }
}
