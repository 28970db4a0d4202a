package io.ternmq.access;

import io.ternmq.access.builtin.User;
import io.ternmq.access.password.PasswordPrint;
import io.ternmq.access.users.Passwords;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes and checks passwords of users and accounts beside the caller's thread, on the few threads that check passwords. Each Mono
 * ends with a {@link java.util.concurrent.RejectedExecutionException} when too many wait. The bytes are the caller's to wipe, after
 * the answer. Thread safe.
 */
public final class PasswordHasher {
    private final Scheduler scheduler;

    PasswordHasher(Executor slowChecks) {
        this.scheduler = Schedulers.fromExecutor(slowChecks);
    }

    /**
     * What is kept of a password.
     *
     * @param passwordHash Argon2id
     * @param scramKeys for SCRAM-SHA-256
     * @param firstPrint as {@link User#firstPrint()}
     */
    public record Hashed(String passwordHash, String scramKeys, long firstPrint) {
        @Override
        public String toString() {
            return "Hashed";
        }
    }

    /**
     * What is kept of a user's password. Of one that is set to what it was, that is what was kept before as far as it is up to date,
     * so that who sets passwords again and again changes nothing.
     *
     * @param before the user, as it was; without hash and keys when it is new
     */
    public Mono<Hashed> hash(byte[] passwordUtf8, User before) {
        return beside(() -> {
            String hash = before.passwordHash();
            String keys = before.scramKeys();
            boolean same = hash != null && Passwords.isOf(hash, passwordUtf8);
            String hashNow =
                    same && hash != null && Passwords.isUpToDate(hash) ? hash : Passwords.argon2id(passwordUtf8);
            String keysNow =
                    keys != null && Passwords.isOf(keys, passwordUtf8) ? keys : Passwords.scramKeys(passwordUtf8);
            long firstPrint = hashNow.equals(hash) ? before.firstPrint() : before.passwordPrint();
            return new Hashed(hashNow, keysNow, same ? firstPrint : PasswordPrint.NONE);
        });
    }

    /** Argon2id alone, as for accounts. */
    public Mono<String> hashOnly(byte[] passwordUtf8) {
        return beside(() -> Passwords.argon2id(passwordUtf8));
    }

    /**
     * Whether it is the password that the hash was made of.
     *
     * @param passwordHash null for somebody who isn't there; takes as long and says no
     * @return an {@link IllegalArgumentException} as error when the hash is none that is known
     */
    public Mono<Boolean> verify(@Nullable String passwordHash, byte[] passwordUtf8) {
        return beside(() -> passwordHash == null
                ? Passwords.verifyNobody(passwordUtf8)
                : Passwords.verify(passwordHash, passwordUtf8));
    }

    /** Whether the text is a hash that {@link #verify} takes. */
    public static boolean isHash(String text) {
        return Passwords.isHash(text);
    }

    private <T> Mono<T> beside(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(scheduler);
    }
}
