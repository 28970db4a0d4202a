package io.ternmq.access;

import io.ternmq.access.password.Crypto;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** What nobody can guess, to be given to a person or a program once. Any thread. */
public final class RandomSecret {
    private RandomSecret() {}

    /** Random bytes as text of letters, digits, dashes and underscores. */
    public static String ofBytes(int count) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Crypto.randomBytes(count));
    }

    /** SHA-256 of a text in hexadecimal digits; for secrets that are random and long, nothing else. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(Crypto.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
