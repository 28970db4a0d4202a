package io.ternmq.event;

import org.jspecify.annotations.Nullable;

/**
 * Names that clients give (client ids, user names, topics), made safe for one line of a log or a cell of a page: what would
 * move the cursor, break the line, turn the direction of writing or can't be seen is written as {@code \\u001b}, and a very
 * long name is cut. Two different names stay different, as far as they are shown. Markup is no business of this class; the
 * templates of pages escape it.
 */
public final class Names {
    /** The most characters of a name that are shown. */
    public static final int MAX_SHOWN = 256;

    private Names() {}

    /** The name as it may be shown; "-" for none. */
    public static String escape(@Nullable String name) {
        return name == null ? "-" : escape(name, MAX_SHOWN);
    }

    /** The name as it may be shown, no more than the given number of its characters. */
    public static String escape(String name, int maxShown) {
        int end = name.length() <= maxShown ? name.length() : wholeCharacters(name, maxShown);
        int first = firstUnsafe(name, end);
        if (first == end && end == name.length()) {
            return name;
        }
        StringBuilder safe = new StringBuilder(end + 32).append(name, 0, first);
        for (int i = first; i < end; ) {
            int character = name.codePointAt(i);
            append(safe, character);
            i += Character.charCount(character);
        }
        if (end < name.length()) {
            safe.append("… (").append(name.length()).append(" characters)");
        }
        return safe.toString();
    }

    /** Where to cut without leaving half of a surrogate pair. */
    private static int wholeCharacters(String name, int length) {
        return Character.isHighSurrogate(name.charAt(length - 1)) ? length - 1 : length;
    }

    private static int firstUnsafe(String name, int end) {
        int plain = 0;
        while (plain < end && isPlain(name.charAt(plain))) {
            plain++;
        }
        for (int i = plain; i < end; ) {
            int character = name.codePointAt(i);
            if (isUnsafe(character)) {
                return i;
            }
            i += Character.charCount(character);
        }
        return end;
    }

    /** Whether it is safe without a look into Unicode's tables, as nearly all are. */
    private static boolean isPlain(char character) {
        return character >= ' ' && character <= '~' && character != '\\';
    }

    private static boolean isUnsafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> character == '\\';
        };
    }

    private static void append(StringBuilder safe, int character) {
        if (character == '\\') {
            safe.append("\\\\");
        } else if (!isUnsafe(character)) {
            safe.appendCodePoint(character);
        } else if (character <= 0xFFFF) {
            safe.append(String.format("\\u%04x", character));
        } else {
            safe.append(String.format("\\U%08x", character));
        }
    }
}
