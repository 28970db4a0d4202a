package io.ternmq.access.jwt;

import io.ternmq.protocol.ReasonCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a token is worth. */
sealed interface Judgement {
    /**
     * It is good.
     *
     * @param userName the user's name from now on; null for as before
     * @param clientId the client's id from now on; null for as before
     * @param groups that the user is in; null when the token doesn't say
     * @param acl the claim with what the client may do, as the library makes it of JSON; null for none
     * @param endsAtMillis when it ends, wall clock; {@link Long#MAX_VALUE} for never
     * @param rule what was found, in words
     */
    record Good(
            @Nullable String userName,
            @Nullable String clientId,
            @Nullable List<String> groups,
            @Nullable Object acl,
            long endsAtMillis,
            String rule)
            implements Judgement {}

    /**
     * It isn't taken.
     *
     * @param rule why, in words that an operator can act on, without the token
     * @param forClient what the client may know of it; null for nothing
     */
    record Refused(
            ReasonCode reasonCode, String rule, @Nullable String forClient) implements Judgement {}
}
