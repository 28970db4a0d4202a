package io.ternmq.access.verne;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Checks passwords by bcrypt ({@code $2a$}, {@code $2b$}, {@code $2y$}). Slow on purpose, so never on an event loop. */
final class BcryptCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BcryptCheck.class);

    /** Of no password that anybody knows; as slow as VerneMQ's default. */
    private static final String NOBODY = "$2a$12$abcdefghijklmnopqrstuuVh5Z6sHyHq0xFxTQdkVbmYQ6Zq4Z5vS";

    private BcryptCheck() {}

    static boolean isRight(byte[] password, @Nullable String passhash) {
        if (passhash == null) {
            return false;
        }
        try {
            return BCrypt.checkpw(password, passhash);
        } catch (RuntimeException noHash) {
            LOG.debug("A password hash is none of bcrypt's", noHash);
            return false;
        }
    }

    /** Takes as long as a check of a user that is there. */
    static void waste(byte[] password) {
        boolean right = isRight(password, NOBODY);
        LOG.trace("Nobody's password was {}", right);
    }
}
