package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Ban;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban, for operators.
 *
 * @param kind {@code user}, {@code client-id} or {@code address}
 * @param by an operator, or {@code flapping}
 * @param until null for good
 */
public record BanReport(
        long id,
        String kind,
        String value,
        String reason,
        String by,
        Instant since,
        @Nullable Instant until) {

    static BanReport of(Ban ban) {
        return new BanReport(
                ban.id(), RuleChecks.word(ban.kind()), ban.value(), ban.reason(), ban.by(), ban.since(), ban.until());
    }
}
