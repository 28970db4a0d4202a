package io.ternmq.access.builtin;

import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.PasswordPrint;
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
 * @param firstPrint of the hash that was kept of the same password at first, when it has been hashed anew since;
 *     {@link PasswordPrint#NONE} when it hasn't
 */
public record User(
        String name,
        @Nullable String passwordHash,
        @Nullable String scramKeys,
        List<String> groups,
        boolean disabled,
        String note,
        Instant changedAt,
        long firstPrint) {

    /** Whose password is as it was hashed at first. */
    public User(
            String name,
            @Nullable String passwordHash,
            @Nullable String scramKeys,
            List<String> groups,
            boolean disabled,
            String note,
            Instant changedAt) {
        this(name, passwordHash, scramKeys, groups, disabled, note, changedAt, PasswordPrint.NONE);
    }

    /** Who can't log in yet. */
    public static User withoutPassword(String name) {
        return new User(name, null, null, List.of(), false, "", Instant.EPOCH);
    }

    /** The same user, with the same password. */
    public User with(List<String> otherGroups, boolean nowDisabled, String otherNote, Instant changed) {
        return new User(name, passwordHash, scramKeys, otherGroups, nowDisabled, otherNote, changed, firstPrint);
    }

    /** By which the password is known again, however often it is hashed anew; {@link PasswordPrint#NONE} without one. */
    public long passwordPrint() {
        return passwordHash == null || firstPrint == PasswordPrint.NONE ? PasswordPrint.of(passwordHash) : firstPrint;
    }

    /** By which the keys for SCRAM are known again; {@link PasswordPrint#NONE} without any that can be used. */
    public long scramPrint() {
        return scramKeys == null || !PasswordHash.isHash(scramKeys)
                ? PasswordPrint.NONE
                : PasswordHash.parse(scramKeys).print();
    }

    /** Without what could be guessed from. */
    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
