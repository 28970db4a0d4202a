package io.ternmq.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Verdict;
import io.ternmq.config.StartupException;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signatures are good. */
class JwtSignatureTest extends JwtFixture {
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void a_token_with_the_secret_is_taken(String algorithm) {
        Answer answer = ask(
                ofSecret(),
                Tokens.sign(JWSAlgorithm.parse(algorithm), SECRET, Tokens.ann().build()));
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.userName()).isEqualTo("ann");
        assertThat(answer.id().clientId()).isEqualTo("c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void a_token_of_an_rsa_key_is_taken(String algorithm) throws JOSEException {
        JwtSource source = ofPublicKey(RSA.toPublicKey());
        Answer answer = ask(
                source,
                Tokens.sign(JWSAlgorithm.parse(algorithm), RSA, Tokens.ann().build()));
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512"})
    void a_token_of_an_ec_key_is_taken(String name) throws JOSEException {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
        ECKey key = Tokens.ec(Curve.forJWSAlgorithm(algorithm).iterator().next(), "ec");
        Answer answer = ask(
                ofPublicKey(key.toPublicKey()),
                Tokens.sign(algorithm, key, Tokens.ann().build()));
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_token_of_an_ed25519_key_is_taken_and_that_of_another_is_not() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        JwtSource source = ofPublicKey(pair.getPublic());
        String good = Tokens.signEd25519(pair.getPrivate(), Tokens.ann().build());
        assertThat(ask(source, good).verdict()).isEqualTo(Verdict.OK);
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        refused(ask(source, Tokens.signEd25519(other.getPrivate(), Tokens.ann().build())), "of none of the keys");
    }

    @Test
    void a_certificate_is_as_good_as_a_public_key() {
        TestCertificates.Issued issued = new TestCertificates("Issuer").authority();
        JwtSource source = with("jwt.public-key-file", write("cert.pem", issued.certificatePem()));
        ECKey key = new ECKey.Builder(Curve.P_256, (java.security.interfaces.ECPublicKey)
                        issued.certificate().getPublicKey())
                .privateKey(issued.key())
                .build();
        Answer answer =
                ask(source, Tokens.sign(JWSAlgorithm.ES256, key, Tokens.ann().build()));
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_token_of_another_key_or_with_another_secret_is_refused() throws JOSEException {
        refused(
                ask(
                        ofSecret(),
                        Tokens.sign(
                                JWSAlgorithm.HS256,
                                "x".repeat(40).getBytes(StandardCharsets.US_ASCII),
                                Tokens.ann().build())),
                "of none of the keys");
        refused(
                ask(
                        ofPublicKey(RSA.toPublicKey()),
                        Tokens.sign(
                                JWSAlgorithm.RS256,
                                Tokens.rsa("rsa-1"),
                                Tokens.ann().build())),
                "of none of the keys");
    }

    @Test
    void a_token_whose_claims_were_changed_is_refused() {
        String[] parts = Tokens.withSecret(Tokens.ann().build()).split("\\.", -1);
        String changed = Tokens.forged(
                "{\"alg\":\"HS256\"}", Tokens.ann().subject("root").build().toString(), parts[2]);
        refused(ask(ofSecret(), changed), "of none of the keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE"})
    void a_token_that_is_not_signed_is_refused(String none) throws JOSEException {
        String claims = Tokens.ann().build().toString();
        for (JwtSource source : List.of(ofSecret(), ofPublicKey(RSA.toPublicKey()))) {
            Answer answer = ask(source, Tokens.forged("{\"alg\":\"" + none + "\"}", claims, ""));
            assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(answer.rule()).containsAnyOf("isn't signed", "none of the algorithms", "can't be understood");
        }
    }

    /** Who has the public key, as everybody may, signs with its bytes as if they were a secret. */
    @Test
    void a_public_key_is_no_secret() throws JOSEException {
        String pem = Tokens.pem(RSA.toPublicKey());
        for (JwtSource source : List.of(
                ofPublicKey(RSA.toPublicKey()),
                with("jwt.jwks-file", write("jwks", new JWKSet(RSA.toPublicJWK()).toString())))) {
            for (byte[] known : List.of(
                    pem.getBytes(StandardCharsets.US_ASCII), RSA.toPublicKey().getEncoded())) {
                refused(
                        ask(
                                source,
                                Tokens.sign(
                                        JWSAlgorithm.HS256, known, Tokens.ann().build())),
                        "no key for HS256");
            }
        }
        assertThatThrownBy(() -> with("jwt.secret-file", write("wrong", pem)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("is a PEM file and no secret");
    }

    @Test
    void a_key_that_comes_with_the_token_is_not_looked_at() throws JOSEException {
        RSAKey own = Tokens.rsa("own");
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(own.toPublicJWK())
                .jwkURL(java.net.URI.create("http://127.0.0.1:9/keys"))
                .build();
        String token = Tokens.sign(
                header,
                new com.nimbusds.jose.crypto.RSASSASigner(own),
                Tokens.ann().build());
        refused(ask(ofPublicKey(RSA.toPublicKey()), token), "of none of the keys");
    }

    @Test
    void an_algorithm_that_was_not_chosen_is_refused() {
        refused(
                ask(
                        ofSecret("jwt.algorithms", "HS512"),
                        Tokens.withSecret(Tokens.ann().build())),
                "none of the algorithms that are accepted");
    }

    @Test
    void a_token_that_wants_something_unknown_understood_is_refused() throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(java.util.Set.of("new"))
                .customParam("new", true)
                .build();
        refused(
                ask(
                        ofSecret(),
                        Tokens.sign(header, new MACSigner(SECRET), Tokens.ann().build())),
                "crit");
    }

    @Test
    void too_many_signatures_at_a_time_are_refused_as_busy() throws JOSEException {
        slowChecks = task -> {
            throw new RejectedExecutionException();
        };
        Answer answer = ask(
                ofPublicKey(RSA.toPublicKey()),
                Tokens.sign(JWSAlgorithm.RS256, RSA, Tokens.ann().build()));
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY);
    }
}
