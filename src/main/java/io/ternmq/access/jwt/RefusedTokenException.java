package io.ternmq.access.jwt;

import org.jspecify.annotations.Nullable;

/** A token isn't taken. */
final class RefusedTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String forClient;

    /** @param rule why, in words that an operator can act on, without the token */
    RefusedTokenException(String rule) {
        this(rule, null);
    }

    /** @param forClient what the client may know of it; null for nothing */
    RefusedTokenException(String rule, @Nullable String forClient) {
        super(rule, null, false, false);
        this.forClient = forClient;
    }

    String rule() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String forClient() {
        return forClient;
    }
}
