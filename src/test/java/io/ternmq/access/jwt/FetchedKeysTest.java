package io.ternmq.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.access.outside.Web;
import io.ternmq.access.outside.Web.Said;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import io.ternmq.transport.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are fetched from a real web server. */
class FetchedKeysTest {
    private static final RSAKey FIRST = Tokens.rsa("first");
    private static final RSAKey SECOND = Tokens.rsa("second");

    @TempDir
    private Path folder;

    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    private final EventBus events = new EventBus();
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    FetchedKeysTest() {
        events.subscribe(AlarmRaised.class, alarm -> alarms.add(alarm.name() + ": " + alarm.sentence()));
        events.subscribe(AlarmCleared.class, alarm -> alarms.add(alarm.name() + " is over"));
    }

    @AfterEach
    void end() throws Exception {
        background.shutdownNow();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Web web(JWK... keys) {
        Web web = Web.plain(request -> answer(keys));
        open.add(web);
        return web;
    }

    private static Said answer(JWK... keys) {
        return new Said(200, new JWKSet(List.of(keys)).toString());
    }

    private JwtSource source(String url, String... more) {
        List<String> all = new ArrayList<>(List.of("jwt.jwks-url", url));
        all.addAll(List.of(more));
        JwtSource source = new JwtSource(
                Asking.settings(all.toArray(String[]::new)).jwt(),
                events,
                Runnable::run,
                background,
                background,
                InstantSource.system());
        open.add(source);
        source.start();
        return source;
    }

    private static Answer ask(JwtSource source, RSAKey key) {
        String token = Tokens.sign(JWSAlgorithm.RS256, key, Tokens.ann().build());
        return Asking.ask(source, Somebody.elsewhere().as("ann", token));
    }

    @Test
    void a_client_that_comes_before_the_keys_waits_for_them() {
        Web web = web(FIRST.toPublicJWK());
        assertThat(ask(source(web.url("/keys")), FIRST).verdict()).isEqualTo(Verdict.OK);
        assertThat(web.asked()).hasSize(1);
        assertThat(web.last().method()).isEqualTo("GET");
    }

    @Test
    void a_key_that_is_not_known_is_fetched_and_strangers_cannot_make_us_fetch_again_and_again() {
        Web web = web(FIRST.toPublicJWK());
        JwtSource source = source(web.url("/keys"), "jwt.jwks-unknown-key-interval", "1s");
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
        web.answer(request -> answer(FIRST.toPublicJWK(), SECOND.toPublicJWK()));
        // Too soon after the first fetch: refused at once, whoever asks and however often.
        Answer early = ask(source, SECOND);
        for (int i = 0; i < 50; i++) {
            ask(source, SECOND);
        }
        assertThat(early.rule()).contains("there is no key for RS256 with the id 'second' in " + web.url("/keys"));
        assertThat(web.asked()).hasSizeLessThanOrEqualTo(2);
        await().until(() -> ask(source, SECOND).verdict() == Verdict.OK);
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_key_that_is_gone_from_the_set_holds_no_longer() {
        Web web = web(FIRST.toPublicJWK());
        JwtSource source = source(web.url("/keys"), "jwt.jwks-refresh-interval", "1s");
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
        web.answer(request -> answer(SECOND.toPublicJWK()));
        await().until(() -> ask(source, FIRST).verdict() == Verdict.REJECT);
        assertThat(ask(source, SECOND).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void while_the_server_fails_the_last_good_keys_hold_and_an_alarm_says_so() {
        Web web = web(FIRST.toPublicJWK());
        JwtSource source =
                source(web.url("/keys"), "jwt.jwks-refresh-interval", "1s", "jwt.jwks-unknown-key-interval", "1s");
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
        web.answer(request -> new Said(500, "{}"));
        await().until(() -> !alarms.isEmpty());
        assertThat(alarms.get(0)).startsWith("jwt-jwks-url: ").contains("status 500", "the last good ones hold");
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
        assertThat(source.health().state()).isEqualTo(SourceHealth.State.STALE);
        web.answer(request -> new Said(200, "{\"keys\":[]}"));
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
        web.answer(request -> answer(FIRST.toPublicJWK()));
        await().until(() -> alarms.contains("jwt-jwks-url is over"));
        assertThat(alarms).hasSize(2);
        assertThat(source.health().state()).isEqualTo(SourceHealth.State.UP);
    }

    @Test
    void a_server_that_does_not_answer_is_given_up_on_time() {
        Web web = web();
        web.answer(request -> web.hang());
        JwtSource source = source(web.url("/keys"), "jwt.jwks-time-limit", "100ms");
        Answer answer = ask(source, FIRST);
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.rule()).contains("there is no key for RS256");
        assertThat(source.health().state()).isEqualTo(SourceHealth.State.DOWN);
        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0)).contains("there are none yet, so no token is taken");
    }

    @Test
    void secrets_weak_keys_and_keys_for_encryption_are_passed_over() throws Exception {
        byte[] secret = Tokens.SECRET.getBytes(StandardCharsets.US_ASCII);
        RSAKey forEncryption = new RSAKey.Builder(SECOND.toRSAPublicKey())
                .keyID("second")
                .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
                .build();
        Web web = web(FIRST.toPublicJWK(), new OctetSequenceKey.Builder(secret).build(), forEncryption);
        web.answer(request -> new Said(
                200,
                new JWKSet(List.of(FIRST.toPublicJWK(), new OctetSequenceKey.Builder(secret).build(), forEncryption))
                        .toString(false)));
        JwtSource source = source(web.url("/keys"));
        assertThat(ask(source, FIRST).verdict()).isEqualTo(Verdict.OK);
        assertThat(ask(source, SECOND).rule()).contains("there is no key");
        Answer answer = Asking.ask(
                source,
                Somebody.elsewhere().as("ann", Tokens.withSecret(Tokens.ann().build())));
        assertThat(answer.rule()).contains("there is no key for HS256");
    }

    @Test
    void an_answer_that_is_too_long_is_not_taken() {
        Web web = web();
        web.answer(request -> new Said(200, " ".repeat(600 * 1024)));
        ask(source(web.url("/keys")), FIRST);
        await().until(() -> !alarms.isEmpty());
        assertThat(alarms.get(0)).contains("has more than");
    }

    @Test
    void the_server_must_be_vouched_for_and_be_who_it_is_said_to_be() throws Exception {
        TestCertificates authority = new TestCertificates("Authority");
        Path trusted = Files.writeString(
                folder.resolve("ca.pem"), authority.authority().certificatePem());
        Web web = Web.tls(
                TestCertificates.serverContext(authority.server("keys.example.com")),
                request -> answer(FIRST.toPublicJWK()));
        open.add(web);
        // The certificate is for keys.example.com and 127.0.0.1.
        assertThat(ask(source(web.url("/"), "jwt.jwks-authorities", trusted.toString()), FIRST)
                        .verdict())
                .isEqualTo(Verdict.OK);
        assertThat(ask(source(web.url("/")), FIRST).verdict()).isEqualTo(Verdict.REJECT);
        assertThat(ask(source(web.urlByName("/"), "jwt.jwks-authorities", trusted.toString()), FIRST)
                        .verdict())
                .isEqualTo(Verdict.REJECT);
        assertThat(web.asked()).hasSize(1);
    }

    @Test
    void an_address_that_is_none_is_told_at_the_start() {
        assertThatThrownBy(() -> source("keys"))
                .hasMessageContaining("ternmq.access.jwt.jwks-url is no address of a web server");
        assertThatThrownBy(() -> source("file:///etc/passwd")).hasMessageContaining("is no address of a web server");
    }
}
