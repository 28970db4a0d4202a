package io.ternmq.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Grant;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a token has to say, and what its claims become. */
class JwtClaimsTest extends JwtFixture {
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
}
