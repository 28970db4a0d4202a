package io.ternmq.access.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import java.util.function.Consumer;

/** Where keys come from. Thread safe. */
interface KeySource extends AutoCloseable {
    /** Finds the keys that may have signed a token. Never waits; answers exactly once, on any thread. */
    void find(JWSHeader header, Consumer<Found> answer);

    @Override
    default void close() {}

    /**
     * The keys that may have signed a token.
     *
     * @param where it was looked, for people
     */
    record Found(List<JWK> keys, String where) {}
}
