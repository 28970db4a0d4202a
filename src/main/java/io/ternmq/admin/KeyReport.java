package io.ternmq.admin;

import io.ternmq.access.builtin.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key without its secret. */
public record KeyReport(
        String id,
        String name,
        Rank rank,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsed) {

    static KeyReport of(ApiKey key) {
        return new KeyReport(
                key.id(), key.name(), Rank.of(key.role()), key.createdAt(), key.expiresAt(), key.lastUsed());
    }

    /** Whether it opens nothing any more. */
    public boolean isExpired() {
        return expiresAt != null && !Instant.now().isBefore(expiresAt);
    }
}
