package io.ternmq.access;

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
 */
public record AuthenticationResult(
        boolean admitted,
        ReasonCode reasonCode,
        SubscriberId id,
        @Nullable String userName,
        Explanation explanation,
        @Nullable String reasonString,
        @Nullable String serverReference,
        @Nullable List<String> groups) {

    /** Of a source that knows no groups. */
    public AuthenticationResult(
            boolean admitted,
            ReasonCode reasonCode,
            SubscriberId id,
            @Nullable String userName,
            Explanation explanation,
            @Nullable String reasonString,
            @Nullable String serverReference) {
        this(admitted, reasonCode, id, userName, explanation, reasonString, serverReference, null);
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
                admitted, reasonCode, id, userName, explanation, reasonString, serverReference, known);
    }
}
