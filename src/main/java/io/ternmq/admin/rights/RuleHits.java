package io.ternmq.admin.rights;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How often rules have decided. */
interface RuleHits {
    /** Of the rule with this id. */
    Hits of(long id);

    /** @param last null for never */
    record Hits(long count, @Nullable Instant last) {
        static final Hits NONE = new Hits(0, null);
    }
}
