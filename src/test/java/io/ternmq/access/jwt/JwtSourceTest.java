package io.ternmq.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Grant;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.config.StartupException;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.transport.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSourceTest {
    private static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.US_ASCII);
    private static final RSAKey RSA = Tokens.rsa("rsa-1");

    @TempDir
    private Path folder;

    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private final EventBus events = new EventBus();
    private Executor slowChecks = Runnable::run;

    @AfterEach
    void end() {
        background.shutdownNow();
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JwtSource source(String... keysAndValues) {
        JwtSource source = new JwtSource(
                Asking.settings(keysAndValues).jwt(),
                events,
                slowChecks,
                background,
                background,
                InstantSource.system());
        source.start();
        return source;
    }

    /** With the secret, and these settings besides. */
    private JwtSource ofSecret(String... more) {
        return with("jwt.secret-file", write("secret", Tokens.SECRET + "\n"), more);
    }

    private JwtSource ofPublicKey(PublicKey key, String... more) {
        return with("jwt.public-key-file", write("public.pem", Tokens.pem(key)), more);
    }

    private JwtSource with(String setting, Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(setting, file.toString()));
        all.addAll(List.of(more));
        return source(all.toArray(String[]::new));
    }

    private static Answer ask(JwtSource source, String token) {
        return Asking.ask(source, Somebody.elsewhere().as("whoever", token));
    }

    private static void refused(Answer answer, String because) {
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(answer.rule()).contains(because).doesNotContain("eyJ");
    }

    private static Date inSeconds(long seconds) {
        return new Date(System.currentTimeMillis() + seconds * 1000);
    }

    // ------------------------------------------------------------------ signatures

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

    // ------------------------------------------------------------------ form

    @Test
    void a_long_token_is_refused_unread() {
        String token =
                Tokens.withSecret(Tokens.ann().claim("more", "x".repeat(9000)).build());
        refused(ask(ofSecret(), token), "is longer than 8192");
        assertThat(ask(ofSecret("jwt.max-token-size", "32KB"), token).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void rubbish_in_the_form_of_a_token_is_refused() {
        JwtSource source = ofSecret();
        for (String rubbish : List.of(
                "eyJ.eyJ.eyJ" + "x".repeat(30), "eyJhbGciOiJIUzI1NiJ9.....", "eyJhbGciOiJIUzI1NiJ9.e30.\u0001\u0002")) {
            assertThat(ask(source, rubbish).verdict()).isEqualTo(Verdict.REJECT);
        }
        String deep = "[".repeat(2000) + "]".repeat(2000);
        assertThat(ask(source, Tokens.forged("{\"alg\":\"HS256\",\"x\":" + deep + "}", "{}", "AAAA"))
                        .verdict())
                .isEqualTo(Verdict.REJECT);
    }

    @Test
    void what_is_no_token_is_left_to_others() {
        Answer answer = ask(ofSecret(), "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
        assertThat(answer.rule()).isEqualTo("the password is no token");
        assertThat(Asking.ask(ofSecret(), Somebody.elsewhere()).verdict()).isEqualTo(Verdict.NEXT);
    }

    @Test
    void a_token_may_come_as_user_name_and_is_not_shown_as_one() {
        JwtSource source = ofSecret("jwt.token-from", "user_name");
        String token = Tokens.withSecret(Tokens.ann().build());
        Answer answer = Asking.ask(source, Somebody.elsewhere().as(token, null));
        assertThat(answer.userName()).isEqualTo("ann");
        assertThat(io.ternmq.access.Shown.quoted(token)).isEqualTo("'...' (a token)");
    }

    // ------------------------------------------------------------------ claims

    @Test
    void a_token_that_is_over_is_refused_and_the_client_is_told() {
        Answer answer = ask(
                ofSecret(),
                Tokens.withSecret(Tokens.ann().expirationTime(inSeconds(-60)).build()));
        refused(answer, "the token of 'ann' is over since");
        assertThat(answer.reasonString()).isEqualTo("the token is over");
    }

    @Test
    void a_token_that_is_not_valid_yet_is_refused() {
        refused(
                ask(
                        ofSecret(),
                        Tokens.withSecret(
                                Tokens.ann().notBeforeTime(inSeconds(60)).build())),
                "isn't valid before");
    }

    @Test
    void clocks_may_differ_a_little_and_the_end_is_as_much_later() {
        JWTClaimsSet late = Tokens.ann()
                .expirationTime(inSeconds(-10))
                .notBeforeTime(inSeconds(10))
                .build();
        Answer answer = ask(ofSecret(), Tokens.withSecret(late));
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.endsAtMillis()).isEqualTo(late.getExpirationTime().getTime() / 1000 * 1000 + 30_000);
        refused(ask(ofSecret("jwt.clock-skew", "0s"), Tokens.withSecret(late)), "");
    }

    @Test
    void a_token_without_an_end_is_refused_unless_that_is_allowed() {
        String token =
                Tokens.withSecret(new JWTClaimsSet.Builder().subject("ann").build());
        refused(ask(ofSecret(), token), "doesn't say when it ends");
        Answer allowed = ask(ofSecret("jwt.require-expiry", "false"), token);
        assertThat(allowed.verdict()).isEqualTo(Verdict.OK);
        assertThat(allowed.endsAtMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void an_end_that_is_no_number_is_refused() throws JOSEException {
        String token = Tokens.sign(
                new JWSHeader(JWSAlgorithm.HS256),
                new MACSigner(SECRET),
                new JWTClaimsSet.Builder().subject("ann").claim("exp", "never").build());
        assertThat(ask(ofSecret(), token).verdict()).isEqualTo(Verdict.REJECT);
    }

    @Test
    void another_issuer_is_refused() {
        JwtSource source = ofSecret("jwt.issuer", "https://id.example.com");
        refused(
                ask(
                        source,
                        Tokens.withSecret(Tokens.ann().issuer("https://evil").build())),
                "is of issuer 'https://evil'");
        refused(ask(source, Tokens.withSecret(Tokens.ann().build())), "is of issuer none");
        String good =
                Tokens.withSecret(Tokens.ann().issuer("https://id.example.com").build());
        assertThat(ask(source, good).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_token_for_somebody_else_is_refused() {
        JwtSource source = ofSecret("jwt.audiences", "mqtt,iot");
        refused(
                ask(source, Tokens.withSecret(Tokens.ann().audience("shop").build())),
                "is for 'shop' and for none of mqtt, iot");
        refused(ask(source, Tokens.withSecret(Tokens.ann().build())), "is for nobody");
        String good =
                Tokens.withSecret(Tokens.ann().audience(List.of("shop", "iot")).build());
        assertThat(ask(source, good).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_claim_may_have_to_be_the_client_id_or_the_user_name() {
        JwtSource source = ofSecret("jwt.required-claims", "sub=%u,client_id=%c,tenant=%m!");
        JWTClaimsSet.Builder claims =
                Tokens.ann().claim("client_id", List.of("c0", "c1")).claim("tenant", "!");
        String token = Tokens.withSecret(claims.build());
        assertThat(Asking.ask(source, Somebody.elsewhere().as("ann", token)).verdict())
                .isEqualTo(Verdict.OK);
        refused(
                Asking.ask(source, Somebody.elsewhere().as("bob", token)),
                "the token's claim sub is 'ann' and not 'bob' (ternmq.access.jwt.required-claims: sub=%u)");
        refused(
                Asking.ask(source, Somebody.elsewhere().as("ann", token).client("c2")),
                "the token's claim client_id is");
        refused(Asking.ask(source, Somebody.elsewhere().as(null, token)), "no user name was given");
    }

    /** What is filled in isn't looked at again. */
    @Test
    void a_user_name_that_looks_like_a_placeholder_is_none() {
        JwtSource source = ofSecret("jwt.required-claims", "sub=%u");
        String token = Tokens.withSecret(Tokens.ann().subject("c1").build());
        refused(Asking.ask(source, Somebody.elsewhere().as("%c", token)), "is 'c1' and not '%c'");
    }

    @Test
    void claims_become_user_name_client_id_and_groups() {
        JwtSource source = ofSecret(
                "jwt.user-name-claim", "profile.login", "jwt.client-id-claim", "device", "jwt.groups-claim", "roles");
        String token = Tokens.withSecret(Tokens.ann()
                .claim("profile", Map.of("login", "anna"))
                .claim("device", 17)
                .claim("roles", List.of("staff", "night"))
                .build());
        Answer answer = ask(source, token);
        assertThat(answer.userName()).isEqualTo("anna");
        assertThat(answer.id().clientId()).isEqualTo("17");
        assertThat(answer.groups()).containsExactly("staff", "night");
        refused(ask(source, Tokens.withSecret(Tokens.ann().build())), "has no claim profile.login that is a name");
        assertThat(ask(ofSecret("jwt.user-name-claim", ""), token).userName()).isEqualTo("whoever");
    }

    @Test
    void a_claim_says_what_the_client_may_do() {
        String token = Tokens.withSecret(Tokens.ann()
                .claim("acl", List.of(Map.of("permission", "allow", "action", "publish", "topic", "up/%u/%c")))
                .build());
        Grant grant = ask(ofSecret(), token).grant();
        assertThat(grant.decide(publish("up/ann/c1")).verdict()).isEqualTo(Verdict.OK);
        assertThat(grant.decide(publish("up/bob/c1")).verdict()).isEqualTo(Verdict.REJECT);
        assertThat(ask(ofSecret(), Tokens.withSecret(Tokens.ann().build())).grant())
                .isNull();
    }

    private static Action publish(String topic) {
        return new Action.Publish(Topic.of(topic), Qos.AT_MOST_ONCE, false);
    }

    @Test
    void a_claim_of_rights_that_cannot_be_understood_refuses_the_client() {
        Answer answer = ask(
                ofSecret(), Tokens.withSecret(Tokens.ann().claim("acl", "all").build()));
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.rule()).contains("its claim of rights is neither a list");
    }

    // ------------------------------------------------------------------ files

    @Test
    void the_key_set_in_a_file_knows_keys_by_their_ids() {
        ECKey ec = Tokens.ec(Curve.P_256, "ec-1");
        JwtSource source = with(
                "jwt.jwks-file", write("jwks", new JWKSet(List.of(RSA.toPublicJWK(), ec.toPublicJWK())).toString()));
        assertThat(ask(source, Tokens.sign(JWSAlgorithm.ES256, ec, Tokens.ann().build()))
                        .verdict())
                .isEqualTo(Verdict.OK);
        assertThat(ask(source, Tokens.sign(JWSAlgorithm.RS256, RSA, Tokens.ann().build()))
                        .verdict())
                .isEqualTo(Verdict.OK);
        refused(
                ask(
                        source,
                        Tokens.sign(
                                JWSAlgorithm.RS256,
                                Tokens.rsa("rsa-2"),
                                Tokens.ann().build())),
                "there is no key for RS256 with the id 'rsa-2' in");
    }

    @Test
    void a_new_secret_in_the_file_holds_soon_and_a_bad_one_never() throws IOException {
        List<String> alarms = new CopyOnWriteArrayList<>();
        events.subscribe(AlarmRaised.class, alarm -> alarms.add(alarm.sentence()));
        JwtSource source = ofSecret("jwt.reload-interval", "20ms");
        String old = Tokens.withSecret(Tokens.ann().build());
        String fresh = Tokens.sign(
                JWSAlgorithm.HS256,
                "y".repeat(32).getBytes(StandardCharsets.US_ASCII),
                Tokens.ann().build());
        Files.writeString(folder.resolve("secret"), "y".repeat(32));
        await().until(() -> ask(source, fresh).verdict() == Verdict.OK);
        refused(ask(source, old), "of none of the keys");
        Files.writeString(folder.resolve("secret"), "short");
        await().until(() -> !alarms.isEmpty());
        assertThat(alarms.get(0)).contains("has a secret of 5 bytes", "what the file said before still holds");
        assertThat(ask(source, fresh).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void what_is_wrong_with_the_keys_is_told_in_one_line() {
        assertThatThrownBy(() -> with("jwt.secret-file", write("a", "short\n")))
                .hasMessageContaining("has a secret of 5 bytes");
        assertThatThrownBy(() -> with("jwt.public-key-file", write("b", "nothing")))
                .hasMessageContaining("has neither a PUBLIC KEY nor");
        assertThatThrownBy(() ->
                        with("jwt.public-key-file", write("c", TestCertificates.pem("PRIVATE KEY", new byte[9]))))
                .hasMessageContaining("has a PRIVATE KEY, where only");
        assertThatThrownBy(() -> with("jwt.jwks-file", write("d", "{}")))
                .hasMessageContaining("is no JSON Web Key Set that can be used");
        assertThatThrownBy(() -> with("jwt.secret-file", folder.resolve("gone")))
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> ofSecret("jwt.token-from", "user_name", "jwt.user-name-claim", ""))
                .hasMessageContaining("would be called by their tokens");
        assertThatThrownBy(() -> ofSecret("jwt.required-claims", "sub")).hasMessageContaining("is not claim=value");
    }
}
