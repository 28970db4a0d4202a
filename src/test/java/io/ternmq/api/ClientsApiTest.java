package io.ternmq.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Rank;
import io.ternmq.console.ServedNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients, subscriptions and retained messages over the HTTP API, with a real broker. */
class ClientsApiTest {
    private static final JsonMapper json = JsonMapper.builder().build();

    private static ServedNode node;
    private static String operator;
    private static String viewer;

    @BeforeAll
    static void start(@TempDir Path data) {
        node = ServedNode.start(data, Map.of());
        operator = key(Rank.OPERATOR);
        viewer = key(Rank.VIEWER);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String key(Rank rank) {
        return ApiProgram.key(node.web().bean(ApiKeyAdmin.class), rank.words(), rank);
    }

    private static HttpResponse<String> ask(String key, String method, String path, String body) {
        return new ApiProgram(node.web().address(), key).ask(method, path, "application/json", body);
    }

    private static JsonNode get(String path) {
        HttpResponse<String> answer = ask(viewer, "GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(json.readTree(answer.body()).get("status").asInt()).isEqualTo(status);
    }

    @Test
    void clients_are_listed_page_by_page_looked_at_and_disconnected() {
        for (int i = 0; i < 5; i++) {
            ServedNode.subscribe(node.connect("api-" + i), "a/" + i);
        }
        JsonNode first = get("/clients?client=api-&limit=3");
        assertThat(first.get("items").size()).isEqualTo(3);
        JsonNode second =
                get("/clients?client=api-&limit=3&cursor=" + first.get("next").asString());
        assertThat(second.get("items").size()).isEqualTo(2);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(get("/clients/client?id=api-1").at("/subscriptions/0/filter").asString())
                .isEqualTo("a/1");
        assertThat(get("/subscriptions?client=api-2").at("/items/0/filter").asString())
                .isEqualTo("a/2");
        assertThat(ask(operator, "POST", "/clients/disconnect", "{\"id\":\"api-1\",\"cleanup\":true}")
                        .statusCode())
                .isEqualTo(200);
        refused(ask(operator, "POST", "/clients/disconnect", "{\"id\":\"api-1\"}"), 404);
        assertThat(get("/clients/disconnect-many?client=api-&cleanup=true")
                        .get("count")
                        .asInt())
                .isEqualTo(4);
        HttpResponse<String> done = ask(
                operator,
                "POST",
                "/clients/disconnect-many",
                "{\"filter\":{\"client\":\"api-\"},\"confirmed\":3,\"cleanup\":true}");
        assertThat(json.readTree(done.body())).isEqualTo(json.readTree("{\"confirmed\":3,\"done\":3,\"left\":1}"));
    }

    @Test
    void retained_messages_are_looked_at_and_deleted() {
        ServedNode.retain(node.connect("publisher"), "r/1", "hello".getBytes(StandardCharsets.UTF_8));
        assertThat(get("/retained?filter=r%2F%2B").get("matching").asInt()).isEqualTo(1);
        assertThat(get("/retained/levels?path=r").at("/levels/0/name").asString())
                .isEqualTo("1");
        assertThat(get("/retained/message?topic=r%2F1").get("text").isNull()).isTrue();
        HttpResponse<String> shown = ask(operator, "GET", "/retained/message?topic=r%2F1", "");
        assertThat(json.readTree(shown.body()).get("text").asString()).isEqualTo("hello");
        refused(ask(viewer, "DELETE", "/retained/message?topic=r%2F1", ""), 403);
        assertThat(ask(operator, "DELETE", "/retained/message?topic=r%2F1", "").statusCode())
                .isEqualTo(204);
        refused(ask(operator, "DELETE", "/retained/message?topic=r%2F1", ""), 404);
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_problem() {
        refused(ask(viewer, "GET", "/clients?limit=0", ""), 400);
        refused(ask(viewer, "GET", "/clients?cursor=nonsense", ""), 400);
        refused(ask(viewer, "GET", "/clients?address=nowhere", ""), 400);
        refused(ask(viewer, "GET", "/clients?online=perhaps", ""), 400);
        refused(ask(viewer, "GET", "/subscriptions/receivers?topic=a%2F%23", ""), 400);
        refused(ask(viewer, "GET", "/subscriptions/receivers", ""), 400);
        refused(ask(viewer, "GET", "/clients/client?id=nobody", ""), 404);
        refused(ask(operator, "POST", "/clients/disconnect", "{"), 400);
    }
}
