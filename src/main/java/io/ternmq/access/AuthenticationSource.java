package io.ternmq.access;

import io.ternmq.access.password.PasswordPrint;
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

    /** Why a client that this source has admitted may stay no longer; null when it may. Never waits; any thread. */
    default @Nullable String withdrawn(Client client) {
        return null;
    }

    /** The task is run, on any thread, when {@link #withdrawn} may have something to say of clients that are connected. */
    default void onWithdrawal(Runnable task) {}

    /**
     * What a source says to somebody who wants to connect.
     *
     * @param reasonCode for CONNACK when rejected; null for "not authorized"
     * @param id who it is from now on; null for as before
     * @param userName the user's name from now on; null for as before
     * @param reasonString told to a 5.0 client that asked for problem information; null for nothing
     * @param serverReference another server to use; null for none
     * @param groups that the user is in; null when the source doesn't know
     * @param grant what the client may do, when the source says that too; null for nothing said
     * @param endsAtMillis until when it is admitted, wall clock; {@link Long#MAX_VALUE} for ever
     * @param passwordPrint of the password that was shown, as the source keeps it; {@link PasswordPrint#NONE} when it judges nobody
     *     again by it
     */
    record Answer(
            Verdict verdict,
            String rule,
            @Nullable ReasonCode reasonCode,
            @Nullable SubscriberId id,
            @Nullable String userName,
            @Nullable String reasonString,
            @Nullable String serverReference,
            @Nullable List<String> groups,
            @Nullable Grant grant,
            long endsAtMillis,
            long passwordPrint)
            implements Source.Answer {
        /** Of a source that knows who somebody is, and no more. */
        public Answer(
                Verdict verdict,
                String rule,
                @Nullable ReasonCode reasonCode,
                @Nullable SubscriberId id,
                @Nullable String userName,
                @Nullable String reasonString,
                @Nullable String serverReference) {
            this(
                    verdict,
                    rule,
                    reasonCode,
                    id,
                    userName,
                    reasonString,
                    serverReference,
                    null,
                    null,
                    Long.MAX_VALUE,
                    PasswordPrint.NONE);
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

        /** Admitted as somebody who is called so. */
        public Answer as(SubscriberId who, @Nullable String user) {
            return new Answer(
                    verdict,
                    rule,
                    reasonCode,
                    who,
                    user,
                    reasonString,
                    serverReference,
                    groups,
                    grant,
                    endsAtMillis,
                    passwordPrint);
        }

        /** The same, in these groups; null for those that others know. */
        public Answer in(@Nullable List<String> known) {
            return new Answer(
                    verdict,
                    rule,
                    reasonCode,
                    id,
                    userName,
                    reasonString,
                    serverReference,
                    known,
                    grant,
                    endsAtMillis,
                    passwordPrint);
        }

        /** The same, and this is what the client may do. */
        public Answer granting(Grant what) {
            return new Answer(
                    verdict,
                    rule,
                    reasonCode,
                    id,
                    userName,
                    reasonString,
                    serverReference,
                    groups,
                    what,
                    endsAtMillis,
                    passwordPrint);
        }

        /** The same, by this password as the source keeps it. */
        public Answer by(long print) {
            return new Answer(
                    verdict,
                    rule,
                    reasonCode,
                    id,
                    userName,
                    reasonString,
                    serverReference,
                    groups,
                    grant,
                    endsAtMillis,
                    print);
        }

        /** The same, for a time; wall clock in milliseconds. */
        public Answer until(long millis) {
            return new Answer(
                    verdict,
                    rule,
                    reasonCode,
                    id,
                    userName,
                    reasonString,
                    serverReference,
                    groups,
                    grant,
                    millis,
                    passwordPrint);
        }

        /** The same, with a reason that the client may know; null for none. */
        public Answer told(@Nullable String reason) {
            return new Answer(
                    verdict,
                    rule,
                    reasonCode,
                    id,
                    userName,
                    reason,
                    serverReference,
                    groups,
                    grant,
                    endsAtMillis,
                    passwordPrint);
        }
    }
}
