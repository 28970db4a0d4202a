package io.ternmq.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * VerneMQ's hash of a password, {@code $6$<salt>$<hash>}: SHA-512 over the password and then the salt, both parts in
 * base64.
 */
final class PasswordHash {
    private static final Pattern FORM = Pattern.compile("\\$6\\$[A-Za-z0-9+/]+=*\\$[A-Za-z0-9+/]+=*");
    private static final int SALT_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    /** A hash with a new salt. The characters are wiped. */
    static String ofPassword(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return of(password, salt);
    }

    static String of(char[] password, byte[] salt) {
        byte[] utf8 = new String(password).getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = sha512();
        digest.update(utf8);
        byte[] hash = digest.digest(salt);
        Arrays.fill(password, '\0');
        Base64.Encoder base64 = Base64.getEncoder();
        return "$6$" + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
    }

    static boolean isHash(String text) {
        return FORM.matcher(text).matches();
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-512", missing);
        }
    }
}
