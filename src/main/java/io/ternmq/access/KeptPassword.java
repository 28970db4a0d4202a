package io.ternmq.access;

import io.ternmq.access.password.Crypto;
import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.ScramKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** A password that a person logs in with, as it is kept: PBKDF2 with many rounds. Slow on purpose: never on an event loop. */
public final class KeptPassword {
    /** What OWASP asks for with SHA-256. */
    private static final int ITERATIONS = 600_000;

    private KeptPassword() {}

    /** The text to keep, with a new salt. */
    public static String hash(String password) {
        return ScramKeys.ofPassword(Crypto.utf8(password.toCharArray()), ITERATIONS)
                .text();
    }

    /**
     * Whether it is the password of a text that was kept.
     *
     * @throws IllegalArgumentException when the text is no hash of a password
     */
    public static boolean matches(String kept, String password) {
        return PasswordHash.parse(kept).verify(Crypto.utf8(password.toCharArray()));
    }

    /** Random bytes as text of letters, digits, dashes and underscores. */
    public static String random(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Crypto.randomBytes(bytes));
    }

    /** SHA-256 of a text in hexadecimal digits; for secrets that are random and long, nothing else. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(Crypto.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
