package io.ternmq.access.scram;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.EnhancedAuthenticator.Exchange;
import io.ternmq.access.EnhancedAuthenticator.Step;
import io.ternmq.access.Explanation;
import io.ternmq.access.ScramCredentials;
import io.ternmq.access.Shown;
import io.ternmq.access.password.Crypto;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.protocol.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange: the client's first message with its name, the server's with salt and iterations, the client's proof, the
 * server's signature. States FIRST, FINAL, OVER; each message of the client moves on by one, and a wrong one ends it. Steps
 * come one after the other, each after the answer to the one before; who is nobody is found out at the end only, like a wrong
 * password.
 */
final class ScramExchange implements Exchange {
    private static final int SALT_BYTES = 16;

    private final AuthenticationRequest request;
    private final List<ScramCredentials> sources;
    private final String serverNonce;
    private final byte[] secret;
    private State state = State.FIRST;
    private ScramMessage.@Nullable First first;
    private String serverFirst = "";
    private @Nullable ScramKeys keys;
    private String source = ScramSha256.METHOD;

    private enum State {
        FIRST,
        FINAL,
        OVER
    }

    ScramExchange(AuthenticationRequest request, List<ScramCredentials> sources, String serverNonce, byte[] secret) {
        this.request = request;
        this.sources = sources;
        this.serverNonce = serverNonce;
        this.secret = secret;
    }

    @Override
    public void step(byte @Nullable [] data, Consumer<Step> answer) {
        State now = state;
        state = State.OVER;
        try {
            if (now == State.FIRST && data == null) {
                // A client may let the server begin (MQTT5 4.12), though SCRAM begins with the client.
                state = State.FIRST;
                answer.accept(new Step(ReasonCode.CONTINUE_AUTHENTICATION, null, null));
            } else if (now == State.FIRST && data != null) {
                onFirst(ScramMessage.first(data), answer);
            } else if (now == State.FINAL && data != null) {
                answer.accept(onFinal(ScramMessage.last(data)));
            } else {
                answer.accept(refuse(ReasonCode.NOT_AUTHORIZED, "the exchange has ended, or a message was empty"));
            }
        } catch (IllegalArgumentException wrong) {
            answer.accept(refuse(ReasonCode.NOT_AUTHORIZED, String.valueOf(wrong.getMessage())));
        }
    }

    private void onFirst(ScramMessage.First message, Consumer<Step> answer) {
        first = message;
        lookUp(0, message.userName(), () -> answer.accept(challenge(message)));
    }

    /** Asks the sources one after the other until one knows the user. */
    private void lookUp(int index, String userName, Runnable found) {
        if (index == sources.size()) {
            found.run();
            return;
        }
        ScramCredentials asked = sources.get(index);
        asked.findScramKeys(userName, known -> {
            if (known == null) {
                lookUp(index + 1, userName, found);
            } else {
                keys = known;
                source = asked.name();
                found.run();
            }
        });
    }

    private Step challenge(ScramMessage.First message) {
        ScramKeys known = keys == null ? ofNobody(message.userName()) : keys;
        serverFirst = "r=" + message.nonce() + serverNonce + ",s=" + known.saltText() + ",i=" + known.iterations();
        state = State.FINAL;
        return new Step(ReasonCode.CONTINUE_AUTHENTICATION, bytes(serverFirst), null);
    }

    private ScramKeys ofNobody(String userName) {
        byte[] salt = Arrays.copyOf(Crypto.hmac(secret, bytes(userName)), SALT_BYTES);
        int iterations = sources.isEmpty()
                ? ScramKeys.DEFAULT_ITERATIONS
                : sources.get(0).iterationsOfUnknown(userName);
        return ScramKeys.ofNobody(salt, iterations);
    }

    private Step onFinal(ScramMessage.Final message) {
        ScramMessage.First began = first;
        if (began == null
                || !message.nonce().equals(began.nonce() + serverNonce)
                || !message.binding().equals(began.header())) {
            return refuse(ReasonCode.NOT_AUTHORIZED, "nonce or channel binding are not those of this exchange");
        }
        String user = "user " + Shown.quoted(began.userName());
        ScramKeys known = keys;
        ScramKeys checked = known == null ? ofNobody(began.userName()) : known;
        byte[] authMessage = bytes(began.bare() + "," + serverFirst + "," + message.withoutProof());
        boolean proven = checked.provenBy(message.proof(), authMessage);
        if (known == null) {
            return refuse(
                    ReasonCode.BAD_USER_NAME_OR_PASSWORD, "no source knows " + user + " for " + ScramSha256.METHOD);
        } else if (!proven) {
            return refuse(ReasonCode.BAD_USER_NAME_OR_PASSWORD, user + " has another password");
        }
        String vouched = request.peer().identity();
        if (vouched != null && !vouched.equals(began.userName())) {
            return refuse(
                    ReasonCode.NOT_AUTHORIZED,
                    user + " is user " + Shown.quoted(vouched) + " by its certificate or proxy");
        }
        Explanation why =
                Explanation.of(source, user + " has proven to know the password (" + ScramSha256.METHOD + ")");
        AuthenticationResult admitted = new AuthenticationResult(
                        true, ReasonCode.SUCCESS, request.id(), began.userName(), why, null, null)
                .by(known.print());
        byte[] signature = checked.serverSignature(authMessage);
        String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
        return new Step(ReasonCode.SUCCESS, bytes(serverFinal), admitted);
    }

    private Step refuse(ReasonCode reason, String rule) {
        return new Step(reason, null, AuthenticationResult.refuse(request, reason, Explanation.of(source, rule)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
