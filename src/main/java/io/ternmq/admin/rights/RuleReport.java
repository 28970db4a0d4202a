package io.ternmq.admin.rights;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule in its place.
 *
 * @param position from 1
 * @param sentence what it says in plain words
 * @param hits how often it has decided since this node started
 * @param lastHit when it did last; null when it hasn't
 */
public record RuleReport(
        int position,
        long id,
        RuleInput rule,
        String sentence,
        long hits,
        @Nullable Instant lastHit) {

    /** Whether it could have decided something and never did. */
    public boolean unused() {
        return rule.enabled() && hits == 0;
    }
}
