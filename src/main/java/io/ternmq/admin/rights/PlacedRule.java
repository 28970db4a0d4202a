package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Rule;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rule and where it was or is, as the audit log keeps it.
 *
 * @param position from 1
 */
record PlacedRule(long id, int position, RuleInput rule) {
    static PlacedRule of(List<Rule> rules, int index) {
        Rule rule = rules.get(index);
        return new PlacedRule(rule.id(), index + 1, RuleChecks.input(rule));
    }

    static List<PlacedRule> all(List<Rule> rules) {
        return IntStream.range(0, rules.size())
                .mapToObj(index -> of(rules, index))
                .toList();
    }
}
