package io.ternmq.access;

import io.ternmq.access.builtin.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What would be decided of somebody.
 *
 * @param client as the rules know it, with its groups
 * @param draft what would allow it; null when it is allowed, or no rule could
 */
public record TestedAccess(
        boolean allowed,
        Explanation explanation,
        Client client,
        @Nullable Draft draft) {

    /**
     * A rule that is missing.
     *
     * @param rule the narrowest one, without a number yet
     * @param before the number of the rule that it has to stand before; 0 for the end of the list
     */
    public record Draft(Rule rule, long before) {}
}
