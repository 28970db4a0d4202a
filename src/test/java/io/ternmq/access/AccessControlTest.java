package io.ternmq.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SettingsReader;
import io.ternmq.config.StartupException;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class AccessControlTest {
    private final List<String> asked = new ArrayList<>();

    /** A source of users made of what it answers. */
    private AuthenticationSource source(String name, BiConsumer<AuthenticationRequest, Consumer<Answer>> decide) {
        return new AuthenticationSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
                asked.add(name);
                decide.accept(request, answer);
            }
        };
    }

    private AuthenticationSource answering(String name, Answer answer) {
        return source(name, (request, consumer) -> consumer.accept(answer));
    }

    private static BrokerSettings settings(String... keysAndValues) {
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        return SettingsReader.read(environment);
    }

    private static AccessControl control(BrokerSettings settings, AuthenticationSource... sources) {
        List<AuthenticationSource> all = new ArrayList<>(List.of(new VouchedIdentity()));
        all.addAll(List.of(sources));
        return new AccessControl(settings, all, List.of(), new RuleClock(), null);
    }

    private static AuthenticationResult ask(AccessControl control, Somebody who) {
        List<AuthenticationResult> results = new ArrayList<>();
        control.authenticate(who.request(), results::add);
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private AuthenticationResult ask(Somebody who, AuthenticationSource... sources) {
        return ask(control(settings(), sources), who);
    }

    @ParameterizedTest
    @CsvSource({
        // policy, from this machine, user name, sources there, admitted
        "LOOPBACK, true,  false, false, true",
        "LOOPBACK, true,  false, true,  true",
        "LOOPBACK, true,  true,  false, true",
        "LOOPBACK, true,  true,  true,  false",
        "LOOPBACK, false, false, false, false",
        "LOOPBACK, false, false, true,  false",
        "LOOPBACK, false, true,  false, false",
        "LOOPBACK, false, true,  true,  false",
        "FALSE,    true,  false, false, false",
        "FALSE,    true,  true,  false, false",
        "FALSE,    true,  false, true,  false",
        "TRUE,     false, false, false, true",
        "TRUE,     false, true,  true,  true",
        "TRUE,     true,  true,  true,  true",
    })
    @Checklist(109)
    void a_client_that_no_source_knows_is_admitted_only_as_allow_anonymous_says(
            Anonymous policy, boolean here, boolean user, boolean sources, boolean admitted) {
        Somebody who = (here ? Somebody.here() : Somebody.elsewhere()).under(policy);
        Somebody named = user ? who.as("bob", "secret") : who;
        AuthenticationResult result = sources ? ask(named, answering("users", Answer.next("unknown"))) : ask(named);
        assertThat(result.admitted()).isEqualTo(admitted);
        assertThat(result.reasonCode().isError()).isNotEqualTo(admitted);
        boolean checked = user && sources && policy != Anonymous.TRUE;
        assertThat(result.explanation().sentence())
                .contains(checked ? "no source knows user 'bob'" : "allow-anonymous")
                .doesNotContain("secret");
    }

    @Test
    void a_known_user_is_admitted_from_everywhere() {
        AuthenticationResult result =
                ask(Somebody.elsewhere().as("bob", "secret"), answering("users", Answer.ok("bob is known")));
        assertThat(result.admitted()).isTrue();
        assertThat(result.userName()).isEqualTo("bob");
        assertThat(result.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
        assertThat(result.explanation().sentence()).isEqualTo("users: bob is known");
    }

    @Test
    void whoever_is_admitted_without_users_keeps_the_name_it_gives() {
        assertThat(ask(Somebody.here().as("bob", "any")).userName()).isEqualTo("bob");
        assertThat(ask(Somebody.elsewhere().as("bob", "any").under(Anonymous.TRUE))
                        .userName())
                .isEqualTo("bob");
    }

    @Test
    void nobody_is_asked_when_everybody_may_connect() {
        ask(Somebody.elsewhere().as("bob", "x").under(Anonymous.TRUE), answering("users", Answer.next("unknown")));
        assertThat(asked).isEmpty();
    }

    @Test
    void a_refusal_says_what_to_do() {
        assertThat(ask(Somebody.elsewhere()).explanation().rule())
                .isEqualTo("a client without user name may not connect from 192.0.2.7, only from this machine"
                        + " (allow-anonymous is loopback); give it a user name and a password that"
                        + " ternmq.access.password-file has, or set ternmq.access.allow-anonymous to true");
        assertThat(ask(Somebody.here().under(Anonymous.FALSE)).explanation().rule())
                .startsWith(
                        "a client without user name may not connect to listener default (allow-anonymous is false)");
        assertThat(ask(Somebody.elsewhere().as("bob", "x")).explanation().rule())
                .isEqualTo("user 'bob' can't be checked, since no source of users is set up; name a password file in"
                        + " ternmq.access.password-file, or set ternmq.access.allow-anonymous to true");
        assertThat(ask(Somebody.elsewhere().as("bob", "x"), answering("users", Answer.next("has no bob")))
                        .explanation()
                        .sentence())
                .startsWith("sources: no source knows user 'bob' (before: ")
                .contains("users: has no bob");
    }

    @Test
    void a_loopback_address_that_a_proxy_tells_is_not_this_machine() {
        Somebody proxied =
                new Somebody("c1", "", null, null, "default", "127.0.0.1", false, null, null, Anonymous.LOOPBACK);
        AuthenticationResult result = ask(proxied);
        assertThat(result.admitted()).isFalse();
        assertThat(result.explanation().rule()).contains("127.0.0.1 behind a proxy");
    }

    @Test
    void reason_codes_tell_wrong_credentials_from_no_right() {
        AuthenticationSource knowsNobody = answering("users", Answer.next("unknown"));
        assertThat(ask(Somebody.elsewhere()).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(ask(Somebody.elsewhere(), knowsNobody).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(ask(Somebody.elsewhere().as("bob", null), knowsNobody).reasonCode())
                .isEqualTo(ReasonCode.NOT_AUTHORIZED);
        // The same as for a wrong password, so that nobody learns which names there are.
        assertThat(ask(Somebody.elsewhere().as("bob", "x"), knowsNobody).reasonCode())
                .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        AuthenticationSource rejects =
                answering("users", Answer.reject(ReasonCode.BAD_USER_NAME_OR_PASSWORD, "wrong password"));
        assertThat(ask(Somebody.elsewhere().as("bob", "x"), rejects).reasonCode())
                .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    @Checklist(108)
    void sources_are_asked_in_order_and_the_first_that_knows_decides() {
        AuthenticationSource one = answering("one", Answer.next("unknown to one"));
        AuthenticationSource two = answering("two", Answer.reject(ReasonCode.BANNED, "banned by two"));
        AuthenticationSource three = answering("three", Answer.ok("known to three"));
        AuthenticationResult result = ask(Somebody.elsewhere().as("bob", "x"), one, two, three);
        assertThat(asked).containsExactly("one", "two");
        assertThat(result.reasonCode()).isEqualTo(ReasonCode.BANNED);
        assertThat(result.explanation().source()).isEqualTo("two");
        assertThat(result.explanation().trail()).containsExactly("one: unknown to one");
    }

    @Test
    void a_source_may_answer_late_and_the_next_is_asked_then() {
        List<Consumer<Answer>> waiting = new ArrayList<>();
        AuthenticationSource late = source("late", (request, answer) -> waiting.add(answer));
        AccessControl control = control(settings(), late, answering("users", Answer.ok("known")));
        List<AuthenticationResult> results = new ArrayList<>();
        control.authenticate(Somebody.elsewhere().as("bob", "x").request(), results::add);
        assertThat(results).isEmpty();
        assertThat(asked).containsExactly("late");
        waiting.get(0).accept(Answer.next("no idea"));
        waiting.get(0).accept(Answer.reject(ReasonCode.BANNED, "a second word counts for nothing"));
        assertThat(results).hasSize(1).allMatch(AuthenticationResult::admitted);
    }

    @Test
    void a_source_that_fails_refuses_and_nobody_else_is_asked() {
        AuthenticationResult result = ask(
                Somebody.elsewhere().as("bob", "x"),
                source("broken", (request, answer) -> {
                    throw new IllegalStateException("on purpose");
                }),
                answering("users", Answer.ok("known")));
        assertThat(result.admitted()).isFalse();
        assertThat(result.explanation().source()).isEqualTo("broken");
        assertThat(asked).containsExactly("broken");
    }

    @Test
    void a_source_may_change_who_somebody_is() {
        SubscriberId other = new SubscriberId("tenant", "other");
        AuthenticationResult result = ask(
                Somebody.elsewhere().as("bob", "x"),
                answering("users", new Answer(Verdict.OK, "renamed", null, other, "robert", null, null)));
        assertThat(result.id()).isEqualTo(other);
        assertThat(result.userName()).isEqualTo("robert");
    }

    @Test
    void reason_string_and_server_reference_of_a_source_are_passed_on() {
        AuthenticationResult result = ask(
                Somebody.elsewhere().as("bob", "x"),
                answering(
                        "users",
                        new Answer(
                                Verdict.REJECT,
                                "moved",
                                ReasonCode.USE_ANOTHER_SERVER,
                                null,
                                null,
                                "go away",
                                "there")));
        assertThat(result.reasonCode()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
        assertThat(result.reasonString()).isEqualTo("go away");
        assertThat(result.serverReference()).isEqualTo("there");
    }

    @Test
    void a_certificate_says_more_than_the_client() {
        AuthenticationResult result = ask(
                Somebody.elsewhere().as("admin", "x").client("victim").vouchedFor("bob", "bobs-client"),
                answering("users", Answer.next("unknown")));
        assertThat(result.admitted()).isTrue();
        assertThat(result.userName()).isEqualTo("bob");
        assertThat(result.id().clientId()).isEqualTo("bobs-client");
        assertThat(result.explanation().rule()).isEqualTo("the trusted proxy says that it is user 'bob'");
        assertThat(asked).isEmpty();
    }

    @Test
    @Checklist(103)
    void a_listener_may_have_sources_of_its_own() {
        BrokerSettings settings = settings(
                "ternmq.listeners.default.authentication-sources", "two",
                "ternmq.listeners.websocket.authentication-sources", "three,one");
        AccessControl control = control(
                settings,
                answering("one", Answer.next("1")),
                answering("two", Answer.next("2")),
                answering("three", Answer.next("3")));
        ask(control, Somebody.elsewhere().as("bob", "x"));
        assertThat(asked).containsExactly("two");
        asked.clear();
        ask(control, Somebody.elsewhere().as("bob", "x").on("websocket"));
        assertThat(asked).containsExactly("three", "one");
        asked.clear();
        ask(control, Somebody.elsewhere().as("bob", "x").on("another"));
        assertThat(asked).containsExactly("one", "two", "three");
    }

    @Test
    @Checklist(103)
    void a_listener_may_have_rules_of_its_own() {
        LateSource one = new LateSource();
        AccessControl control = new AccessControl(
                settings("ternmq.listeners.websocket.authorization-sources", "late"),
                List.of(),
                List.of(
                        new LateSource() {
                            @Override
                            public String name() {
                                return "another";
                            }
                        },
                        one),
                new RuleClock(),
                null);
        control.permissionsOf(Somebody.here().on("websocket").admitted(), () -> {})
                .mayPublish(Topic.of("a"), Qos.AT_MOST_ONCE, false);
        assertThat(one.waiting()).hasSize(1);
        control.permissionsOf(Somebody.here().admitted(), () -> {}).mayPublish(Topic.of("a"), Qos.AT_MOST_ONCE, false);
        assertThat(one.waiting()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "one,one"})
    @Checklist(103)
    void a_chain_of_sources_that_are_not_there_or_there_twice_stops_the_start(String chain) {
        BrokerSettings settings = settings("ternmq.listeners.default.authentication-sources", chain);
        assertThatThrownBy(() -> control(settings, answering("one", Answer.next("1"))))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("ternmq.listeners.default.authentication-sources names ");
    }

    @Test
    void names_in_explanations_stay_in_their_line() {
        AuthenticationResult result = ask(
                Somebody.elsewhere().as("bob\r\n2026 ERROR forged\u202E\u0000", "x"), answering("u", Answer.next("?")));
        assertThat(result.explanation().sentence())
                .contains("user 'bob\uFFFD\uFFFD2026 ERROR forged\uFFFD\uFFFD'")
                .doesNotContain("\n", "\r", "\u0000", "\u202E");
        String endless = ask(Somebody.elsewhere().as("x".repeat(60_000), "x"), answering("u", Answer.next("?")))
                .explanation()
                .sentence();
        assertThat(endless).hasSizeLessThan(500);
    }
}
