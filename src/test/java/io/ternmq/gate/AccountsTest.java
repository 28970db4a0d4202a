package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.Role;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of accounts: made, changed, ended, and what the audit log says of it. */
class AccountsTest {
    private static final Pattern SECRET = Pattern.compile("readonly[^>]* value=\"([^\"]+)\"");

    private static WebParts web;
    private static Person admin;

    @BeforeAll
    static void start() {
        NodeToWatch node = NodeToWatch.named();
        web = WebParts.around(node);
        node.settings.apply(Map.of("ternmq.console.log-in-failures", "1000"));
        admin = web.somebody(Role.ADMIN);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Account account(String name) {
        return Objects.requireNonNull(web.builtin().accounts().find(name).block());
    }

    private static String after(HttpResponse<String> change) {
        return admin.get(Person.location(change)).body();
    }

    private static void make(String name, Role role) {
        admin.get("/accounts");
        admin.post("/accounts", "name", name, "role", role.name(), "password", Person.PASSWORD);
    }

    private static List<AuditEntry> entries(String object) {
        return Objects.requireNonNull(web.builtin()
                .audit()
                .list(object, Long.MAX_VALUE, 100)
                .collectList()
                .block());
    }

    @Test
    void somebody_new_has_to_choose_a_password_before_anything_else() {
        make("newcomer", Role.OPERATOR);
        Person newcomer = new Person(web.address());
        assertThat(newcomer.logIn("newcomer", Person.PASSWORD).statusCode()).isEqualTo(303);
        for (String path : List.of("/", "/status", "/clients", "/retained", "/access/rules")) {
            assertThat(Person.location(newcomer.get(path))).isEqualTo("/password");
        }
        newcomer.get("/password");
        assertThat(newcomer.post("/clients/x/disconnect").statusCode()).isEqualTo(303);
        assertThat(newcomer.post(
                                "/password",
                                "current",
                                "wrong",
                                "wanted",
                                "another 1 staple",
                                "again",
                                "another 1 staple")
                        .body())
                .contains("The current password is not right.");
        assertThat(newcomer.post("/password", "current", Person.PASSWORD, "wanted", "short", "again", "short")
                        .body())
                .contains("at least 10 characters");
        assertThat(newcomer.post(
                                "/password",
                                "current",
                                Person.PASSWORD,
                                "wanted",
                                Person.PASSWORD,
                                "again",
                                Person.PASSWORD)
                        .body())
                .contains("must be another one");
        assertThat(Person.location(newcomer.post(
                        "/password",
                        "current",
                        Person.PASSWORD,
                        "wanted",
                        "another 1 staple",
                        "again",
                        "another 1 staple")))
                .isEqualTo("/login?changed");
        assertThat(newcomer.logIn("newcomer", "another 1 staple").statusCode()).isEqualTo(303);
        assertThat(newcomer.get("/password").statusCode()).isEqualTo(200);
        assertThat(newcomer.get("/status").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<script>alert(1)</script>", "a b", "-x", "a\u0000b", "a\u202Eb"})
    void names_are_plain(String name) {
        int before = entries("account.create").size();
        make(name, Role.VIEWER);
        assertThat(admin.get("/accounts").body())
                .contains("A name has 1 to 64")
                .doesNotContain("<script>alert", "\u202E");
        assertThat(entries("account.create")).hasSize(before);
    }

    @Test
    void a_change_of_role_ends_the_sessions_of_the_account_at_once() {
        Person.account(web, "promoted", Role.VIEWER);
        Person person = new Person(web.address());
        person.logIn("promoted", Person.PASSWORD);
        assertThat(person.get("/password").statusCode()).isEqualTo(200);
        admin.get("/accounts");
        admin.post("/accounts/promoted", "role", "OPERATOR");
        assertThat(person.get("/password").statusCode()).isEqualTo(303);
        assertThat(account("promoted").role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void who_is_disabled_or_deleted_is_out_at_once() {
        Person.account(web, "leaving", Role.VIEWER);
        Person person = new Person(web.address());
        person.logIn("leaving", Person.PASSWORD);
        admin.get("/accounts");
        admin.post("/accounts/leaving", "role", "VIEWER", "disabled", "true");
        assertThat(person.get("/password").statusCode()).isEqualTo(303);
        assertThat(Person.location(person.logIn("leaving", Person.PASSWORD))).isEqualTo("/login?failed");
        admin.get("/accounts");
        admin.post("/accounts/leaving/delete");
        assertThat(web.builtin().accounts().find("leaving").block()).isNull();
    }

    @Test
    @Timeout(30)
    void a_stream_ends_with_its_session() {
        Person.account(web, "watching", Role.VIEWER);
        Person person = new Person(web.address());
        person.logIn("watching", Person.PASSWORD);
        HttpRequest watch = person.request("/status/stream")
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines = person.client()
                .sendAsync(watch, HttpResponse.BodyHandlers.ofLines())
                .join()
                .body()) {
            Iterator<String> next = lines.iterator();
            assertThat(next.next()).isEqualTo("event:history");
            admin.get("/accounts");
            admin.post("/accounts/watching", "role", "VIEWER", "disabled", "true");
            next.forEachRemaining(line -> assertThat(line).isNotNull());
        }
    }

    @Test
    void a_reset_password_is_shown_once_and_must_be_changed() {
        Person.account(web, "forgetful", Role.VIEWER);
        admin.get("/accounts");
        Matcher secret =
                SECRET.matcher(admin.post("/accounts/forgetful/password").body());
        assertThat(secret.find()).isTrue();
        assertThat(account("forgetful").mustChange()).isTrue();
        assertThat(account("forgetful").passwordHash()).doesNotContain(secret.group(1));
        assertThat(admin.get("/accounts").body()).doesNotContain(secret.group(1));
        Person person = new Person(web.address());
        assertThat(Person.location(person.logIn("forgetful", secret.group(1)))).isEqualTo("/");
        assertThat(Person.location(person.get("/"))).isEqualTo("/password");
    }

    @Test
    void the_last_admin_stays() {
        web.builtin()
                .accounts()
                .list()
                .filter(other -> other.role() == Role.ADMIN && !other.name().equals("admin-person"))
                .concatMap(other -> web.builtin().accounts().delete(other.name()))
                .blockLast();
        admin.get("/accounts");
        assertThat(after(admin.post("/accounts/admin-person/delete"))).contains("That is the last admin");
        admin.get("/accounts");
        assertThat(after(admin.post("/accounts/admin-person", "role", "VIEWER")))
                .contains("That is the last admin");
    }

    @Test
    void each_change_is_audited_without_secrets_and_can_be_taken_back() {
        make("audited", Role.VIEWER);
        admin.get("/accounts");
        admin.post("/accounts/audited", "role", "OPERATOR");
        List<AuditEntry> entries = entries("audited");
        assertThat(entries).extracting(AuditEntry::action).containsExactly("account.change", "account.create");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.author()).isEqualTo("admin-person");
            assertThat(entry.via()).isEqualTo("console");
            assertThat(entry.address()).isEqualTo("127.0.0.1");
            assertThat(entry.before() + entry.after()).doesNotContain("assword", "scram", "$");
        });
        assertThat(admin.get("/audit?q=audited").body())
                .contains("account.change", "account.create", "<del", "viewer</del>", "<ins", "operator</ins>");
        String page = after(admin.post("/audit/" + entries.get(0).id() + "/undo"));
        assertThat(page)
                .contains(
                        "The change was taken back.",
                        "takes back " + entries.get(0).id());
        assertThat(account("audited").role()).isEqualTo(Role.VIEWER);
        page = after(admin.post("/audit/" + entries.get(0).id() + "/undo"));
        assertThat(page).contains("The account has been changed since.");
    }
}
