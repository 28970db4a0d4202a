package io.ternmq.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.EnhancedAuthenticator.Step;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SettingsReader;
import io.ternmq.config.StartupException;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The room as the broker has it, with real files and threads. */
class AccessRoomTest {
    @TempDir
    private Path folder;

    private final EventBus events = new EventBus();
    private final List<AccessRoom> rooms = new ArrayList<>();

    @AfterEach
    void close() {
        rooms.forEach(AccessRoom::close);
    }

    private Path write(String name, String... lines) {
        Path file = folder.resolve(name);
        AccessFiles.replace(file, lines);
        return file;
    }

    private static String hash(String password) {
        return Sha512Hash.ofPassword(password.getBytes(StandardCharsets.UTF_8)).text();
    }

    private AccessControl open(String... keysAndValues) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "ternmq.access.acl-reload-interval", "20ms",
                "ternmq.access.password-reload-interval", "20ms",
                "ternmq.access.cache-expiry", "1h"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("ternmq." + keysAndValues[i], keysAndValues[i + 1]);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        BrokerSettings settings = SettingsReader.read(environment);
        AccessRoom room = AccessRoom.open(settings, events, null);
        rooms.add(room);
        return room.control();
    }

    private static AuthenticationResult ask(AccessControl control, Somebody who) throws Exception {
        CompletableFuture<AuthenticationResult> result = new CompletableFuture<>();
        control.authenticate(who.request(), result::complete);
        return result.get(30, TimeUnit.SECONDS);
    }

    private static boolean isAdmitted(AccessControl control, String user, String password) throws Exception {
        return ask(control, Somebody.elsewhere().as(user, password)).admitted();
    }

    @Test
    @Checklist(integrations = 4)
    void a_new_line_of_the_password_file_holds_soon_and_one_that_is_gone_holds_no_more() throws Exception {
        Path file = write("passwd", "bob:" + hash("1"));
        AccessControl control = open("access.password-file", file.toString());
        assertThat(isAdmitted(control, "bob", "1")).isTrue();
        assertThat(isAdmitted(control, "eve", "2")).isFalse();
        write("passwd", "eve:" + hash("2"));
        await().untilAsserted(() -> assertThat(isAdmitted(control, "eve", "2")).isTrue());
        assertThat(isAdmitted(control, "bob", "1")).isFalse();
    }

    @Test
    void the_room_lists_its_sources_and_how_they_are() throws Exception {
        Path file = write("passwd", "bob:" + hash("1"));
        Path acl = write("acl", "topic a");
        open("access.password-file", file.toString(), "access.acl-file", acl.toString());
        AccessRoom room = rooms.get(0);
        assertThat(room.sources())
                .extracting(SourceStatus::name, SourceStatus::authenticates, SourceStatus::authorizes)
                .containsExactly(
                        tuple("certificate", true, false),
                        tuple("password-file", true, false),
                        tuple("acl-file", false, true));
        assertThat(room.sources()).allMatch(source -> source.health().state() == SourceHealth.State.UP);
        write("acl", "topics a");
        await().until(() -> room.sources().get(2).health().state() == SourceHealth.State.STALE);
        assertThat(room.sources().get(2).health().lastError()).contains("line 1");
    }

    @Test
    @Checklist(integrations = 6)
    void a_bad_password_line_leaves_the_users_and_is_told_by_number() throws Exception {
        Path file = write("passwd", "bob:" + hash("1"));
        AccessControl control = open("access.password-file", file.toString());
        List<AlarmRaised> raised = new CopyOnWriteArrayList<>();
        List<AlarmCleared> cleared = new CopyOnWriteArrayList<>();
        events.subscribe(AlarmRaised.class, raised::add);
        events.subscribe(AlarmCleared.class, cleared::add);
        write("passwd", "eve:" + hash("2"), "", "bob:plain");
        await().until(() -> !raised.isEmpty());
        assertThat(raised.get(0).name()).isEqualTo("password-file");
        assertThat(raised.get(0).sentence())
                .contains("line 3 has no password hash")
                .doesNotContain("plain");
        assertThat(isAdmitted(control, "bob", "1")).isTrue();
        assertThat(isAdmitted(control, "eve", "2")).isFalse();
        write("passwd", "eve:" + hash("2"));
        await().until(() -> !cleared.isEmpty());
        assertThat(isAdmitted(control, "eve", "2")).isTrue();
        assertThat(raised).hasSize(1);
    }

    @Test
    void a_right_that_is_taken_away_is_gone_for_clients_that_are_connected() throws Exception {
        Path file = write("acl", "topic a/#", "user bob", "topic write b");
        AccessControl control = open("access.acl-file", file.toString());
        Permissions permissions =
                control.permissionsOf(Somebody.here().user("bob").admitted(), () -> {});
        assertThat(permissions.mayPublish(Topic.of("b"), Qos.AT_LEAST_ONCE, false))
                .isEqualTo(Decision.ALLOW);
        assertThat(permissions.mayPublish(Topic.of("b"), Qos.AT_LEAST_ONCE, false))
                .isEqualTo(Decision.ALLOW);
        assertThat(permissions.explanation())
                .matches(why -> why.cached() && why.sentence().equals("acl-file: line 3: topic write b"));
        write("acl", "topic a/#", "user bob", "topic write c");
        await().untilAsserted(() -> assertThat(permissions.mayPublish(Topic.of("b"), Qos.AT_LEAST_ONCE, false))
                .isEqualTo(Decision.DENY));
        assertThat(permissions.mayPublish(Topic.of("c"), Qos.AT_LEAST_ONCE, false))
                .isEqualTo(Decision.ALLOW);
    }

    @Test
    void a_refusal_by_the_acl_file_says_which_line_would_allow_it() throws Exception {
        Path file = write("acl", "topic a");
        AccessControl control = open("access.acl-file", file.toString());
        Permissions bob = control.permissionsOf(Somebody.here().user("bob").admitted(), () -> {});
        assertThat(bob.mayPublish(Topic.of("b/c"), Qos.AT_MOST_ONCE, false)).isEqualTo(Decision.DENY);
        assertThat(bob.explanation().sentence())
                .isEqualTo(
                        "rules: no rule allows user 'bob', client 'c1' to publish to 'b/c' (before: acl-file: no line of "
                                + file + " allows it; 'topic write b/c' below 'user bob' would)");
        Permissions nobody = control.permissionsOf(Somebody.here().admitted(), () -> {});
        assertThat(nobody.maySubscribe(TopicFilter.of("$share/g/#"), Qos.AT_MOST_ONCE))
                .isEqualTo(Decision.DENY);
        assertThat(nobody.explanation().sentence())
                .isEqualTo("rules: no rule allows a client without user name, client 'c1' to subscribe to '$share/g/#'"
                        + " (before: acl-file: no line of " + file
                        + " allows it; 'topic read #' before the first user line would)");
    }

    /** VerneMQ's packets are refused whole; here each filter is decided for itself. */
    @Test
    @Checklist(value = 28, integrations = 11)
    void each_filter_is_decided_for_itself() throws Exception {
        AccessControl control =
                open("access.acl-file", write("acl", "topic read a").toString());
        Permissions permissions = control.permissionsOf(Somebody.here().admitted(), () -> {});
        assertThat(permissions.maySubscribe(TopicFilter.of("a"), Qos.AT_MOST_ONCE))
                .isEqualTo(Decision.ALLOW);
        assertThat(permissions.maySubscribe(TopicFilter.of("b"), Qos.AT_MOST_ONCE))
                .isEqualTo(Decision.DENY);
        assertThat(permissions.maySubscribe(TopicFilter.of("a"), Qos.AT_MOST_ONCE))
                .isEqualTo(Decision.ALLOW);
    }

    @Test
    @Checklist(109)
    void who_need_not_say_who_he_is_still_may_do_only_what_the_rules_allow() throws Exception {
        AccessControl control =
                open("access.acl-file", write("acl", "topic a").toString(), "access.allow-anonymous", "true");
        assertThat(ask(control, Somebody.elsewhere().under(io.ternmq.config.AccessSettings.Anonymous.TRUE))
                        .admitted())
                .isTrue();
        Permissions permissions = control.permissionsOf(Somebody.elsewhere().admitted(), () -> {});
        assertThat(permissions.mayPublish(Topic.of("b"), Qos.AT_MOST_ONCE, false))
                .isEqualTo(Decision.DENY);
    }

    @Test
    void an_acl_file_that_is_empty_refuses_everything() throws Exception {
        AccessControl control = open("access.acl-file", write("acl").toString());
        Permissions permissions = control.permissionsOf(Somebody.here().admitted(), () -> {});
        assertThat(permissions.mayPublish(Topic.of("a"), Qos.AT_MOST_ONCE, false))
                .isEqualTo(Decision.DENY);
        assertThat(permissions.maySubscribe(TopicFilter.of("a"), Qos.AT_MOST_ONCE))
                .isEqualTo(Decision.DENY);
    }

    @Test
    void a_file_that_is_missing_or_bad_stops_the_start_with_one_line() throws Exception {
        assertThatThrownBy(() -> open("access.acl-file", folder.resolve("none").toString()))
                .isInstanceOf(StartupException.class)
                .hasMessage("ternmq.access.acl-file names " + folder.resolve("none") + ", which is not there");
        Path bad = write("acl", "topic a", "topics b");
        assertThatThrownBy(() -> open("access.acl-file", bad.toString()))
                .isInstanceOf(StartupException.class)
                .hasMessage("ternmq.access.acl-file names " + bad
                        + ": line 2 begins with neither topic, pattern, user nor # and is: 'topics b'");
    }

    @Test
    void passwords_that_are_slow_to_check_are_checked_beside_the_loops() throws Exception {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        Path file = write("passwd", "bob:" + ScramKeys.ofPassword(secret, 4096).text());
        AccessControl control = open("access.password-file", file.toString());
        CompletableFuture<String> thread = new CompletableFuture<>();
        control.authenticate(
                Somebody.elsewhere().as("bob", "secret").request(),
                result -> thread.complete(
                        result.admitted() + " on " + Thread.currentThread().getName()));
        assertThat(thread.get(30, TimeUnit.SECONDS)).isEqualTo("true on access-passwords");
        assertThat(ask(control, Somebody.elsewhere().as("bob", "wrong")).reasonCode())
                .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void scram_is_offered_when_there_are_users_and_serves_those_of_the_listener() throws Exception {
        assertThat(open().enhancedAuthenticators()).isEmpty();
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        Path file = write("passwd", "bob:" + ScramKeys.ofPassword(secret, 5000).text());
        AccessControl control = open(
                "access.password-file", file.toString(), "listeners.websocket.authentication-sources", "certificate");
        EnhancedAuthenticator scram = control.enhancedAuthenticators().get(0);
        assertThat(scram.method()).isEqualTo("SCRAM-SHA-256");
        assertThat(firstAnswer(scram, Somebody.elsewhere())).contains(",i=5000");
        assertThat(firstAnswer(scram, Somebody.elsewhere().on("websocket"))).contains(",i=8192");
    }

    private static String firstAnswer(EnhancedAuthenticator scram, Somebody who) {
        List<Step> steps = new ArrayList<>();
        scram.begin(who.request()).step("n,,n=bob,r=abc".getBytes(StandardCharsets.UTF_8), steps::add);
        assertThat(steps.get(0).data()).isNotNull();
        return new String(steps.get(0).data(), StandardCharsets.UTF_8);
    }

    @Test
    void a_remembered_decision_expires_by_the_rooms_own_clock() throws Exception {
        AccessControl control =
                open("access.acl-file", write("acl", "topic a").toString(), "access.cache-expiry", "40ms");
        Permissions permissions = control.permissionsOf(Somebody.here().admitted(), () -> {});
        permissions.mayPublish(Topic.of("a"), Qos.AT_MOST_ONCE, false);
        permissions.mayPublish(Topic.of("a"), Qos.AT_MOST_ONCE, false);
        await().until(() -> {
            permissions.mayPublish(Topic.of("a"), Qos.AT_MOST_ONCE, false);
            return !permissions.explanation().cached();
        });
    }
}
