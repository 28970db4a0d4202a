package io.ternmq.config;

/**
 * A span after which something ends, or never: {@code never}, a number of seconds, or a number with {@code s h d w m y}
 * (a month is 28 days, a year 48 weeks, as VerneMQ counts).
 *
 * @param seconds the span; {@link #NEVER_SECONDS} for never
 */
public record Expiry(long seconds) {
    /** What stands for never, as in MQTT 5. */
    public static final long NEVER_SECONDS = 0xFFFFFFFFL;

    public static final Expiry NEVER = new Expiry(NEVER_SECONDS);

    /** Reads it as one writes it. */
    public static Expiry parse(String text) {
        return text.equals("never") ? NEVER : new Expiry(Spans.seconds(text));
    }

    /** As one writes it. */
    @Override
    public String toString() {
        return seconds == NEVER_SECONDS ? "never" : seconds + "s";
    }
}
