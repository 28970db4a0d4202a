package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.ternmq.access.builtin.Role;
import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.Counter;
import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.protocol.ProtocolVersion;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs ask, over HTTP. */
class WatchingEndpointsTest {
    private static final NodeToWatch node = NodeToWatch.named();
    private static final List<ListenerFacts> running = node.listeners;
    private static WebParts web;

    @BeforeAll
    static void start() {
        web = WebParts.around(node);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @AfterEach
    void putBack() {
        node.listeners = running;
        node.settings.apply(Map.of("ternmq.status.open", "true"));
    }

    private static String body(String path, int status) {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        return answer.body();
    }

    @Test
    @Checklist(123)
    void metrics_are_prometheus_text_of_broker_and_machine_without_a_name_twice() {
        HttpResponse<String> answer = web.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain;version=0.0.4;charset=utf-8");
        List<String> lines = answer.body().lines().toList();
        assertThat(lines)
                .contains("vernemq_mqtt_publish_received{node=\"tern-1\",mqtt_version=\"5\"} "
                        + node.counters.value(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_5))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("process_cpu_usage"))
                .noneMatch(line -> line.startsWith("ternmq_"));
        assertThat(lines).filteredOn(line -> line.startsWith("# TYPE ")).doesNotHaveDuplicates();
    }

    @Test
    @Checklist(123)
    void status_json_has_verne_mqs_shape() {
        node.online = 7;
        node.offline = 2;
        node.subscriptions = 9;
        node.retained = 4;
        node.listeners = List.of(
                NodeToWatch.listener("a", Kind.TCP, 1883, State.RUNNING),
                new ListenerFacts("b", Kind.WSS, "::", 8443, "tenant", 0, 500, true, State.SUSPENDED));
        String json = awaitOnline(7);
        assertThat(JsonPath.<List<?>>read(json, "$")).hasSize(1);
        Map<String, Object> entry = JsonPath.read(json, "$[0]['tern-1']");
        assertThat(entry.keySet())
                .containsExactly(
                        "num_online",
                        "num_offline",
                        "msg_in",
                        "msg_out",
                        "queue_in",
                        "queue_out",
                        "queue_drop",
                        "queue_unhandled",
                        "num_subscriptions",
                        "num_retained",
                        "matches_local",
                        "matches_remote",
                        "mystatus",
                        "listeners",
                        "version",
                        "problems");
        assertThat(entry)
                .containsEntry("num_offline", 2)
                .containsEntry("num_subscriptions", 9)
                .containsEntry("num_retained", 4);
        assertThat(JsonPath.<List<?>>read(json, "$[0]['tern-1'].mystatus")).isEqualTo(List.of(Map.of("tern-1", true)));
        assertThat(JsonPath.<List<Map<String, Object>>>read(json, "$[0]['tern-1'].listeners"))
                .containsExactly(
                        listener("mqtt", "running", "0.0.0.0", 1883, "", "infinity", false),
                        listener("mqttwss", "suspended", "::", 8443, "tenant", 500, true),
                        listener("http", "running", "127.0.0.1", web.port(), "", "infinity", false));
    }

    private static Map<String, Object> listener(
            String type, String status, String ip, int port, String mountpoint, Object max, boolean proxy) {
        return Map.of(
                "type", type,
                "status", status,
                "ip", ip,
                "port", port,
                "mountpoint", mountpoint,
                "max_conns", max,
                "proxy_protocol", proxy);
    }

    private static String awaitOnline(int online) {
        return Eventually.get(
                () -> body("/status.json", 200),
                json -> JsonPath.<Integer>read(json, "$[0]['tern-1'].num_online") == online);
    }

    @Test
    @Checklist(123)
    void health_is_good_while_all_listeners_run() {
        for (String path : List.of("/health", "/health/listeners", "/health/listeners_full_cluster", "/health/ping")) {
            assertThat(body(path, 200)).isEqualTo("{\"status\":\"OK\"}");
        }
        assertThat(body("/actuator/health/readiness", 200)).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    @Checklist({74, 123})
    void health_is_down_with_a_reason_while_a_listener_is_suspended() {
        node.listeners = List.of(
                NodeToWatch.listener("default", Kind.TCP, 1883, State.SUSPENDED),
                NodeToWatch.listener("tls", Kind.SSL, 8883, State.RUNNING));
        String reason = "Listeners are not ready: [default]";
        assertThat(body("/health", 503)).isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"" + reason + "\"]}");
        assertThat(body("/health/listeners_full_cluster", 503))
                .isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"" + reason + "\"]}");
        assertThat(body("/health/listeners", 503)).isEqualTo("{\"status\":\"DOWN\",\"reason\":\"" + reason + "\"}");
        assertThat(body("/health/ping", 200)).isEqualTo("{\"status\":\"OK\"}");
        assertThat(body("/actuator/health/readiness", 503)).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(body("/actuator/health/liveness", 200)).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void actuator_tells_the_broker_s_metrics_and_the_build_to_those_who_are_logged_in() {
        Person viewer = web.somebody(Role.VIEWER);
        assertThat(viewer.get("/actuator/metrics").body()).contains("ternmq.mqtt.publish.received", "jvm.memory.used");
        assertThat(viewer.get("/actuator/metrics/ternmq.mqtt.publish.received").body())
                .contains("PUBLISH packets received");
        assertThat(viewer.get("/actuator/info").statusCode()).isEqualTo(200);
        body("/actuator/metrics", 401);
        body("/actuator/info", 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"env", "beans", "heapdump", "loggers", "threaddump", "prometheus", "configprops", "shutdown"})
    void actuator_tells_nothing_else(String endpoint) {
        body("/actuator/" + endpoint, 401);
        assertThat(web.somebody(Role.ADMIN).get("/actuator/" + endpoint).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_closed_status_says_so_and_tells_nothing() {
        node.settings.apply(Map.of("ternmq.status.open", "false"));
        assertThat(body("/status.json", 403)).contains("ternmq.status.open").doesNotContain("num_online");
        body("/status/stream", 403);
        assertThat(body("/health", 200)).contains("OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/status",
                "/status.json",
                "/metrics",
                "/health",
                "/nothing-here",
                "/assets/ternmq.css",
                "/actuator/health"
            })
    void every_answer_keeps_the_browser_strict(String path) {
        HttpHeaders headers = web.get(path).headers();
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains(
                                "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    }
}
