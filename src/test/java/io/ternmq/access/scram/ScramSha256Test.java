package io.ternmq.access.scram;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.EnhancedAuthenticator.Exchange;
import io.ternmq.access.EnhancedAuthenticator.Step;
import io.ternmq.access.ScramCredentials;
import io.ternmq.access.Somebody;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramSha256Test {
    private static final byte[] RFC_SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    private static final Map<String, ScramKeys> USERS = Map.of(
            "user", ScramKeys.of(utf8("pencil"), RFC_SALT, 4096),
            "a,b=c", ScramKeys.ofPassword(utf8("other"), 5000));

    /** Knows the users above. */
    private static final class Users implements ScramCredentials {
        @Override
        public String name() {
            return "users";
        }

        @Override
        public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
            answer.accept(Answer.next("not asked here"));
        }

        @Override
        public void findScramKeys(String userName, Consumer<@Nullable ScramKeys> answer) {
            answer.accept(USERS.get(userName));
        }
    }

    private final ScramSha256 scram = new ScramSha256(request -> List.of(new Users()));

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Step step(Exchange exchange, @Nullable String message) {
        List<Step> steps = new ArrayList<>();
        exchange.step(message == null ? null : utf8(message), steps::add);
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    private static String text(Step step) {
        assertThat(step.data()).isNotNull();
        return new String(step.data(), StandardCharsets.UTF_8);
    }

    private Exchange begin() {
        return scram.begin(Somebody.elsewhere().request());
    }

    /** RFC 7677 section 3. */
    @Test
    @Checklist(41)
    void the_exchange_of_the_rfc_is_as_the_rfc_says() {
        ScramSha256 fixed = new ScramSha256(request -> List.of(new Users()), () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        Exchange exchange = fixed.begin(Somebody.elsewhere().request());
        Step first = step(exchange, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(first.reasonCode()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
        assertThat(first.result()).isNull();
        assertThat(text(first))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        Step last = step(
                exchange,
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(last.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(text(last)).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(last.result()).isNotNull();
        assertThat(last.result().admitted()).isTrue();
        assertThat(last.result().userName()).isEqualTo("user");
        assertThat(last.result().explanation().sentence())
                .isEqualTo("users: user 'user' has proven to know the password (SCRAM-SHA-256)");
    }

    private Step logIn(String saslName, String password, UnaryOperator<String> change) throws Exception {
        return logIn("n,,", saslName, password, change);
    }

    private Step logIn(String header, String saslName, String password, UnaryOperator<String> change) throws Exception {
        Exchange exchange = begin();
        String bare = "n=" + saslName + ",r=abc";
        String serverFirst = text(step(exchange, header + bare));
        return step(exchange, change.apply(ScramClient.finalMessage(serverFirst, bare, header, password)));
    }

    private static void assertRefused(Step step, ReasonCode reason, String why) {
        assertThat(step.reasonCode()).isEqualTo(reason);
        assertThat(step.data()).isNull();
        assertThat(step.result()).isNotNull();
        assertThat(step.result().admitted()).isFalse();
        assertThat(step.result().reasonCode()).isEqualTo(reason);
        assertThat(step.result().explanation().rule()).contains(why);
    }

    @Test
    void a_name_with_comma_and_equals_sign_is_written_otherwise() throws Exception {
        Step step = logIn("a=2Cb=3Dc", "other", UnaryOperator.identity());
        assertThat(step.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(step.result()).isNotNull();
        assertThat(step.result().userName()).isEqualTo("a,b=c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y,,", "n,a=user,"})
    void a_client_that_knows_of_channel_binding_or_names_itself_twice_is_let_in(String header) throws Exception {
        assertThat(logIn(header, "user", "pencil", UnaryOperator.identity()).reasonCode())
                .isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void a_wrong_password_is_refused_at_the_end() throws Exception {
        assertRefused(
                logIn("user", "pencils", UnaryOperator.identity()),
                ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                "user 'user' has another password");
    }

    @Test
    void an_unknown_user_looks_like_a_known_one_until_the_end() throws Exception {
        String one = text(step(begin(), "n,,n=nobody,r=abc"));
        String again = text(step(begin(), "n,,n=nobody,r=abc"));
        String other = text(step(begin(), "n,,n=somebody,r=abc"));
        assertThat(saltOf(one)).isEqualTo(saltOf(again)).isNotEqualTo(saltOf(other));
        assertThat(one).endsWith(",i=8192");
        assertRefused(
                logIn("nobody", "pencil", UnaryOperator.identity()),
                ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                "no source knows user 'nobody'");
    }

    private static String saltOf(String serverFirst) {
        return serverFirst.substring(serverFirst.indexOf(",s="), serverFirst.indexOf(",i="));
    }

    @Test
    void each_exchange_has_a_nonce_of_its_own_that_begins_with_the_clients() {
        String one = text(step(begin(), "n,,n=user,r=abc"));
        String two = text(step(begin(), "n,,n=user,r=abc"));
        assertThat(one).startsWith("r=abc").isNotEqualTo(two);
        assertThat(one.indexOf(",s=")).isGreaterThanOrEqualTo("r=abc".length() + 24);
    }

    @Test
    void a_final_message_of_another_exchange_is_refused() throws Exception {
        Exchange recorded = begin();
        String bare = "n=user,r=abc";
        String finalMessage = ScramClient.finalMessage(text(step(recorded, "n,," + bare)), bare, "n,,", "pencil");
        assertThat(step(recorded, finalMessage).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        Exchange replayed = begin();
        step(replayed, "n,," + bare);
        assertRefused(step(replayed, finalMessage), ReasonCode.NOT_AUTHORIZED, "nonce");
    }

    @Test
    void another_nonce_binding_or_proof_is_refused() throws Exception {
        assertRefused(logIn("user", "pencil", m -> m.replace(",r=abc", ",r=abd")), ReasonCode.NOT_AUTHORIZED, "nonce");
        assertRefused(
                logIn("user", "pencil", m -> m.replace("c=biws", "c=eSws")), ReasonCode.NOT_AUTHORIZED, "binding");
        assertRefused(
                logIn("user", "pencil", m -> m.substring(0, m.indexOf(",p=")) + ",p=AAAA"),
                ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                "password");
        assertRefused(
                logIn("user", "pencil", m -> m.replace(",p=", ",x=1,p=")),
                ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                "password");
        assertRefused(
                logIn("user", "pencil", m -> m.substring(0, m.indexOf(",p="))), ReasonCode.NOT_AUTHORIZED, "no proof");
        assertRefused(logIn("user", "pencil", m -> m + "%"), ReasonCode.NOT_AUTHORIZED, "no base64");
    }

    @Test
    void nothing_follows_the_end_of_an_exchange() throws Exception {
        Exchange exchange = begin();
        String bare = "n=user,r=abc";
        String finalMessage = ScramClient.finalMessage(text(step(exchange, "n,," + bare)), bare, "n,,", "pencil");
        assertThat(step(exchange, finalMessage).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertRefused(step(exchange, finalMessage), ReasonCode.NOT_AUTHORIZED, "has ended");
        assertRefused(step(exchange, "n,," + bare), ReasonCode.NOT_AUTHORIZED, "has ended");
        Exchange failed = begin();
        step(failed, "nonsense");
        assertRefused(step(failed, "n,," + bare), ReasonCode.NOT_AUTHORIZED, "has ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=user",
                "n,,r=abc,n=user",
                "x,,n=user,r=abc",
                "p=tls-unique,,n=user,r=abc",
                "n,,n=,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=us=2cer,r=abc",
                "n,,n=user,r=",
                "n,,n=user,r=a b",
                "n,,m=x,n=user,r=abc",
                "n,a=other,n=user,r=abc",
                "n,user,n=user,r=abc",
                "c=biws,r=abc,p=AAAA",
            })
    void a_first_message_that_is_none_is_refused(String message) {
        Step step = step(begin(), message);
        assertRefused(step, ReasonCode.NOT_AUTHORIZED, "");
    }

    @Test
    void bytes_that_are_no_utf8_are_refused() {
        List<Step> steps = new ArrayList<>();
        begin().step(new byte[] {'n', ',', ',', 'n', '=', (byte) 0xFF, ',', 'r', '=', 'a'}, steps::add);
        assertRefused(steps.get(0), ReasonCode.NOT_AUTHORIZED, "UTF-8");
    }

    @Test
    void a_client_may_let_the_server_speak_first() {
        Exchange exchange = begin();
        Step step = step(exchange, null);
        assertThat(step.reasonCode()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
        assertThat(step.data()).isNull();
        assertThat(text(step(exchange, "n,,n=user,r=abc"))).startsWith("r=abc");
    }

    @Test
    void a_certificate_of_somebody_else_is_not_outdone_by_a_password() throws Exception {
        Exchange exchange =
                scram.begin(Somebody.elsewhere().vouchedFor("eve", null).request());
        String bare = "n=user,r=abc";
        String finalMessage = ScramClient.finalMessage(text(step(exchange, "n,," + bare)), bare, "n,,", "pencil");
        assertRefused(step(exchange, finalMessage), ReasonCode.NOT_AUTHORIZED, "user 'user' is user 'eve'");
    }
}
