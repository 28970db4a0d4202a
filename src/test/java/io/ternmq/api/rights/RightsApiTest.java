package io.ternmq.api.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Rank;
import io.ternmq.api.ApiProgram;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Users, rules and bans by the HTTP API. */
class RightsApiTest {
    private static final JsonMapper json = new JsonMapper();
    private static final String RULE =
            "{\"who\":\"user\",\"value\":\"anna\",\"operations\":[\"publish\"],\"target\":\"%s\"}";

    private static WebParts web;
    private static String admin;
    private static String viewer;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
        admin = key(Rank.ADMIN);
        viewer = key(Rank.VIEWER);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @BeforeEach
    void empty() {
        call("PUT", "/rules", "{\"rules\":[]}", "If-Match", "*");
    }

    private static String key(Rank rank) {
        return ApiProgram.key(web.bean(ApiKeyAdmin.class), rank.words(), rank);
    }

    private static HttpResponse<String> call(String method, String path, String body, String... headers) {
        return callAs(admin, method, path, "application/json", body, headers);
    }

    private static HttpResponse<String> callAs(
            String key, String method, String path, String type, String body, String... headers) {
        return new ApiProgram(web.address(), key).ask(method, path, type, body, headers);
    }

    private static JsonNode read(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private static String code(HttpResponse<String> answer, int status) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return read(answer, status).get("code").asString();
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void a_user_of_any_name_is_put_read_and_deleted() {
        for (String name : new String[] {"anna", "a%2Fb", "100%25", "%C3%A4%3B%20%3Cb%3E"}) {
            String path = "/users/" + name;
            JsonNode made = read(call("PUT", path, "{\"password\":\"s3cret\",\"groups\":[\"g\"]}"), 200);
            assertThat(made.get("password").asBoolean()).isTrue();
            JsonNode again = read(call("PUT", path, "{\"groups\":[\"g\"]}"), 200);
            assertThat(again.get("password").asBoolean()).isTrue();
            assertThat(read(call("GET", path, ""), 200).get("groups").get(0).asString())
                    .isEqualTo("g");
            assertThat(call("PUT", path + "/password", "{\"password\":\"other\"}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
            assertThat(code(call("GET", path, ""), 404)).isEqualTo("missing");
        }
    }

    @Test
    void a_user_is_made_once() {
        HttpResponse<String> made = call("POST", "/users", "{\"name\":\"once\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).contains("/api/v3/users/once");
        assertThat(code(call("POST", "/users", "{\"name\":\"once\"}"), 409)).isEqualTo("exists");
        assertThat(code(call("POST", "/users", "{\"name\":\"\"}"), 422)).isEqualTo("invalid");
    }

    @Test
    void users_are_read_page_by_page() {
        for (int i = 0; i < 5; i++) {
            call("PUT", "/users/many-" + i, "{}");
        }
        JsonNode first = read(call("GET", "/users?q=many-&limit=3", ""), 200);
        assertThat(first.get("items")).hasSize(3);
        JsonNode second = read(
                call("GET", "/users?q=many-&limit=3&cursor=" + first.get("next").asString(), ""), 200);
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(code(call("GET", "/users?cursor=***", ""), 422)).isEqualTo("invalid");
    }

    @Test
    void an_import_is_all_or_nothing() {
        String good = "name,hash\nim-1,$argon2id$x\nim-2,\n";
        JsonNode wrong = read(callAs(admin, "POST", "/user-import", "text/csv", good), 422);
        assertThat(wrong.get("problems").get(0).get("field").asString()).isEqualTo("line 2");
        assertThat(call("GET", "/users/im-2", "").statusCode()).isEqualTo(404);
        JsonNode done = read(callAs(admin, "POST", "/user-import", "text/csv", "name,note\nim-1,'=a\nim-2,b\n"), 200);
        assertThat(done.get("created").asInt()).isEqualTo(2);
        assertThat(read(call("GET", "/users/im-1", ""), 200).get("note").asString())
                .isEqualTo("=a");
        assertThat(callAs(admin, "GET", "/user-export", "text/csv", "").body()).contains("im-1,,false,'=a");
    }

    @Test
    void a_rule_is_changed_only_by_who_has_seen_the_rules_as_they_are() {
        HttpResponse<String> made = call("POST", "/rules", RULE.formatted("a/#"));
        long id = read(made, 201).get("id").asLong();
        String seen = tag(made);
        HttpResponse<String> changed = call("PUT", "/rules/" + id, RULE.formatted("b/#"), "If-Match", seen);
        assertThat(read(changed, 200).get("rule").get("target").asString()).isEqualTo("b/#");
        assertThat(code(call("PUT", "/rules/" + id, RULE.formatted("c/#"), "If-Match", seen), 412))
                .isEqualTo("stale");
        assertThat(call("PUT", "/rules", "{\"rules\":[]}").statusCode()).isEqualTo(428);
        assertThat(code(call("POST", "/rules", RULE.formatted("a/#/b")), 422)).isEqualTo("invalid");
        call("POST", "/rules", RULE.formatted("first").replace("{\"who\"", "{\"position\":1,\"who\""));
        JsonNode rules = read(call("GET", "/rules", ""), 200).get("rules");
        assertThat(rules.get(0).get("rule").get("target").asString()).isEqualTo("first");
        read(call("PUT", "/rules/" + id + "/position", "{\"position\":1}"), 200);
        assertThat(read(call("GET", "/rules/" + id, ""), 200).get("position").asInt())
                .isEqualTo(1);
        assertThat(call("DELETE", "/rules/" + id, "").statusCode()).isEqualTo(204);
        assertThat(code(call("DELETE", "/rules/" + id, ""), 404)).isEqualTo("missing");
    }

    @Test
    void the_test_tells_what_is_missing_and_refusals_sources_and_bans_are_told() {
        call("POST", "/rules", RULE.formatted("a/#"));
        JsonNode answer = read(call("GET", "/test?client=c&user=anna&action=publish&topic=b", ""), 200);
        assertThat(answer.get("allowed").asBoolean()).isFalse();
        assertThat(answer.get("draft").get("rule").get("target").asString()).isEqualTo("b");
        assertThat(read(call("GET", "/refused", ""), 200).get("items")).isEmpty();
        assertThat(read(call("GET", "/sources", ""), 200).get("items")).isNotEmpty();
        long ban = read(call("POST", "/bans", "{\"kind\":\"user\",\"value\":\"x\",\"seconds\":60}"), 201)
                .get("id")
                .asLong();
        assertThat(read(call("GET", "/bans", ""), 200).get("items")).hasSize(1);
        assertThat(call("DELETE", "/bans/" + ban, "").statusCode()).isEqualTo(204);
    }

    @Test
    void a_viewers_key_reads_and_changes_nothing() {
        assertThat(callAs(viewer, "GET", "/users", "application/json", "").statusCode())
                .isEqualTo(200);
        assertThat(callAs(viewer, "PUT", "/users/x", "application/json", "{}").statusCode())
                .isEqualTo(403);
        assertThat(callAs(viewer, "POST", "/user-export", "text/csv", "").statusCode())
                .isEqualTo(403);
    }
}
