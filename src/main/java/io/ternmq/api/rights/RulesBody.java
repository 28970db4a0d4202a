package io.ternmq.api.rights;

import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RuleEdit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rules in their order; those that keep their {@code id} stay the same rule, with its hits. */
record RulesBody(@Nullable List<RuleBody> rules) {
    RuleEdit edit() {
        if (rules == null) {
            throw RefusedChangeException.invalid("rules", "The list of rules is missing.");
        }
        return RuleEdit.replaceAll(rules.stream().map(RuleBody::entry).toList());
    }
}
