package io.ternmq.admin;

import io.ternmq.access.PasswordHasher;
import io.ternmq.access.RandomSecret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The passwords of accounts: what is a good one, and whether it is the right one. Any thread; nothing waits. */
@Component
class AccountPasswords {
    /** Shorter ones are guessed too easily. */
    static final int MIN_CHARACTERS = 10;

    /** Longer ones only cost time. */
    static final int MAX_CHARACTERS = 256;

    private static final int GENERATED_PARTS = 4;
    private static final int PART_BYTES = 3;

    private final PasswordHasher hasher;

    AccountPasswords(PasswordHasher hasher) {
        this.hasher = hasher;
    }

    /**
     * Whether it is the password of the hash. Takes as long without a hash as with one.
     *
     * @return a {@link RefusedException} as error when too many want to know at once
     */
    Mono<Boolean> matches(@Nullable String hash, String password) {
        boolean checkable = password.length() <= MAX_CHARACTERS;
        return withBytes(checkable ? password : "", bytes -> hasher.verify(hash, bytes))
                .map(matches -> matches && checkable && hash != null);
    }

    Mono<String> hash(String password) {
        return withBytes(password, hasher::hashOnly);
    }

    private static <T> Mono<T> withBytes(String password, Function<byte[], Mono<T>> work) {
        return Mono.using(() -> password.getBytes(StandardCharsets.UTF_8), work, bytes -> Arrays.fill(bytes, (byte) 0))
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> new RefusedException(
                                "Too many passwords are being checked; try again in a moment.", full));
    }

    /**
     * What is wrong with a password that somebody has chosen, as a sentence; null when nothing is.
     *
     * @param name the account's, which is no good password
     */
    @Nullable
    String objection(String password, String name) {
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
                .mapToObj(part -> RandomSecret.ofBytes(PART_BYTES))
                .collect(Collectors.joining("."));
    }
}
