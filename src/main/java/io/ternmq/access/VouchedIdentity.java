package io.ternmq.access;

import java.util.function.Consumer;

/**
 * Admits whom a certificate or a trusted proxy vouches for. The transport has checked the certificate against the
 * authorities of the listener, and whether the proxy is one that is trusted, before it tells an identity.
 */
final class VouchedIdentity implements AuthenticationSource {
    static final String NAME = "certificate";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean knowsUsers() {
        return false;
    }

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
        Peer peer = request.peer();
        String by = peer.certificate() == null ? "the trusted proxy" : "the client's certificate";
        if (peer.identity() != null) {
            answer.accept(Answer.ok(by + " says that it is user " + Shown.quoted(peer.identity())));
        } else if (peer.clientIdIdentity() != null) {
            answer.accept(Answer.ok(by + " says that it is client " + Shown.quoted(peer.clientIdIdentity())));
        } else {
            answer.accept(Answer.next(""));
        }
    }
}
