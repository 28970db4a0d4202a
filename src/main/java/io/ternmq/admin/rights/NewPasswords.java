package io.ternmq.admin.rights;

import io.ternmq.access.PasswordHasher;
import io.ternmq.access.builtin.User;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Hashes what users log in with. */
@Component
class NewPasswords {
    private final PasswordHasher hasher;

    NewPasswords(PasswordHasher hasher) {
        this.hasher = hasher;
    }

    /**
     * The user with this password in the place of any that it had.
     *
     * @param user with what is kept of the password that it had
     */
    Mono<User> set(User user, String password) {
        return Mono.using(
                        () -> password.getBytes(StandardCharsets.UTF_8),
                        bytes -> hasher.hash(bytes, user),
                        bytes -> Arrays.fill(bytes, (byte) 0))
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> RefusedChangeException.of(
                                Reason.BUSY,
                                "password",
                                "Too many passwords are being checked; try again in a moment."))
                .map(hashed -> new User(
                        user.name(),
                        hashed.passwordHash(),
                        hashed.scramKeys(),
                        user.groups(),
                        user.disabled(),
                        user.note(),
                        user.changedAt(),
                        hashed.firstPrint()));
    }

    /** Whether the text is a hash that can be checked. */
    boolean isHash(String text) {
        return PasswordHasher.isHash(text);
    }
}
