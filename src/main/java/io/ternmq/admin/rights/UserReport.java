package io.ternmq.admin.rights;

import io.ternmq.access.builtin.User;
import java.time.Instant;
import java.util.List;

/**
 * A user, for operators; without secrets.
 *
 * @param password whether the user can log in by password
 * @param scram whether by SCRAM-SHA-256
 */
public record UserReport(
        String name,
        boolean password,
        boolean scram,
        List<String> groups,
        boolean disabled,
        String note,
        Instant changedAt) {

    static UserReport of(User user) {
        return new UserReport(
                user.name(),
                user.passwordHash() != null,
                user.scramKeys() != null,
                user.groups().stream().sorted().toList(),
                user.disabled(),
                user.note(),
                user.changedAt());
    }
}
