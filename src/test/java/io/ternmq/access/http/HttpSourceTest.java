package io.ternmq.access.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Grant;
import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.access.outside.Web;
import io.ternmq.access.outside.Web.Asked;
import io.ternmq.access.outside.Web.Said;
import io.ternmq.config.StartupException;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.transport.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a real web server on this machine. */
class HttpSourceTest {
    @TempDir
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final EventBus events = new EventBus();
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    HttpSourceTest() {
        events.subscribe(AlarmRaised.class, alarm -> alarms.add(alarm.sentence()));
    }

    @AfterEach
    void end() throws Exception {
        timer.shutdownNow();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Web web(Function<Asked, Said> answers) {
        Web web = Web.plain(answers);
        open.add(web);
        return web;
    }

    private Web saying(String json) {
        return web(request -> Said.json(json));
    }

    private HttpSource source(String... keysAndValues) {
        HttpSource source = new HttpSource(Asking.settings(keysAndValues).http(), events, timer);
        open.add(source);
        return source;
    }

    private HttpSource connecting(Web web, String... more) {
        List<String> all = new ArrayList<>(List.of("http.connect-url", web.url("/connect")));
        all.addAll(List.of(more));
        return source(all.toArray(String[]::new));
    }

    private static Answer ask(HttpSource source) {
        return Asking.ask((AuthenticationSource) source, Somebody.elsewhere().as("ann", "secret"));
    }

    private static JsonNode body(Web web) {
        return JsonMapper.builder().build().readTree(web.last().body());
    }

    // ------------------------------------------------------------------ who is it

    @Test
    void the_server_is_told_who_wants_to_connect() {
        Web web = saying("{'result': 'allow'}");
        Answer answer = ask(connecting(web, "http.headers", "Authorization: Bearer s3cret"));
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.rule()).isEqualTo("the server allows it");
        assertThat(web.last().method()).isEqualTo("POST");
        assertThat(web.last().path()).isEqualTo("/connect");
        assertThat(web.last().authorization()).containsExactly("Bearer s3cret");
        assertThat(body(web)).isEqualTo(JsonMapper.builder().build().readTree("""
                                {"action": "connect", "client_id": "c1", "user_name": "ann", "mountpoint": "",
                                 "address": "192.0.2.7", "port": 50000, "listener": "default", "protocol": "5.0",
                                 "clean_start": true, "password": "secret"}"""));
    }

    @Test
    void a_client_without_user_name_and_password_is_asked_for_too() {
        Web web = saying("{'result': 'ignore', 'reason': 'no such user'}");
        Answer answer = Asking.ask((AuthenticationSource) connecting(web), Somebody.elsewhere());
        assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
        assertThat(answer.rule()).isEqualTo("the server knows nothing of it: 'no such user'");
        assertThat(body(web).get("user_name").isNull()).isTrue();
        assertThat(body(web).get("password").isNull()).isTrue();
    }

    @Test
    void a_denial_refuses_with_the_servers_reason() {
        Answer answer = ask(connecting(saying("{'result': 'deny', 'reason': 'has not paid\\n'}")));
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(answer.rule()).isEqualTo("the server denies it: 'has not paid\uFFFD'");
    }

    @Test
    void the_server_may_say_more_of_the_client() {
        Answer answer = ask(connecting(saying("""
                {'result': 'allow', 'user_name': 'anna', 'client_id': 'c9', 'groups': ['staff'], 'expire_at': 4102444800,
                 'acl': [{'permission': 'allow', 'action': 'publish', 'topic': 'up/%u/%c', 'max_qos': 1}]}""")));
        assertThat(answer.userName()).isEqualTo("anna");
        assertThat(answer.id()).isEqualTo(new SubscriberId("", "c9"));
        assertThat(answer.groups()).containsExactly("staff");
        assertThat(answer.endsAtMillis()).isEqualTo(4_102_444_800_000L);
        Grant grant = answer.grant();
        assertThat(grant.decide(publish("up/anna/c9")).verdict()).isEqualTo(Verdict.OK);
        assertThat(grant.decide(publish("up/ann/c9")).verdict()).isEqualTo(Verdict.REJECT);
    }

    private static Action publish(String topic) {
        return new Action.Publish(Topic.of(topic), Qos.AT_LEAST_ONCE, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "[]",
                "null",
                "true",
                "{}",
                "{'result': 'ok'}",
                "{'result': true}",
                "{'result': 'allow', 'groups': 'staff'}",
                "{'result': 'allow', 'groups': [1]}",
                "{'result': 'allow', 'user_name': ''}",
                "{'result': 'allow', 'user_name': 1}",
                "{'result': 'allow', 'expire_at': 'never'}",
                "{'result': 'allow', 'acl': 'all'}",
                "{'result': 'allow'",
            })
    void an_answer_that_is_not_as_documented_admits_nobody(String json) {
        Answer answer = ask(connecting(saying(json)));
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 400, 401, 403, 404, 500, 503})
    void another_status_admits_nobody_and_no_redirection_is_followed(int status) {
        Web web = web(request -> new Said(status, status == 204 ? "" : "{\"result\": \"allow\"}"));
        Answer answer = ask(connecting(web));
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.rule()).contains("status " + status);
        assertThat(web.asked()).hasSize(1);
    }

    @Test
    void a_long_answer_is_not_read_to_its_end() {
        Answer answer = ask(connecting(web(request -> new Said(200, " ".repeat(300 * 1024)))));
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.rule()).contains("has more than");
    }

    // ------------------------------------------------------------------ what may it do

    @Test
    void publishing_and_subscribing_are_asked_for_where_an_address_is_set() {
        Web web = saying("{'result': 'allow'}");
        HttpSource source =
                source("http.publish-url", web.url("/publish"), "http.subscribe-url", web.url("/subscribe"));
        assertThat(may(source, publish("a/b")).verdict()).isEqualTo(Verdict.OK);
        assertThat(web.last().path()).isEqualTo("/publish");
        assertThat(body(web).get("topic").asString()).isEqualTo("a/b");
        assertThat(body(web).get("qos").asInt()).isEqualTo(1);
        assertThat(body(web).get("retain").asBoolean()).isTrue();
        Action subscribe = new Action.Subscribe(TopicFilter.of("$share/g/a/#"), Qos.EXACTLY_ONCE);
        assertThat(may(source, subscribe).verdict()).isEqualTo(Verdict.OK);
        assertThat(web.last().path()).isEqualTo("/subscribe");
        assertThat(body(web).get("filter").asString()).isEqualTo("$share/g/a/#");
        assertThat(body(web).has("password")).isFalse();
        web.answer(request -> Said.json("{'result': 'deny', 'reason': 'closed'}"));
        assertThat(may(source, publish("a/b")).rule()).isEqualTo("the server denies it: 'closed'");
        assertThat(Asking.ask((AuthenticationSource) source, Somebody.here()).verdict())
                .isEqualTo(Verdict.NEXT);
        assertThat(may(connecting(web), publish("a/b")).verdict()).isEqualTo(Verdict.NEXT);
        web.answer(request -> new Said(500, ""));
        assertThat(may(source, publish("a/b")).verdict()).isEqualTo(Verdict.REJECT);
    }

    private static AuthorizationSource.Answer may(HttpSource source, Action action) {
        return Asking.ask(source, Somebody.elsewhere().user("ann").admitted(), action);
    }

    // ------------------------------------------------------------------ a server that is down

    @Test
    void while_the_server_is_down_nobody_is_admitted_and_it_is_asked_again_when_it_is_up() {
        Web web = saying("{'result': 'allow'}");
        HttpSource source = connecting(web);
        assertThat(ask(source).verdict()).isEqualTo(Verdict.OK);
        int port = web.port();
        web.close();
        for (int i = 0; i < 6; i++) {
            assertThat(ask(source).verdict()).isEqualTo(Verdict.REJECT);
        }
        assertThat(source.health().state()).isEqualTo(SourceHealth.State.DOWN);
        assertThat(alarms).hasSize(1);
        open.add(Web.plainAt(port, request -> Said.json("{'result': 'allow'}")));
        await().until(() -> ask(source).verdict() == Verdict.OK);
    }

    @Test
    void a_server_that_does_not_answer_is_given_up_on_time_and_too_many_questions_are_refused_as_busy() {
        Web web = saying("{}");
        web.answer(request -> web.hang());
        HttpSource source = connecting(web, "http.time-limit", "200ms", "http.max-under-way", "2");
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            source.authenticate(Somebody.elsewhere().as("ann", "secret").request(), answer::complete);
            answers.add(answer);
        }
        assertThat(Asking.get(answers.get(2)).reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY);
        assertThat(Asking.get(answers.get(0)).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(Asking.get(answers.get(1)).rule()).doesNotContain("secret");
    }

    // ------------------------------------------------------------------ secrets

    @Test
    void the_server_must_be_vouched_for_and_be_who_it_is_said_to_be() throws Exception {
        TestCertificates authority = new TestCertificates("Authority");
        Path trusted = Files.writeString(
                folder.resolve("ca.pem"), authority.authority().certificatePem());
        Web web = Web.tls(
                TestCertificates.serverContext(authority.server("auth.example.com")),
                request -> Said.json("{'result': 'allow'}"));
        open.add(web);
        assertThat(ask(connecting(web, "http.authorities", trusted.toString())).verdict())
                .isEqualTo(Verdict.OK);
        assertThat(ask(connecting(web)).verdict()).isEqualTo(Verdict.REJECT);
        HttpSource other = source("http.connect-url", web.urlByName("/"), "http.authorities", trusted.toString());
        assertThat(ask(other).verdict()).isEqualTo(Verdict.REJECT);
        assertThat(web.asked()).hasSize(1);
    }

    @Test
    void wrong_settings_are_told_at_the_start_without_the_secret() {
        wrong("connect-url is no address of a web server", "http.connect-url", "ftp://x");
        wrong("is not name: value", "http.connect-url", "http://127.0.0.1", "http.headers", "hidden");
    }

    private void wrong(String problem, String... keysAndValues) {
        assertThatThrownBy(() -> source(keysAndValues))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("hidden");
    }
}
