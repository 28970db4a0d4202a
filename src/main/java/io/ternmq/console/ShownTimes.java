package io.ternmq.console;

import io.ternmq.admin.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Points in time as pages show them; templates know it as {@code @times}. */
@Component("times")
class ShownTimes {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** 2026-01-31 23:59:59 UTC; empty for null. */
    public String stamp(@Nullable Instant at) {
        return at == null ? "" : STAMP.format(at);
    }

    /** The same, or "never". */
    public String orNever(@Nullable Instant at) {
        return at == null ? "never" : STAMP.format(at);
    }

    /** 3 min 5 s ago; empty for null. */
    public String ago(@Nullable Instant at) {
        return at == null ? "" : since(at) + " ago";
    }

    /** How long it has lasted. */
    public String since(Instant at) {
        return Words.span(Duration.between(at, Instant.now()));
    }

    /** How long it is until then. */
    public String until(Instant at) {
        return Words.span(Duration.between(Instant.now(), at));
    }
}
