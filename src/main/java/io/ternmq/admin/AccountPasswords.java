package io.ternmq.admin;

import io.ternmq.access.KeptPassword;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The passwords of accounts: slow to check on purpose, so on few threads of their own with a short queue, never on the caller's.
 * More at a time are refused.
 */
@Component
class AccountPasswords {
    /** Shorter ones are guessed too easily. */
    static final int MIN_CHARACTERS = 10;

    /** Longer ones only cost time. */
    static final int MAX_CHARACTERS = 256;

    private static final int THREADS = 1;
    private static final int WAITING = 32;
    private static final int IDLE_SECONDS = 30;
    private static final int GENERATED_PARTS = 4;
    private static final int PART_BYTES = 3;

    private final Scheduler scheduler =
            Schedulers.newBoundedElastic(THREADS, WAITING, "console-passwords", IDLE_SECONDS, true);
    /** Of a password that nobody knows: what is checked for names that aren't there, so that they take as long. */
    private final Mono<String> nobodys = hash(generated()).cache();

    /**
     * Whether it is the password of the hash. Takes as long without a hash as with one.
     *
     * @return a {@link RefusedException} as error when too many want to know at once
     */
    Mono<Boolean> matches(@Nullable String hash, String password) {
        boolean checkable = password.length() <= MAX_CHARACTERS;
        String checked = checkable ? password : "";
        return (hash == null ? nobodys : Mono.just(hash))
                .flatMap(text -> onOwnThread(() -> KeptPassword.matches(text, checked)))
                .map(matches -> matches && checkable && hash != null);
    }

    Mono<String> hash(String password) {
        return onOwnThread(() -> KeptPassword.hash(password));
    }

    private <T> Mono<T> onOwnThread(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(scheduler)
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> new RefusedException("Too many passwords are being checked; try again in a moment.", full));
    }

    /**
     * What is wrong with a password that somebody has chosen, as a sentence; null when nothing is.
     *
     * @param name the account's, which is no good password
     */
    @Nullable String objection(String password, String name) {
        if (password.length() < MIN_CHARACTERS) {
            return "The password must have at least " + MIN_CHARACTERS + " characters.";
        }
        if (password.length() > MAX_CHARACTERS) {
            return "The password must have at most " + MAX_CHARACTERS + " characters.";
        }
        if (password.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
            return "The password must not contain the account's name.";
        }
        return password.chars().distinct().count() < MIN_CHARACTERS / 2
                ? "The password must have more different characters."
                : null;
    }

    /** A password of 96 random bits, in parts that can be typed. */
    static String generated() {
        return IntStream.range(0, GENERATED_PARTS)
                .mapToObj(part -> KeptPassword.random(PART_BYTES))
                .collect(Collectors.joining("."));
    }
}
