package io.ternmq.access.password;

import java.security.MessageDigest;
import java.util.Base64;

/** VerneMQ's hash, {@code $6$<salt>$<hash>}: SHA-512 over the password and then the salt, both parts in base64. */
public final class Sha512Hash implements PasswordHash {
    static final String PREFIX = "$6$";
    private static final int SALT_BYTES = 12;
    private static final int HASH_BYTES = 64;

    private final byte[] salt;
    private final byte[] hash;

    private Sha512Hash(byte[] salt, byte[] hash) {
        this.salt = salt;
        this.hash = hash;
    }

    /** With a new salt. */
    public static Sha512Hash ofPassword(byte[] passwordUtf8) {
        return of(passwordUtf8, Crypto.randomBytes(SALT_BYTES));
    }

    static Sha512Hash of(byte[] passwordUtf8, byte[] salt) {
        return new Sha512Hash(salt, digest(passwordUtf8, salt));
    }

    static Sha512Hash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("has no password hash of the form $6$<salt>$<hash>");
        }
        byte[] salt = Crypto.base64("salt", parts[2]);
        byte[] hash = Crypto.base64("hash", parts[3]);
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("has a hash that is not SHA-512");
        }
        return new Sha512Hash(salt, hash);
    }

    private static byte[] digest(byte[] passwordUtf8, byte[] salt) {
        MessageDigest digest = Crypto.digest("SHA-512");
        digest.update(passwordUtf8);
        return digest.digest(salt);
    }

    @Override
    public boolean verify(byte[] passwordUtf8) {
        return MessageDigest.isEqual(digest(passwordUtf8, salt), hash);
    }

    @Override
    public boolean isSlow() {
        return false;
    }

    @Override
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
