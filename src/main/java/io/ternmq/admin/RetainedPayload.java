package io.ternmq.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A retained message with its properties and what may be shown of its payload.
 *
 * @param properties names and values, in order
 * @param text the payload's beginning as text; null when it isn't UTF-8, or when it isn't asked for
 * @param hex the payload's beginning in hexadecimal digits; null when it is text, or when it isn't asked for
 * @param cut whether the payload goes on behind that
 */
public record RetainedPayload(
        RetainedReport message,
        List<Named> properties,
        @Nullable String text,
        @Nullable String hex,
        boolean cut) {
    /** How many bytes of a payload are shown. */
    public static final int MAX_SHOWN = 4096;

    /** A property of a message. */
    public record Named(String name, String value) {}
}
