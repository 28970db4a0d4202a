package io.ternmq.transport.connection;

/** Makes what clients say fit for a line of the log: no control characters, no end of line, not too long. */
final class LogText {
    private static final int MAX_CHARS = 200;

    private LogText() {}

    static String of(String said) {
        int length = Math.min(said.length(), MAX_CHARS);
        StringBuilder line = new StringBuilder(length + 8);
        for (int i = 0; i < length; i++) {
            char c = said.charAt(i);
            if (isPlain(c)) {
                line.append(c);
            } else {
                line.append("\\u").append(String.format("%04x", (int) c));
            }
        }
        return said.length() > MAX_CHARS ? line.append('…').toString() : line.toString();
    }

    /** No control, no separator of lines, and nothing that turns the direction of what follows. */
    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
