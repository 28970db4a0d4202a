package io.ternmq.console;

import io.ternmq.admin.Words;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Names that come from clients, as pages show them: in one line, not too long, and with what moves the cursor, turns the direction of
 * writing or can't be seen spelt out. Templates know it as {@code @shown}; they escape what it returns.
 */
@Component("shown")
class ShownNames {
    private static final int MAX_NAME = 80;
    private static final int MAX_WHOLE = 2000;

    /** For a place among others; empty for none. */
    public String name(@Nullable String name) {
        return name == null ? "" : Words.name(name, MAX_NAME);
    }

    /** For a title or a place of its own: more of it. */
    public String whole(@Nullable String name) {
        return name == null ? "" : Words.name(name, MAX_WHOLE);
    }

    /** What a title tells beyond {@link #name}; null when that tells all, so that there is no title. */
    public @Nullable String title(@Nullable String name) {
        return name != null && name.length() > MAX_NAME ? whole(name) : null;
    }

    /** A mountpoint; the default one has no name. */
    public String mountpoint(String mountpoint) {
        return mountpoint.isEmpty() ? "default" : name(mountpoint);
    }
}
