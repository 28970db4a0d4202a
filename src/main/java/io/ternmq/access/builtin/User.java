package io.ternmq.access.builtin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user of clients.
 *
 * @param name at most 256 characters, never empty
 * @param passwordHash Argon2id, bcrypt or what else a password file knows, with its parameters; null when the user can't log in
 *     by password
 * @param scramKeys the keys for SCRAM-SHA-256 in the form of a password file; null for none
 * @param groups in no particular order, each once
 * @param disabled admitted nowhere, whatever the password
 * @param note for operators
 */
public record User(
        String name,
        @Nullable String passwordHash,
        @Nullable String scramKeys,
        List<String> groups,
        boolean disabled,
        String note,
        Instant changedAt) {

    /** Without what could be guessed from. */
    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
