package io.ternmq.access.users;

import io.ternmq.access.password.PasswordHash;

/** A password as the database has it: Argon2id, bcrypt, or what a password file may have. */
interface StoredPassword {
    /**
     * @throws IllegalArgumentException with a phrase like "has a salt that is no base64"; it doesn't repeat the text
     */
    static StoredPassword parse(String text) {
        if (text.startsWith(Argon2id.PREFIX)) {
            return Argon2id.parse(text);
        } else if (text.startsWith("$2")) {
            return BcryptHash.parse(text);
        }
        PasswordHash hash = PasswordHash.parse(text);
        return new StoredPassword() {
            @Override
            public boolean verify(byte[] passwordUtf8) {
                return hash.verify(passwordUtf8);
            }

            @Override
            public boolean isSlow() {
                return hash.isSlow();
            }
        };
    }

    /** Whether it is the hash of this password. Takes as long for a right as for a wrong one. */
    boolean verify(byte[] passwordUtf8);

    /** Whether {@link #verify} is slow on purpose, so that it mustn't be called on an event loop. */
    boolean isSlow();
}
