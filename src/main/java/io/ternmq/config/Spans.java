package io.ternmq.config;

/** Spans as VerneMQ writes them: a number, seconds if nothing follows it, else {@code s h d w m y}. */
final class Spans {
    private static final long DAY = 86_400;

    private Spans() {}

    static long seconds(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("'' is no span of time: a number with s, h, d, w, m or y is");
        }
        char unit = trimmed.charAt(trimmed.length() - 1);
        boolean plain = Character.isDigit(unit);
        String digits = plain ? trimmed : trimmed.substring(0, trimmed.length() - 1);
        long factor = plain ? 1 : factor(unit, text);
        try {
            long seconds = Math.multiplyExact(Long.parseLong(digits), factor);
            if (seconds >= 0 && seconds < Expiry.NEVER_SECONDS) {
                return seconds;
            }
        } catch (NumberFormatException | ArithmeticException none) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no span of time up to 136 years: a number with s, h, d, w, m or y is");
    }

    private static long factor(char unit, String text) {
        return switch (unit) {
            case 's' -> 1;
            case 'h' -> 3600;
            case 'd' -> DAY;
            case 'w' -> 7 * DAY;
            case 'm' -> 28 * DAY;
            case 'y' -> 336 * DAY;
            default -> throw new IllegalArgumentException("'" + text + "' has no unit among s, h, d, w, m, y");
        };
    }
}
