package io.ternmq.console;

/** Names that come from clients, as they may stand on a page: without what a browser acts on, and no longer than one reads. */
final class Shown {
    private static final int SHORT = 80;
    private static final int LONG = 2000;

    private Shown() {}

    /** To read at a glance. */
    static String brief(String name) {
        return cut(name, SHORT);
    }

    /** As a whole, unless it is absurdly long. */
    static String whole(String name) {
        return cut(name, LONG);
    }

    private static String cut(String name, int most) {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int count = 0; at < name.length() && count < most; count++) {
            int c = name.codePointAt(at);
            shown.appendCodePoint(isPlain(c) ? c : '\uFFFD');
            at += Character.charCount(c);
        }
        return shown.append(at < name.length() ? "…" : "").toString();
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
