package io.ternmq.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import io.ternmq.FileChanges;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.transport.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The form of tokens, and the files with keys. */
class JwtSourceTest extends JwtFixture {
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
    void a_new_secret_in_the_file_holds_soon_and_a_bad_one_never() {
        List<String> alarms = new CopyOnWriteArrayList<>();
        events.subscribe(AlarmRaised.class, alarm -> alarms.add(alarm.sentence()));
        JwtSource source = ofSecret("jwt.reload-interval", "20ms");
        String old = Tokens.withSecret(Tokens.ann().build());
        String fresh = Tokens.sign(
                JWSAlgorithm.HS256,
                "y".repeat(32).getBytes(StandardCharsets.US_ASCII),
                Tokens.ann().build());
        FileChanges.replace(folder.resolve("secret"), "y".repeat(32));
        await().until(() -> ask(source, fresh).verdict() == Verdict.OK);
        refused(ask(source, old), "of none of the keys");
        FileChanges.replace(folder.resolve("secret"), "short");
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
