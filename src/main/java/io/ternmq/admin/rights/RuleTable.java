package io.ternmq.admin.rights;

import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * All rules in their order.
 *
 * @param version a change has to name the version it was thought out for
 */
public record RuleTable(long version, List<RuleReport> rules) {
    /** A change that is meant for whatever the rules are now. */
    public static final long ANY_VERSION = -1;

    /** A rule, or an error when there is none with this id. */
    public RuleReport get(long id) {
        return find(id).orElseThrow(
                        () -> RefusedChangeException.of(Reason.MISSING, "id", "There is no rule " + id + "."));
    }

    public Optional<RuleReport> find(long id) {
        return rules.stream().filter(rule -> rule.id() == id).findFirst();
    }
}
