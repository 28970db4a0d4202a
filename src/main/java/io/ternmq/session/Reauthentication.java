package io.ternmq.session;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Client;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * A connected client authenticates again, by the method of its CONNECT (MQTT 5 section 4.12.1). Meanwhile it goes on as it was.
 * On the loop only.
 */
final class Reauthentication {
    private final Attachment attachment;
    private final String method;
    private @Nullable EnhancedExchange exchange;
    private boolean answering;

    Reauthentication(Attachment attachment, String method) {
        this.attachment = attachment;
        this.method = method;
    }

    void onAuth(Auth auth) {
        if (!method.equals(auth.properties().text(Property.AUTHENTICATION_METHOD))) {
            // MQTT-4.12.1-1
            attachment.disconnect(ReasonCode.PROTOCOL_ERROR, "AUTH with another authentication method than CONNECT");
            return;
        }
        EnhancedExchange running = exchange;
        boolean begins = auth.reasonCode() == ReasonCode.REAUTHENTICATE;
        if (answering || begins != (running == null)) {
            attachment.disconnect(ReasonCode.PROTOCOL_ERROR, "AUTH out of place");
            return;
        }
        if (running == null) {
            running = begin();
            exchange = running;
        }
        step(running, auth.properties().binary(Property.AUTHENTICATION_DATA));
    }

    private EnhancedExchange begin() {
        SessionPorts ports = attachment.session().home().ports();
        AuthenticationRequest request = new AuthenticationRequest(
                attachment.id(),
                attachment.userName(),
                null,
                false,
                attachment.connection().peer(),
                ConnectRules.anonymousPolicy(
                        ports.settings().get(), attachment.connection().peer()));
        EnhancedExchange begun = EnhancedExchange.begin(ports.methods(), method, request);
        if (begun == null) {
            throw new IllegalStateException("authentication method " + method + " is gone");
        }
        return begun;
    }

    private void step(EnhancedExchange running, byte @Nullable [] data) {
        answering = true;
        running.step(data, answer -> attachment.session().home().loop().execute(() -> onAnswer(running, answer)));
    }

    private void onAnswer(EnhancedExchange running, EnhancedAuthenticator.Step answer) {
        answering = false;
        if (attachment.isDetached()) {
            return;
        }
        SessionLoop home = attachment.session().home();
        AuthenticationResult result = answer.result();
        if (answer.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
            running.sendContinue(attachment.connection(), home, answer.data());
        } else if (result != null && result.admitted() && isSameClient(result)) {
            exchange = null;
            attachment.admitAgain(Client.of(result, attachment.connection().peer()));
            Reauthorization.of(attachment.session());
            running.sendSuccess(attachment.connection(), home, answer.data());
        } else {
            attachment.disconnect(ending(answer.reasonCode()), "the client failed to authenticate again");
        }
    }

    private boolean isSameClient(AuthenticationResult result) {
        Client client = Client.of(result, attachment.connection().peer());
        return client.id().equals(attachment.id()) && Principal.mayTake(attachment.session(), client);
    }

    /** Some codes have a place in CONNACK only (MQTT-3.14.2-1). */
    static ReasonCode ending(ReasonCode code) {
        return switch (code) {
            case UNSUPPORTED_PROTOCOL_VERSION,
                    CLIENT_IDENTIFIER_NOT_VALID,
                    BAD_USER_NAME_OR_PASSWORD,
                    SERVER_UNAVAILABLE,
                    BANNED,
                    BAD_AUTHENTICATION_METHOD -> ReasonCode.NOT_AUTHORIZED;
            default -> code.isError() ? code : ReasonCode.NOT_AUTHORIZED;
        };
    }
}
