package io.ternmq.access.builtin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may not connect for a while.
 *
 * @param id 0 for one that wasn't kept yet
 * @param kind {@code USER}, {@code CLIENT_ID} or {@code ADDRESS}
 * @param reason for operators and the log
 * @param by who banned: an operator, or {@code flapping}
 * @param until null for good
 */
public record Ban(
        long id,
        Who.Kind kind,
        String value,
        String reason,
        String by,
        Instant since,
        @Nullable Instant until) {}
