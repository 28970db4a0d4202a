package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.Who;
import io.ternmq.console.Eventually;
import io.ternmq.console.Person;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages of bans, of the tester and of sources, and what all pages of rights have in common; as a browser without scripts gets
 * them.
 */
class RightsPagesTest extends RightsPagesFixture {
    private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u0007";
    private static final String ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;";

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
