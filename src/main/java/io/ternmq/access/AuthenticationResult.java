package io.ternmq.access;

import io.ternmq.access.password.PasswordPrint;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody may connect, and why.
 *
 * @param reasonCode for CONNACK; success when admitted
 * @param id who it is from now on; a source may have changed it
 * @param reasonString told to a 5.0 client that asked for problem information; null for nothing
 * @param serverReference another server to use; null for none
 * @param groups that the user is in; null when the source doesn't know
 * @param grant what the client may do, as the source says that admitted it; null for nothing said
 * @param endsAtMillis until when it is admitted, wall clock; {@link Long#MAX_VALUE} for ever
 * @param passwordPrint of the password that it has shown, as the source keeps it; {@link PasswordPrint#NONE} when the source judges
 *     nobody again by it
 */
public record AuthenticationResult(
        boolean admitted,
        ReasonCode reasonCode,
        SubscriberId id,
        @Nullable String userName,
        Explanation explanation,
        @Nullable String reasonString,
        @Nullable String serverReference,
        @Nullable List<String> groups,
        @Nullable Grant grant,
        long endsAtMillis,
        long passwordPrint) {

    /** Of a source that knows who somebody is, and no more. */
    public AuthenticationResult(
            boolean admitted,
            ReasonCode reasonCode,
            SubscriberId id,
            @Nullable String userName,
            Explanation explanation,
            @Nullable String reasonString,
            @Nullable String serverReference) {
        this(
                admitted,
                reasonCode,
                id,
                userName,
                explanation,
                reasonString,
                serverReference,
                null,
                null,
                Long.MAX_VALUE,
                PasswordPrint.NONE);
    }

    /** What a source said to a request; not NEXT, which is no result. */
    public static AuthenticationResult of(
            AuthenticationRequest request, AuthenticationSource.Answer said, Explanation explanation) {
        boolean admitted = said.verdict() == Verdict.OK;
        ReasonCode refusal = said.reasonCode() == null ? ReasonCode.NOT_AUTHORIZED : said.reasonCode();
        return new AuthenticationResult(
                admitted,
                admitted ? ReasonCode.SUCCESS : refusal,
                said.id() == null ? request.id() : said.id(),
                said.userName() == null ? request.userName() : said.userName(),
                explanation,
                said.reasonString(),
                said.serverReference(),
                said.groups(),
                said.grant(),
                said.endsAtMillis(),
                said.passwordPrint());
    }

    public static AuthenticationResult admit(AuthenticationRequest request, Explanation explanation) {
        return new AuthenticationResult(
                true, ReasonCode.SUCCESS, request.id(), request.userName(), explanation, null, null);
    }

    public static AuthenticationResult refuse(AuthenticationRequest request, ReasonCode code, Explanation explanation) {
        return new AuthenticationResult(false, code, request.id(), request.userName(), explanation, null, null);
    }

    /** The same, in these groups. */
    public AuthenticationResult in(List<String> known) {
        return new AuthenticationResult(
                admitted,
                reasonCode,
                id,
                userName,
                explanation,
                reasonString,
                serverReference,
                known,
                grant,
                endsAtMillis,
                passwordPrint);
    }

    /** The same, by this password as the source keeps it. */
    public AuthenticationResult by(long print) {
        return new AuthenticationResult(
                admitted,
                reasonCode,
                id,
                userName,
                explanation,
                reasonString,
                serverReference,
                groups,
                grant,
                endsAtMillis,
                print);
    }
}
