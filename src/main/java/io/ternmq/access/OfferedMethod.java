package io.ternmq.access;

import io.ternmq.protocol.ReasonCode;
import java.util.function.Predicate;

/** The method of a source, on the listeners whose chain has the source. */
final class OfferedMethod implements EnhancedAuthenticator {
    private final EnhancedSource source;
    private final EnhancedAuthenticator method;
    private final Predicate<Peer> offered;

    /** @param offered whether the source is asked on the listener of a client */
    OfferedMethod(EnhancedSource source, Predicate<Peer> offered) {
        this.source = source;
        this.method = source.method();
        this.offered = offered;
    }

    @Override
    public String method() {
        return method.method();
    }

    @Override
    public Exchange begin(AuthenticationRequest request) {
        AuthenticationRequest vouched = request.vouched();
        if (offered.test(request.peer())) {
            return method.begin(vouched);
        }
        ReasonCode code = ReasonCode.BAD_AUTHENTICATION_METHOD;
        Explanation why = Explanation.of(
                source.name(),
                "listener " + request.peer().listener() + " doesn't ask this source, so it has no method " + method());
        return (data, answer) -> answer.accept(
                new EnhancedAuthenticator.Step(code, null, AuthenticationResult.refuse(vouched, code, why)));
    }
}
