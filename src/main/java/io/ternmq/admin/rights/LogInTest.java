package io.ternmq.admin.rights;

import org.jspecify.annotations.Nullable;

/**
 * A log-in to try.
 *
 * @param password never kept, never logged
 * @param address where it would come from; empty for this machine
 */
public record LogInTest(
        String listener,
        String clientId,
        @Nullable String userName,
        @Nullable String password,
        String address) {
    /** Without the password. */
    @Override
    public String toString() {
        return "LogInTest[" + listener + "]";
    }
}
