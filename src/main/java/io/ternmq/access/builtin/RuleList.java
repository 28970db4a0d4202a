package io.ternmq.access.builtin;

import java.util.List;

/** The rules in their order, and which version of them this is; each change makes a higher one. */
public record RuleList(long version, List<Rule> rules) {
    public static final RuleList EMPTY = new RuleList(0, List.of());
}
