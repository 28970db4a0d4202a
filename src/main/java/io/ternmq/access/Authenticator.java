package io.ternmq.access;

import java.util.function.Consumer;

/** Answers who may connect. */
public interface Authenticator {
    /**
     * Decides; never waits. The answer is given exactly once, on any thread, perhaps before the call returns. A source that
     * fails is a refusal with an explanation.
     */
    void authenticate(AuthenticationRequest request, Consumer<AuthenticationResult> answer);
}
