package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.Who;
import io.ternmq.console.Eventually;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of users, rules and bans, as a browser without scripts gets them. */
class RightsPagesTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u0007";
    private static final String ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;";

    private static WebParts web;
    private static Person admin;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
        admin = Person.with(web, Role.ADMIN);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @BeforeEach
    void empty() {
        rules(List.of());
    }

    private static RuleList rules() {
        return Objects.requireNonNull(web.builtin().rules().load().block());
    }

    private static RuleList rules(List<Rule> rules) {
        return Objects.requireNonNull(
                web.builtin().rules().replace(rules().version(), rules).block());
    }

    private static Rule rule(String user, String target) {
        return new Rule(0, true, true, new Who(Who.Kind.USER, user), Set.of(Operation.PUBLISH), target, null, 2, "");
    }

    private static void save(String name, String note) {
        web.builtin()
                .users()
                .save(new User(name, null, null, List.of(), false, note, Instant.now()))
                .block();
    }

    private static User user(String name) {
        return Objects.requireNonNull(web.builtin().users().find(name).block());
    }

    private static String page(String path) {
        HttpResponse<String> answer = admin.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static void redirected(HttpResponse<String> answer, String where) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(Person.location(answer)).isEqualTo(where);
    }

    private static AuditEntry lastAudited() {
        return Objects.requireNonNull(
                web.builtin().audit().list("", Long.MAX_VALUE, 1).blockFirst());
    }

    // ------------------------------------------------------------------ users

    @Test
    void a_user_is_created_with_a_password_that_is_only_kept_hashed() {
        page("/access/users/new");
        redirected(
                admin.post(
                        "/access/users/new",
                        "name",
                        "anna",
                        "password",
                        "s3cret-of-anna",
                        "groups",
                        "plant, night",
                        "note",
                        "shift leader"),
                "/access/users");
        User anna = user("anna");
        assertThat(anna.passwordHash()).startsWith("$argon2id$").doesNotContain("s3cret");
        assertThat(anna.groups()).containsExactlyInAnyOrder("plant", "night");
        assertThat(page("/access/users")).contains("The user was created.", "anna", "shift leader", "night");
        assertThat(lastAudited().action()).isEqualTo("user.create");
        assertThat(lastAudited().author()).isEqualTo("admin-person");
        assertThat(String.valueOf(lastAudited().after())).contains("plant").doesNotContain("argon2", "s3cret");
    }

    @Test
    void what_is_wrong_is_said_beside_its_field_and_the_password_not_sent_back() {
        page("/access/users/new");
        HttpResponse<String> answer =
                admin.post("/access/users/new", "name", " ben", "password", "s3cret-of-ben", "groups", "a");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("begins or ends with a blank", "aria-invalid=\"true\"", "Nothing was changed")
                .doesNotContain("s3cret-of-ben");
    }

    @Test
    void a_user_is_changed_disabled_and_deleted() {
        save("carl", "");
        page("/access/users/edit?name=carl");
        redirected(admin.post("/access/users/edit", "name", "carl", "groups", "x", "note", "n"), "/access/users");
        assertThat(user("carl").groups()).containsExactly("x");
        redirected(admin.post("/access/users/disable", "name", "carl"), "/access/users");
        assertThat(user("carl").disabled()).isTrue();
        redirected(admin.post("/access/users/enable", "name", "carl"), "/access/users");
        assertThat(user("carl").disabled()).isFalse();
        redirected(admin.post("/access/users/delete", "name", "carl"), "/access/users");
        assertThat(web.builtin().users().find("carl").block()).isNull();
        redirected(admin.post("/access/users/delete", "name", "carl"), "/access/users");
        assertThat(page("/access/users")).contains("There is no user of this name.");
    }

    @Test
    void users_are_searched_and_paged() {
        for (int i = 0; i < 60; i++) {
            save("paged-%02d".formatted(i), "");
        }
        String first = page("/access/users?q=paged");
        assertThat(first).contains("paged-49", "Next page").doesNotContain("paged-50");
        assertThat(page("/access/users?q=paged&after=paged-49")).contains("paged-50", "First page");
        assertThat(page("/access/users?q=nobody-of-this-name")).contains("No user has that in its name.");
    }

    @Test
    void an_import_is_shown_first_and_done_when_it_is_confirmed() {
        page("/access/users/import");
        String preview = admin.post(
                        "/access/users/import",
                        "text",
                        "name,password,groups\nimported-1,pass-word-1,a;b\nimported-2,,\n")
                .body();
        assertThat(preview).contains("2 new users").doesNotContain("pass-word-1");
        assertThat(web.builtin().users().find("imported-1").block()).isNull();
        String token = preview.replaceAll("(?s).*name=\"token\" value=\"([^\"]+)\".*", "$1");
        redirected(admin.post("/access/users/import/confirm", "token", token), "/access/users");
        assertThat(user("imported-1").groups()).containsExactlyInAnyOrder("a", "b");
        assertThat(user("imported-1").passwordHash()).startsWith("$argon2id$");
        redirected(admin.post("/access/users/import/confirm", "token", token), "/access/users/import");
    }

    @Test
    void an_import_with_a_wrong_line_imports_nothing_and_names_the_line() {
        page("/access/users/import");
        String preview = admin.post(
                        "/access/users/import",
                        "text",
                        "name,password,disabled\ngood-one,pass-word-2,\nx,pass-word-3,maybe\n")
                .body();
        assertThat(preview)
                .contains("1 problem", ">3<", "Disabled is true or false.")
                .doesNotContain("pass-word", "name=\"token\"");
        assertThat(web.builtin().users().find("good-one").block()).isNull();
    }

    @Test
    void an_export_has_no_hashes_unless_an_admin_asks_for_them() {
        web.builtin()
                .users()
                .save(new User("exported", "$argon2id$kept", null, List.of(), false, "=1+1", Instant.now()))
                .block();
        assertThat(admin.get("/access/users/export.csv").body())
                .startsWith("name,groups,disabled,note\r\n")
                .contains("exported,,false,'=1+1\r\n")
                .doesNotContain("argon2id$kept");
        page("/access/users");
        assertThat(admin.post("/access/users/export.csv").body()).contains("$argon2id$kept");
        Person viewer = Person.with(web, Role.VIEWER);
        viewer.get("/access/users");
        assertThat(viewer.post("/access/users/export.csv").statusCode()).isEqualTo(403);
    }

    // ------------------------------------------------------------------ rules

    @Test
    void a_rule_is_made_moved_changed_disabled_and_deleted() {
        page("/access/rules/new");
        redirected(
                admin.post(
                        "/access/rules/save",
                        "act",
                        "save",
                        "enabled",
                        "true",
                        "decision",
                        "allow",
                        "who",
                        "user",
                        "value",
                        "anna",
                        "operations",
                        "publish",
                        "operations",
                        "subscribe",
                        "target",
                        "plant/%u/#",
                        "maxQos",
                        "1"),
                "/access/rules");
        redirected(
                admin.post(
                        "/access/rules/save",
                        "act",
                        "save",
                        "enabled",
                        "true",
                        "decision",
                        "deny",
                        "who",
                        "everyone",
                        "operations",
                        "publish",
                        "target",
                        "secret/#"),
                "/access/rules");
        List<Rule> kept = rules().rules();
        assertThat(kept).extracting(Rule::target).containsExactly("plant/%u/#", "secret/#");
        assertThat(kept.get(0).operations()).containsExactlyInAnyOrder(Operation.PUBLISH, Operation.SUBSCRIBE);
        assertThat(page("/access/rules"))
                .contains("user anna to publish to and subscribe to plant/%u/#, up to QoS 1", "never decided");

        String second = Long.toString(kept.get(1).id());
        redirected(row(second, "up", "at", "2"), "/access/rules");
        assertThat(rules().rules()).extracting(Rule::target).containsExactly("secret/#", "plant/%u/#");
        redirected(row(second, "move", "position", "2"), "/access/rules");
        assertThat(rules().rules()).extracting(Rule::target).containsExactly("plant/%u/#", "secret/#");
        redirected(row(second, "disable"), "/access/rules");
        assertThat(rules().rules().get(1).enabled()).isFalse();
        assertThat(page("/access/rules/edit?id=" + second)).contains("secret/#");
        redirected(row(second, "delete"), "/access/rules");
        assertThat(rules().rules()).hasSize(1);
    }

    private static HttpResponse<String> row(String id, String act, String... more) {
        page("/access/rules");
        String[] fields = new String[6 + more.length];
        System.arraycopy(
                new String[] {"id", id, "act", act, "version", Long.toString(rules().version())}, 0, fields, 0, 6);
        System.arraycopy(more, 0, fields, 6, more.length);
        return admin.post("/access/rules/row", fields);
    }

    @Test
    void the_list_of_rules_asks_what_has_been_decided_since_and_stops_when_the_rules_are_others() {
        RuleList kept = rules(List.of(rule("anna", "a"), rule("ben", "b")));
        String asks = Eventually.get(
                () -> page("/access/rules")
                        .replaceAll("(?s).*hx-get=\"([^\"]+)\".*", "$1")
                        .replace("&amp;", "&"),
                path -> path.startsWith("/access/rules/hits?version=" + kept.version() + "&"));
        assertThat(page("/access/rules")).contains("never decided since");
        assertThat(admin.get(asks).statusCode()).isEqualTo(204);

        long first = kept.rules().get(0).id();
        page("/access/test?client=c1&user=anna&listener=default&action=publish&topic=a");
        String now = Eventually.get(() -> admin.get(asks).body(), body -> body.contains("count-" + first));
        assertThat(now)
                .contains(
                        "id=\"last-" + first + "\"", "hx-swap-oob=\"true\"", "id=\"hits\"", "version=" + kept.version())
                .doesNotContain("never decided", "count-" + kept.rules().get(1).id());

        rules(List.of());
        assertThat(Eventually.get(() -> admin.get(asks).body(), body -> body.contains("have been changed meanwhile")))
                .doesNotContain("hx-get");
        assertThat(page("/access/rules")).doesNotContain("hx-get");
    }

    @Test
    void a_change_of_rules_that_somebody_else_has_changed_is_refused_with_a_word() {
        RuleList seen = rules(List.of(rule("anna", "a/#")));
        page("/access/rules");
        rules(List.of(seen.rules().get(0), rule("ben", "b/#")));
        redirected(
                admin.post(
                        "/access/rules/row",
                        "id",
                        Long.toString(seen.rules().get(0).id()),
                        "act",
                        "delete",
                        "version",
                        Long.toString(seen.version())),
                "/access/rules");
        assertThat(page("/access/rules")).contains("Somebody else has changed the rules");
        assertThat(rules().rules()).hasSize(2);
    }

    @Test
    void a_wrong_rule_comes_back_with_what_was_written_and_what_is_wrong() {
        page("/access/rules/new");
        String answer = admin.post(
                        "/access/rules/save",
                        "act",
                        "save",
                        "who",
                        "address",
                        "value",
                        "10.0.0.0/99",
                        "operations",
                        "publish",
                        "target",
                        "a/#/b")
                .body();
        assertThat(answer).contains("10.0.0.0/99", "a/#/b", "An address looks like", "The topic filter");
        assertThat(rules().rules()).isEmpty();
    }

    @Test
    void a_preview_changes_nothing_and_leads_on() {
        page("/access/rules/new");
        String preview = admin.post(
                        "/access/rules/save",
                        "act",
                        "preview",
                        "enabled",
                        "true",
                        "who",
                        "everyone",
                        "operations",
                        "publish",
                        "target",
                        "a")
                .body();
        assertThat(preview).contains("Nobody who is here now would lose anything", "Save the rule", "name=\"target\"");
        assertThat(rules().rules()).isEmpty();
    }

    // ------------------------------------------------------------------ bans, tester, refused, sources

    @Test
    void a_ban_is_made_and_lifted() {
        page("/access/bans");
        redirected(
                admin.post(
                        "/access/bans",
                        "kind",
                        "client-id",
                        "value",
                        "pump-7",
                        "amount",
                        "2",
                        "unit",
                        "hours",
                        "reason",
                        "floods"),
                "/access/bans");
        assertThat(page("/access/bans")).contains("pump-7", "floods", "in 1 h 59 min", "admin-person");
        Ban ban = Objects.requireNonNull(web.builtin().bans().list().blockFirst());
        redirected(admin.post("/access/bans/remove", "id", Long.toString(ban.id())), "/access/bans");
        assertThat(page("/access/bans")).contains("Nobody is banned.");
        assertThat(admin.post("/access/bans", "kind", "address", "value", "nowhere")
                        .body())
                .contains("An address looks like");
    }

    @Test
    void the_tester_says_why_and_drafts_the_rule_that_is_missing() {
        rules(List.of(rule("ben", "b/#")));
        String path = "/access/test?client=c1&user=anna&listener=default&action=publish&topic=plant/1&qos=1";
        String answer = Eventually.get(() -> page(path), page -> page.contains("Refused"));
        assertThat(answer).contains("The rule that is missing", "Apply this rule", "value=\"plant/1\"");
        assertThat(page("/access/test?client=c1&listener=default&action=publish&topic=a/%23"))
                .contains("The topic ")
                .doesNotContain("class=\"decision\"");
    }

    @Test
    void the_sources_show_order_and_try_a_log_in_without_sending_the_password_back() {
        assertThat(page("/access/sources")).contains("Order on each listener", "default");
        String answer = admin.post(
                        "/access/sources/log-in",
                        "listener",
                        "default",
                        "clientId",
                        "c1",
                        "user",
                        "nobody",
                        "password",
                        "s3cret-try")
                .body();
        assertThat(answer).contains("class=\"decision\"").doesNotContain("s3cret-try");
        page("/access/sources");
        redirected(admin.post("/access/sources/forget"), "/access/sources");
    }

    // ------------------------------------------------------------------ hostile names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/access/users",
                "/access/rules",
                "/access/bans",
                "/access/refused?text=%3Cscript%3Ealert(1)%3C/script%3E",
                "/access/test?action=publish&client=%3Cscript%3Ealert(1)%3C/script%3E&user=%22%27%3E%3Cimg&topic=a&listener=%3Cscript%3E",
                "/access/test?refusal=99"
            })
    void names_that_look_like_markup_are_text(String path) {
        save("<script>alert(1)</script>", HOSTILE);
        rules(List.of(rule(HOSTILE, "<script>alert(1)</script>"), rule("x".repeat(60_000), "long")));
        web.builtin()
                .bans()
                .add(new Ban(0, Who.Kind.CLIENT_ID, HOSTILE, HOSTILE, "admin", Instant.now(), null))
                .block();
        String page = page(path);
        assertThat(page)
                .doesNotContain("<script>alert", "<img src=x", "\u202e", "\u0007", "\"'>", "style=", "onclick")
                .hasSizeLessThan(100_000);
        assertThat(path.contains("test") || page.contains(ESCAPED)).isTrue();
        web.builtin()
                .bans()
                .list()
                .flatMap(ban -> web.builtin().bans().remove(ban.id()))
                .blockLast();
    }

    @Test
    void a_viewer_sees_all_and_gets_no_buttons() {
        rules(List.of(rule("ben", "b/#")));
        save("seen", "");
        Person viewer = Person.with(web, Role.VIEWER);
        for (String path : List.of("users", "rules", "bans", "test", "refused", "sources")) {
            HttpResponse<String> answer = viewer.get("/access/" + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body().substring(answer.body().indexOf("<main")))
                    .as(path)
                    .doesNotContain("method=\"post\"");
        }
        assertThat(viewer.post("/access/users/new", "name", "x").statusCode()).isEqualTo(403);
    }
}
