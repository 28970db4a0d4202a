package io.ternmq.access.scram;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.access.ScramCredentials;
import io.ternmq.access.password.Crypto;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. Thread safe. */
public final class ScramSha256 implements EnhancedAuthenticator {
    /** As clients name the method. */
    public static final String METHOD = "SCRAM-SHA-256";

    private static final int NONCE_BYTES = 18;

    private final Function<AuthenticationRequest, List<ScramCredentials>> credentials;
    private final Supplier<String> nonces;
    /** Makes salts for users that aren't there: always the same for the same name, and not to be told from others. */
    private final byte[] secret = Crypto.randomBytes(32);

    /** @param credentials the sources that may know the user, in order */
    public ScramSha256(Function<AuthenticationRequest, List<ScramCredentials>> credentials) {
        this(credentials, () -> Base64.getEncoder().encodeToString(Crypto.randomBytes(NONCE_BYTES)));
    }

    /** @param nonces what the server adds to a client's nonce; never the same twice */
    ScramSha256(Function<AuthenticationRequest, List<ScramCredentials>> credentials, Supplier<String> nonces) {
        this.credentials = credentials;
        this.nonces = nonces;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public Exchange begin(AuthenticationRequest request) {
        AuthenticationRequest vouched = request.vouched();
        return new ScramExchange(vouched, credentials.apply(vouched), nonces.get(), secret);
    }
}
