package io.ternmq.config;

/** The longest will delay: {@code client} for as long as the client says, or a span such as {@code 10s}. */
public record WillDelay(long seconds) {
    /** Reads it as one writes it. */
    public static WillDelay parse(String text) {
        return new WillDelay(text.equals("client") ? Expiry.NEVER_SECONDS : Spans.seconds(text));
    }

    /** As one writes it. */
    @Override
    public String toString() {
        return seconds == Expiry.NEVER_SECONDS ? "client" : seconds + "s";
    }
}
