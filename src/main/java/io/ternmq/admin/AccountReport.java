package io.ternmq.admin;

import io.ternmq.access.builtin.Account;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in, without what they log in with.
 *
 * @param changedAt when role, password or the like were changed last; a session of before is none any more
 */
public record AccountReport(
        String name,
        Rank rank,
        boolean disabled,
        boolean mustChange,
        Instant changedAt,
        @Nullable Instant lastLogin) {

    static AccountReport of(Account account) {
        return new AccountReport(
                account.name(),
                Rank.of(account.role()),
                account.disabled(),
                account.mustChange(),
                account.changedAt(),
                account.lastLogin());
    }
}
