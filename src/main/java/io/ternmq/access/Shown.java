package io.ternmq.access;

/** Names that come from clients, as they may stand in a line for people: in one line and not too long. */
public final class Shown {
    private static final int MAX_CHARACTERS = 120;
    private static final int MAX_LINE = 300;

    private Shown() {}

    /** A message from elsewhere as one line: what isn't plain is replaced, and it is cut. */
    public static String line(String message) {
        String shown = quoted(message, MAX_LINE);
        return shown.substring(1, shown.length() - 1);
    }

    /** In single quotes; control characters and what turns the direction of writing are replaced. */
    public static String quoted(String name) {
        return quoted(name, MAX_CHARACTERS);
    }

    private static String quoted(String name, int most) {
        StringBuilder shown = new StringBuilder(Math.min(name.length(), most) + 2).append('\'');
        int at = 0;
        for (int count = 0; at < name.length() && count < most; count++) {
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
