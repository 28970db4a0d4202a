package io.ternmq.access.password;

/** A password as it is kept. Immutable; never shows what it holds but by {@link #text()}. */
public sealed interface PasswordHash permits Sha512Hash, ScramKeys {
    /**
     * Reads what stands after the colon in a line of a password file.
     *
     * @throws IllegalArgumentException with a phrase like "has a salt that is no base64"; it doesn't repeat the text
     */
    static PasswordHash parse(String text) {
        if (text.startsWith(ScramKeys.PREFIX)) {
            return ScramKeys.parse(text);
        } else if (text.startsWith(Sha512Hash.PREFIX)) {
            return Sha512Hash.parse(text);
        }
        throw new IllegalArgumentException("has no password hash after the colon: $6$<salt>$<hash> or "
                + "$scram-sha-256$<iterations>$<salt>$<stored key>$<server key>");
    }

    /** Whether the text is a hash that {@link #parse} takes. */
    static boolean isHash(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** Whether it is the hash of this password. Takes as long for a right as for a wrong one. */
    boolean verify(byte[] passwordUtf8);

    /** Whether {@link #verify} is slow on purpose, so that it mustn't be called on an event loop. */
    boolean isSlow();

    /** As it stands in a file. */
    String text();

    /** By which it is known again. */
    default long print() {
        return PasswordPrint.of(text());
    }
}
