package io.ternmq.admin.rights;

import io.ternmq.access.AccessTester;
import io.ternmq.access.RuleHit;
import io.ternmq.access.builtin.RuleList;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which rules are in force on this node, and how often they have decided. */
@Component
class RuleHits {
    private final AccessTester tester;

    RuleHits(AccessTester tester) {
        this.tester = tester;
    }

    RuleList inForce() {
        return tester.inForce();
    }

    long count(long rule) {
        return tester.hits(rule).count();
    }

    /** Null for never. */
    @Nullable
    Instant last(long rule) {
        RuleHit hit = tester.hits(rule);
        return hit.lastMillis() == 0 ? null : Instant.ofEpochMilli(hit.lastMillis());
    }
}
