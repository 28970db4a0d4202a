package io.ternmq.access;

/** Names that come from clients, as they may stand in a line for people: in one line and not too long. */
public final class Shown {
    private static final int MAX_CHARACTERS = 120;

    private Shown() {}

    /** In single quotes; control characters and what turns the direction of writing are replaced. */
    public static String quoted(String name) {
        StringBuilder shown = new StringBuilder(Math.min(name.length(), MAX_CHARACTERS) + 2).append('\'');
        int at = 0;
        for (int count = 0; at < name.length() && count < MAX_CHARACTERS; count++) {
            int c = name.codePointAt(at);
            shown.appendCodePoint(isPlain(c) ? c : '\uFFFD');
            at += Character.charCount(c);
        }
        return shown.append(at < name.length() ? "...'" : "'").toString();
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
