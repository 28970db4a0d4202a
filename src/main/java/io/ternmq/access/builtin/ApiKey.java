package io.ternmq.access.builtin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key with which a program may use the HTTP API.
 *
 * @param id the public part, by which it is found
 * @param secretHash SHA-256 of the secret part, which is random and long and known to the program only; hexadecimal
 * @param expiresAt null for never
 */
public record ApiKey(
        String id,
        String secretHash,
        String name,
        Role role,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsed) {

    @Override
    public String toString() {
        return "ApiKey[" + id + ", " + role + "]";
    }
}
