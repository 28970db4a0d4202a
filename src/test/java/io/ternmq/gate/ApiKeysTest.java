package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.ApiKey;
import io.ternmq.access.builtin.Role;
import io.ternmq.console.Eventually;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs come in with a key, as far as its role goes and until it expires. */
class ApiKeysTest {
    private static final Pattern SECRET = Pattern.compile("readonly[^>]* value=\"([^\"]+)\"");
    /** Nothing is there, so whoever gets in is told that. */
    private static final String NOWHERE = "/api/v3/clients/nobody/nothing";

    private static WebParts web;
    private static Person admin;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
        admin = web.somebody(Role.ADMIN);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static String key(Role role) {
        admin.get("/keys");
        Matcher shown = SECRET.matcher(admin.post("/keys", "name", "for a test", "role", role.name(), "days", "1")
                .body());
        assertThat(shown.find()).isTrue();
        return shown.group(1);
    }

    private static String id(String key) {
        return key.substring(0, key.indexOf('.'));
    }

    private static ApiKey kept(String key) {
        return Objects.requireNonNull(web.builtin().apiKeys().find(id(key)).block());
    }

    private static int status(String method, String path, String... headers) {
        HttpRequest request = new Person(web.address())
                .request(path)
                .headers(headers)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return new Person(web.address()).send(request).statusCode();
    }

    @Test
    void a_key_opens_the_api_in_either_header() {
        String key = key(Role.VIEWER);
        assertThat(status("GET", NOWHERE, "Authorization", "Bearer " + key)).isEqualTo(404);
        assertThat(status("GET", NOWHERE, "X-API-Key", key)).isEqualTo(404);
        assertThat(status("GET", "/actuator/metrics", "X-API-Key", key)).isEqualTo(200);
    }

    @Test
    void without_a_good_key_a_program_is_told_what_is_missing() {
        String key = key(Role.VIEWER);
        for (String bad :
                List.of("", "x", ".", "nobody." + key, id(key) + ".", id(key) + ".x", key + "x", "x".repeat(5000))) {
            HttpResponse<String> answer = web.get(NOWHERE, "Authorization", "Bearer " + bad);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void a_key_counts_neither_in_the_address_nor_in_a_cookie_nor_as_a_password() {
        String key = key(Role.ADMIN);
        assertThat(status("GET", NOWHERE + "?api_key=" + key, "Accept", "*/*")).isEqualTo(401);
        assertThat(status("GET", NOWHERE + "?access_token=" + key, "Accept", "*/*"))
                .isEqualTo(401);
        assertThat(status("GET", NOWHERE, "Cookie", "api_key=" + key)).isEqualTo(401);
        assertThat(status("GET", NOWHERE, "Authorization", "Basic " + key)).isEqualTo(401);
    }

    @Test
    void a_session_is_no_key_and_a_key_no_session() {
        assertThat(admin.get(NOWHERE).statusCode()).isEqualTo(401);
        String key = key(Role.ADMIN);
        assertThat(status("GET", "/accounts", "Authorization", "Bearer " + key)).isEqualTo(401);
        HttpResponse<String> answer = web.get(NOWHERE, "Authorization", "Bearer " + key);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void a_key_s_role_is_its_scope_and_needs_no_token(Role role) {
        String[] headers = {"Authorization", "Bearer " + key(role)};
        assertThat(status("GET", NOWHERE, headers)).isEqualTo(404);
        assertThat(status("POST", NOWHERE, headers)).isEqualTo(role.compareTo(Role.OPERATOR) >= 0 ? 404 : 403);
        assertThat(status("DELETE", "/api/v3/access/users/x/y", headers)).isEqualTo(role == Role.ADMIN ? 404 : 403);
        assertThat(status("GET", "/api/v3/keys/x/y", headers)).isEqualTo(role == Role.ADMIN ? 404 : 403);
    }

    @Test
    void an_expired_key_opens_nothing() {
        String key = key(Role.VIEWER);
        ApiKey valid = kept(key);
        web.builtin()
                .apiKeys()
                .save(new ApiKey(
                        valid.id(),
                        valid.secretHash(),
                        valid.name(),
                        valid.role(),
                        valid.createdAt(),
                        Instant.now().minusMillis(1),
                        null))
                .block();
        assertThat(status("GET", NOWHERE, "X-API-Key", key)).isEqualTo(401);
    }

    @Test
    void a_revoked_key_opens_nothing_at_once() {
        String key = key(Role.VIEWER);
        admin.get("/keys");
        admin.post("/keys/" + id(key) + "/revoke");
        assertThat(status("GET", NOWHERE, "X-API-Key", key)).isEqualTo(401);
    }

    @Test
    void the_secret_is_shown_once_and_not_kept() {
        String key = key(Role.VIEWER);
        String secret = key.substring(key.indexOf('.') + 1);
        assertThat(secret).hasSizeGreaterThanOrEqualTo(43);
        assertThat(kept(key).secretHash()).hasSize(64).doesNotContain(secret);
        assertThat(admin.get("/keys").body()).contains(id(key)).doesNotContain(secret);
        assertThat(admin.get("/audit").body())
                .contains(id(key))
                .doesNotContain(secret, kept(key).secretHash());
    }

    @Test
    void its_use_is_noted() {
        String key = key(Role.VIEWER);
        assertThat(kept(key).lastUsed()).isNull();
        status("GET", NOWHERE, "X-API-Key", key);
        assertThat(Eventually.get(() -> kept(key), used -> used.lastUsed() != null)
                        .lastUsed())
                .isAfterOrEqualTo(kept(key).createdAt());
    }
}
