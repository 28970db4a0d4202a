package io.ternmq.access;

import io.ternmq.protocol.ReasonCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A method of enhanced authentication (MQTT 5 section 4.12), such as SCRAM-SHA-256. */
public interface EnhancedAuthenticator {
    /** The authentication method that a client names. */
    String method();

    /** Begins an exchange; the same for a re-authentication of a connected client. */
    Exchange begin(AuthenticationRequest request);

    /** One exchange with one client; used by one connection only. */
    interface Exchange {
        /** Takes what the client sent, which may be nothing; answers exactly once, on any thread, never waits. */
        void step(byte @Nullable [] data, Consumer<Step> answer);
    }

    /**
     * What an exchange says to a step of the client.
     *
     * @param reasonCode continue authentication, success, or why not
     * @param data for the client; null for none
     * @param result who the client is, with success or refusal; null while it goes on
     */
    record Step(
            ReasonCode reasonCode,
            byte @Nullable [] data,
            @Nullable AuthenticationResult result) {}
}
