package io.ternmq.access.remote;

import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Verdict;
import io.ternmq.protocol.ReasonCode;

/** What became of a question. */
public sealed interface Reply<T> {
    /** The source has answered. */
    record Answered<T>(T value) implements Reply<T> {}

    /**
     * There is no answer, so it is a no.
     *
     * @param sentence why, in words that an operator can act on, without secrets
     */
    record Refused<T>(Why why, String sentence) implements Reply<T> {
        /** As an answer to who somebody is; says busy (0x89) when too many questions are under way. */
        public AuthenticationSource.Answer rejection() {
            return AuthenticationSource.Answer.reject(
                    why == Why.FULL ? ReasonCode.SERVER_BUSY : ReasonCode.NOT_AUTHORIZED, sentence);
        }

        /** As an answer to what somebody may do. */
        public AuthorizationSource.Answer denial() {
            return new AuthorizationSource.Answer(Verdict.REJECT, sentence);
        }
    }

    /** Why there is no answer. */
    enum Why {
        /** The source has failed, or says that the question can't be answered. */
        FAILED,
        /** No answer within the time limit. */
        TIMED_OUT,
        /** As many questions are under way as may be; the source wasn't asked. */
        FULL,
        /** The circuit breaker is open; the source wasn't asked. */
        UNREACHABLE
    }
}
