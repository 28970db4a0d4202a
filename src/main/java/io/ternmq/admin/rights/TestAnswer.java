package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be decided, and why.
 *
 * @param groups that the user is in
 * @param source what decided
 * @param why by which rule, in words
 * @param ruleId the built-in rule that decided; 0 when it was none
 * @param trail what was asked before, in order
 * @param draft a rule that would allow it; null when it is allowed, or no rule could
 */
public record TestAnswer(
        boolean allowed,
        String clientId,
        @Nullable String userName,
        List<String> groups,
        String source,
        String why,
        long ruleId,
        List<String> trail,
        boolean cached,
        long micros,
        @Nullable Draft draft) {

    /**
     * A rule that is missing.
     *
     * @param position where it has to stand, from 1
     * @param sentence what it says in plain words
     */
    public record Draft(int position, RuleInput rule, String sentence) {}
}
