package io.ternmq.admin.rights;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A ban that somebody asks for.
 *
 * @param kind {@code user}, {@code client-id} or {@code address}
 * @param lasts null for good
 */
public record BanInput(
        String kind, String value, String reason, @Nullable Duration lasts) {}
