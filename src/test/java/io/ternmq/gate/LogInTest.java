package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.Role;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-in by a browser without scripts, and what follows from it. */
class LogInTest {
    private static final NodeToWatch node = NodeToWatch.named();
    private static WebParts web;

    @BeforeAll
    static void start() {
        web = WebParts.around(node);
        // Failures of one test are none of another's.
        node.settings.apply(Map.of("ternmq.console.log-in-failures", "1000"));
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Person visitor() {
        return new Person(web.address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/clients",
                "/clients/a%2Fb",
                "/subscriptions",
                "/retained",
                "/access/rules",
                "/accounts",
                "/keys",
                "/audit",
                "/password",
                "/nothing-here",
                "/actuator",
                "/actuator/metrics"
            })
    void a_visitor_is_led_to_the_log_in_page(String path) {
        HttpResponse<String> answer = visitor().get(path);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Person.location(answer)).startsWith("/login?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/status", "/status.json", "/health", "/health/ping", "/metrics", "/actuator/health", "/login"})
    void some_pages_are_for_everybody_and_start_no_session(String path) {
        Person visitor = visitor();
        assertThat(visitor.get(path).statusCode()).isEqualTo(200);
        assertThat(visitor.session()).isEmpty();
    }

    @Test
    void after_the_log_in_the_page_is_there_that_was_asked_for() {
        Person.account(web, "returning", Role.ADMIN);
        Person person = visitor();
        String page = Person.location(person.get("/accounts?page=2"));
        assertThat(page).endsWith("next=%2Faccounts%3Fpage%3D2");
        assertThat(person.get(page).body()).contains("value=\"/accounts?page=2\"");
        HttpResponse<String> answer =
                person.post("/login", "username", "returning", "password", Person.PASSWORD, "next", "/accounts?page=2");
        assertThat(Person.location(answer)).isEqualTo("/accounts?page=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%zz",
                "/clients/%",
                "//evil.example/",
                "https://evil.example/",
                "/\\evil.example",
                "javascript:alert(1)",
                "/a\r\nX: y"
            })
    void no_link_to_the_log_in_page_leads_elsewhere_afterwards(String next) {
        Person.account(web, "careful", Role.VIEWER);
        Person person = visitor();
        person.get("/login");
        HttpResponse<String> answer =
                person.post("/login", "username", "careful", "password", Person.PASSWORD, "next", next);
        assertThat(Person.location(answer)).isEqualTo("/");
    }

    @Test
    void the_session_s_id_is_a_new_one_after_the_log_in() {
        Person.account(web, "fixed", Role.VIEWER);
        Person person = visitor();
        person.plant("TERNMQ", "prepared-by-somebody-else");
        person.logIn("fixed", Person.PASSWORD);
        String first = person.session();
        assertThat(first).isNotEmpty().isNotEqualTo("prepared-by-somebody-else");
        person.get("/password");
        person.post("/login", "username", "fixed", "password", Person.PASSWORD);
        assertThat(person.session()).isNotEmpty().isNotEqualTo(first);
        Person thief = visitor();
        thief.plant("TERNMQ", first);
        assertThat(thief.get("/password").statusCode()).isEqualTo(303);
    }

    @Test
    void cookies_are_for_this_site_and_no_script() {
        Person.account(web, "cookie", Role.VIEWER);
        Person person = visitor();
        HttpResponse<String> page = person.get("/login");
        assertThat(page.headers().allValues("Set-Cookie"))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .containsIgnoringCase("HttpOnly")
                        .contains("SameSite=Strict")
                        .doesNotContain("Secure"));
        HttpResponse<String> answer = person.post("/login", "username", "cookie", "password", Person.PASSWORD);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("TERNMQ="))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .containsIgnoringCase("HttpOnly")
                        .contains("SameSite=Strict")
                        .doesNotContain("Max-Age"));
    }

    @Test
    void every_failure_is_told_the_same() {
        Person.account(web, "known", Role.VIEWER);
        Person.account(web, "off", Role.VIEWER);
        web.builtin()
                .accounts()
                .find("off")
                .flatMap(off -> web.builtin()
                        .accounts()
                        .save(new Account(
                                off.name(), off.passwordHash(), off.role(), true, false, off.changedAt(), null)))
                .block();
        for (String name : new String[] {"known", "unknown", "off", "<script>", "x".repeat(70_000), "", "a\u0000b"}) {
            HttpResponse<String> answer =
                    visitor().logIn(name, name.equals("off") ? Person.PASSWORD : "not the password");
            assertThat(Person.location(answer)).isEqualTo("/login?failed");
        }
        assertThat(visitor().get("/login?failed").body()).contains("Name or password is not right.");
    }

    @Test
    void a_log_in_needs_the_page_s_token() {
        Person.account(web, "token", Role.VIEWER);
        Person person = visitor();
        person.get("/login");
        HttpResponse<String> answer =
                person.postWithToken("/login", "guessed", "username", "token", "password", Person.PASSWORD);
        assertThat(Person.location(answer)).startsWith("/login?over");
        assertThat(person.session()).isEmpty();
    }

    @Test
    void log_out_ends_the_session_on_the_server_too() {
        Person person = web.somebody(Role.VIEWER);
        String session = person.session();
        assertThat(person.get("/password").statusCode()).isEqualTo(200);
        assertThat(person.get("/logout").statusCode()).isEqualTo(404);
        assertThat(Person.location(person.post("/logout"))).isEqualTo("/login?bye");
        Person thief = visitor();
        thief.plant("TERNMQ", session);
        assertThat(thief.get("/password").statusCode()).isEqualTo(303);
    }
}
