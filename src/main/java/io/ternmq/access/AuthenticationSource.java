package io.ternmq.access;

import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A source that knows who somebody is. */
public interface AuthenticationSource extends Source {
    /**
     * Decides; never waits. The answer is given exactly once, on any thread, perhaps before the call returns. What the source
     * throws is a refusal.
     */
    void authenticate(AuthenticationRequest request, Consumer<Answer> answer);

    /** Whether there are users here against whom somebody can be checked. Without any, clients on this machine needn't be. */
    default boolean knowsUsers() {
        return true;
    }

    /**
     * What a source says to somebody who wants to connect.
     *
     * @param reasonCode for CONNACK when rejected; null for "not authorized"
     * @param id who it is from now on; null for as before
     * @param userName the user's name from now on; null for as before
     * @param reasonString told to a 5.0 client that asked for problem information; null for nothing
     * @param serverReference another server to use; null for none
     * @param groups that the user is in; null when the source doesn't know
     */
    record Answer(
            Verdict verdict,
            String rule,
            @Nullable ReasonCode reasonCode,
            @Nullable SubscriberId id,
            @Nullable String userName,
            @Nullable String reasonString,
            @Nullable String serverReference,
            @Nullable List<String> groups)
            implements Source.Answer {

        /** Of a source that knows no groups. */
        public Answer(
                Verdict verdict,
                String rule,
                @Nullable ReasonCode reasonCode,
                @Nullable SubscriberId id,
                @Nullable String userName,
                @Nullable String reasonString,
                @Nullable String serverReference) {
            this(verdict, rule, reasonCode, id, userName, reasonString, serverReference, null);
        }

        /** The same, with the user in these groups. */
        public Answer in(List<String> ofUser) {
            return new Answer(
                    verdict, rule, reasonCode, id, userName, reasonString, serverReference, List.copyOf(ofUser));
        }

        public static Answer ok(String rule) {
            return new Answer(Verdict.OK, rule, null, null, null, null, null);
        }

        public static Answer reject(ReasonCode reasonCode, String rule) {
            return new Answer(Verdict.REJECT, rule, reasonCode, null, null, null, null);
        }

        public static Answer next(String rule) {
            return new Answer(Verdict.NEXT, rule, null, null, null, null, null);
        }
    }
}
