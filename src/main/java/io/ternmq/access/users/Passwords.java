package io.ternmq.access.users;

import io.ternmq.access.password.ScramKeys;

/** Makes and checks what is kept of passwords. Slow on purpose; never on an event loop. */
public final class Passwords {
    private static final StoredPassword NOBODYS = Argon2id.ofNobody();

    private Passwords() {}

    /** Argon2id with a new salt. */
    public static String argon2id(byte[] passwordUtf8) {
        return Argon2id.ofPassword(passwordUtf8).text();
    }

    /** The keys for SCRAM-SHA-256 with a new salt. */
    public static String scramKeys(byte[] passwordUtf8) {
        return ScramKeys.ofPassword(passwordUtf8, ScramKeys.DEFAULT_ITERATIONS).text();
    }

    /**
     * Whether it is the hash of this password.
     *
     * @throws IllegalArgumentException when it is no hash that is known
     */
    public static boolean verify(String stored, byte[] passwordUtf8) {
        return StoredPassword.parse(stored).verify(passwordUtf8);
    }

    /** Whether it is the hash of this password; a hash that isn't known is that of none. */
    public static boolean isOf(String stored, byte[] passwordUtf8) {
        return isHash(stored) && verify(stored, passwordUtf8);
    }

    /** Whether a password that is hashed now would be hashed in this way, and with no more effort. */
    public static boolean isUpToDate(String stored) {
        return StoredPassword.parse(stored) instanceof Argon2id hash && hash.isStrong();
    }

    /** Whether the text is a hash that {@link #verify} takes. */
    public static boolean isHash(String text) {
        try {
            StoredPassword.parse(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** Takes as long as for a hash that was made here; false. */
    public static boolean verifyNobody(byte[] passwordUtf8) {
        return NOBODYS.verify(passwordUtf8);
    }
}
