package io.ternmq.access.builtin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in to the console.
 *
 * @param mustChange whether the next log-in has to set another password
 */
public record Account(
        String name,
        String passwordHash,
        Role role,
        boolean disabled,
        boolean mustChange,
        Instant changedAt,
        @Nullable Instant lastLogin) {

    @Override
    public String toString() {
        return "Account[" + name + ", " + role + "]";
    }
}
