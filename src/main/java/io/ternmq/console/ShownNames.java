package io.ternmq.console;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Names that come from clients, as pages show them: in one line, not too long, and without what a browser or a reader could take for
 * something else. Templates know it as {@code @shown}; they escape what it returns.
 */
@Component("shown")
public class ShownNames {
    private static final int MAX_NAME = 120;
    private static final int MAX_WHOLE = 2000;

    /** For a place among others. */
    public String name(@Nullable String name) {
        return cut(name, MAX_NAME);
    }

    /** For a title or a place of its own: more of it. */
    public String whole(@Nullable String name) {
        return cut(name, MAX_WHOLE);
    }

    /** What a title tells beyond {@link #name}; null when that tells all, so that there is no title. */
    public @Nullable String title(@Nullable String name) {
        return name != null && name.length() > MAX_NAME ? whole(name) : null;
    }

    private static String cut(@Nullable String name, int max) {
        if (name == null) {
            return "";
        }
        StringBuilder shown = new StringBuilder(Math.min(name.length(), max) + 1);
        int at = 0;
        for (int count = 0; at < name.length() && count < max; count++) {
            int c = name.codePointAt(at);
            shown.appendCodePoint(isPlain(c) ? c : '\uFFFD');
            at += Character.charCount(c);
        }
        return at < name.length() ? shown.append('\u2026').toString() : shown.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
