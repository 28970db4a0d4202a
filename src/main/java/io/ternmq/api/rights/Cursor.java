package io.ternmq.api.rights;

import io.ternmq.admin.rights.RefusedChangeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a list goes on, as letters and digits that nobody should read anything into. */
final class Cursor {
    private Cursor() {}

    static @Nullable String encode(@Nullable String place) {
        return place == null
                ? null
                : Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RefusedChangeException.invalid("cursor", "The cursor is none that was given.");
        }
    }

    /** @param start for no cursor */
    static long decodeNumber(String cursor, long start) {
        try {
            return cursor.isEmpty() ? start : Long.parseLong(decode(cursor));
        } catch (NumberFormatException e) {
            throw RefusedChangeException.invalid("cursor", "The cursor is none that was given.");
        }
    }
}
