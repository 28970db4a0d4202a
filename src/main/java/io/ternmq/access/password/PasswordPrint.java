package io.ternmq.access.password;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Eight bytes by which what is kept of a password is known again: the first of the SHA-256 of the hash's text. They are made of the
 * hash, which has a salt, and say nothing about the password. The same on every node.
 */
public final class PasswordPrint {
    /** Of no password. */
    public static final long NONE = 0;

    private PasswordPrint() {}

    /** Of a hash as it is kept; {@link #NONE} for none, and for nothing else. */
    public static long of(@Nullable String hash) {
        if (hash == null) {
            return NONE;
        }
        long print = ByteBuffer.wrap(Crypto.sha256(hash.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return print == NONE ? 1 : print;
    }
}
