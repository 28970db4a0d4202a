package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Rule;
import java.util.List;
import reactor.core.publisher.Mono;

/** Tells who would lose what by other rules. */
interface RuleImpacts {
    Mono<RuleImpact> of(List<Rule> then);
}
