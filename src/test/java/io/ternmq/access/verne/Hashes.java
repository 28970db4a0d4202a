package io.ternmq.access.verne;

import org.springframework.security.crypto.bcrypt.BCrypt;

/** Password hashes for tests, quick ones. */
final class Hashes {
    private Hashes() {}

    /** As VerneMQ writes them: {@code $2a$}. */
    static String bcrypt(String password) {
        return BCrypt.hashpw(password, BCrypt.gensalt("$2a", 4));
    }
}
