package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Who may do what: by path and method, on pages by a form's token, in the API by the key's role. */
class RolesTest {
    private static final int FORBIDDEN = 403;

    private static WebParts web;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static boolean mayPost(Role role, String path) {
        Person person = web.somebody(role);
        person.get("/password");
        return person.post(path).statusCode() != FORBIDDEN;
    }

    @ParameterizedTest
    @CsvSource({
        "/clients/x/disconnect, OPERATOR",
        "/clients, OPERATOR",
        "/subscriptions/x, OPERATOR",
        "/retained/delete, OPERATOR",
        "/access/users, ADMIN",
        "/access/rules/1, ADMIN",
        "/access/bans, ADMIN",
        "/accounts, ADMIN",
        "/accounts/x/delete, ADMIN",
        "/keys, ADMIN",
        "/audit/1/undo, ADMIN",
        "/something-new, ADMIN",
        "/cl%69ents/x/disconnect, OPERATOR",
        "/clients;a=b/x, OPERATOR"
    })
    void changes_need_their_role(String path, Role least) {
        for (Role role : Role.values()) {
            assertThat(mayPost(role, path)).as(role + " at " + path).isEqualTo(role.compareTo(least) >= 0);
        }
    }

    /** Of every handler there is: methods and path, with something for each variable. */
    private static Stream<String> handlers(Predicate<RequestMethod> which) {
        return web
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .filter(info -> info.getMethodsCondition().getMethods().stream().anyMatch(which))
                .flatMap(info -> info.getPatternsCondition().getPatterns().stream())
                .map(pattern -> pattern.getPatternString().replaceAll("\\{[^}]*}", "1"))
                .distinct();
    }

    @Test
    void no_change_that_any_handler_makes_is_open_to_viewers_or_visitors() {
        Person viewer = web.somebody(Role.VIEWER);
        viewer.get("/password");
        Set<String> free = Set.of("/password");
        List<String> changed = handlers(method -> method != RequestMethod.GET)
                .filter(path -> !free.contains(path))
                .toList();
        assertThat(changed).hasSizeGreaterThan(30).contains("/accounts/1/delete", "/admin/accounts/password");
        for (String path : changed) {
            int visitors = new Person(web.address()).post(path).statusCode();
            assertThat(visitors).as("a visitor's POST to " + path).isIn(303, 401, FORBIDDEN);
            assertThat(viewer.post(path).statusCode())
                    .as("a viewer's POST to " + path)
                    .isIn(401, FORBIDDEN);
        }
    }

    @Test
    void nothing_is_shown_to_visitors_but_what_is_meant_for_them() {
        Set<String> open = Set.of(
                "/",
                "/login",
                "/status",
                "/status.json",
                "/status/stream",
                "/metrics",
                "/health",
                "/health/ping",
                "/health/listeners",
                "/health/listeners_full_cluster");
        List<String> shown = handlers(method -> method == RequestMethod.GET)
                .filter(path -> !open.contains(path))
                .toList();
        assertThat(shown).hasSizeGreaterThan(30).contains("/api/v3/clients", "/access/users/export.csv");
        for (String path : shown) {
            assertThat(new Person(web.address()).get(path).statusCode())
                    .as("a visitor's GET of " + path)
                    .isIn(303, 401, FORBIDDEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/accounts", "/keys", "/audit", "/accounts/", "/%61ccounts", "/accounts;x=1"})
    void who_may_log_in_is_the_admins_matter(String path) {
        assertThat(web.somebody(Role.VIEWER).get(path).statusCode()).isEqualTo(FORBIDDEN);
        assertThat(web.somebody(Role.OPERATOR).get(path).statusCode()).isEqualTo(FORBIDDEN);
        assertThat(web.somebody(Role.ADMIN).get(path).statusCode()).isNotEqualTo(FORBIDDEN);
    }

    @Test
    void who_may_not_do_something_is_told_so_with_the_menu_around_it() {
        assertThat(web.somebody(Role.VIEWER).get("/accounts").body())
                .contains(
                        "Your role does not allow this.", "<nav aria-label=\"Pages\" class=\"side\">", "viewer-person");
    }

    @Test
    void the_menu_shows_what_the_role_may_see() {
        assertThat(web.somebody(Role.VIEWER).get("/status").body())
                .contains("href=\"/clients\"", "href=\"/access/rules\"", "viewer-person")
                .doesNotContain("href=\"/accounts\"", "href=\"/audit\"");
        assertThat(web.somebody(Role.ADMIN).get("/accounts").body())
                .contains("href=\"/audit\"")
                .containsPattern("href=\"/accounts\"[^>]*aria-current=\"page\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "guessed"})
    void a_change_without_the_page_s_token_is_refused(String token) {
        Person admin = web.somebody(Role.ADMIN);
        admin.get("/accounts");
        HttpResponse<String> answer =
                admin.postWithToken("/accounts", token, "name", "forged", "role", "ADMIN", "password", Person.PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(FORBIDDEN);
        assertThat(answer.body()).contains("go back, reload it", "<nav aria-label=\"Pages\" class=\"side\">");
        assertThat(web.builtin().accounts().find("forged").block()).isNull();
    }

    @Test
    void another_session_s_token_is_none() {
        Person admin = web.somebody(Role.ADMIN);
        Person other = web.somebody(Role.ADMIN);
        admin.get("/accounts");
        other.get("/accounts");
        assertThat(admin.postWithToken("/accounts/x/delete", other.token()).statusCode())
                .isEqualTo(FORBIDDEN);
        assertThat(admin.post("/accounts/x/delete").statusCode()).isEqualTo(303);
    }

    @Test
    void htmx_sends_the_token_as_a_header() {
        Person admin = web.somebody(Role.ADMIN);
        String page = admin.get("/accounts").body();
        assertThat(page).contains("<meta name=\"csrf\"", "data-header=\"X-CSRF-TOKEN\"", "/assets/lib/htmx.min.js");
        HttpRequest.Builder change = admin.request("/accounts/x/delete")
                .header("HX-Request", "true")
                .POST(HttpRequest.BodyPublishers.noBody());
        assertThat(admin.send(change.build()).statusCode()).isEqualTo(FORBIDDEN);
        assertThat(admin.send(change.header("X-CSRF-TOKEN", admin.token()).build())
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void htmx_is_told_to_go_to_the_log_in_page_when_the_session_is_over() {
        HttpResponse<String> answer = new Person(web.address()).get("/clients", "HX-Request", "true");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/login");
    }

    @Test
    void htmx_comes_from_this_node() {
        HttpResponse<String> script = web.get("/assets/lib/htmx.min.js");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.body()).contains("htmx");
    }

    @Test
    void no_other_site_may_read_an_answer() {
        for (String path : List.of("/status.json", "/login", "/api/v3/clients")) {
            HttpResponse<String> answer = web.get(path, "Origin", "https://evil.example");
            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
        }
    }

    @Test
    void pages_of_those_who_are_logged_in_are_kept_nowhere() {
        assertThat(web.somebody(Role.ADMIN).get("/accounts").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void a_body_that_is_too_long_is_refused_whether_it_says_so_or_not() {
        Person admin = web.somebody(Role.ADMIN);
        byte[] long9 = new byte[9 << 20];
        HttpRequest known = admin.request("/accounts")
                .POST(HttpRequest.BodyPublishers.ofByteArray(long9))
                .build();
        assertThat(admin.send(known).statusCode()).isEqualTo(413);
        HttpRequest chunked = admin.request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(long9)))
                .build();
        assertThat(admin.send(chunked).statusCode()).isBetween(400, 413);
    }
}
