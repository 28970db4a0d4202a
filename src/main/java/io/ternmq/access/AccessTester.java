package io.ternmq.access;

import io.ternmq.access.builtin.Rule;
import io.ternmq.access.rules.BuiltInRules;
import io.ternmq.access.rules.RuleProblems;
import org.jspecify.annotations.Nullable;

/** Tells what would be decided, by the very chain that decides in earnest, and why. Thread safe; never waits. */
public final class AccessTester {
    private final AccessControl control;
    private final @Nullable BuiltInRules rules;

    AccessTester(AccessControl control, @Nullable BuiltInRules rules) {
        this.control = control;
        this.rules = rules;
    }

    /** What is wrong with a rule in a sentence's end, such as "speaks of no operation"; null for nothing. */
    public static @Nullable String problem(Rule rule) {
        return RuleProblems.find(rule);
    }

    /** How often a built-in rule has decided. */
    public RuleHit hits(long rule) {
        return rules == null ? RuleHit.NONE : rules.hits(rule);
    }
}
