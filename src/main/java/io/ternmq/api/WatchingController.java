package io.ternmq.api;

import io.ternmq.admin.NodeHealth;
import io.ternmq.admin.NodeReports;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What other programs ask to watch the node: metrics, status and health, at VerneMQ's paths and in its form. */
@RestController
class WatchingController {
    private static final String UP = "OK";
    private static final String DOWN = "DOWN";

    private final NodeReports reports;

    WatchingController(NodeReports reports) {
        this.reports = reports;
    }

    @GetMapping(path = "/metrics", produces = NodeReports.METRICS_MEDIA_TYPE)
    String metrics() {
        return reports.metrics();
    }

    /** An array with one object, in it an object for each node by name. */
    @GetMapping(path = "/status.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> status(ServerHttpRequest request, @Nullable Principal who) {
        if (who == null && !reports.isStatusOpen()) {
            return ResponseEntity.status(HttpStatus.FORBIDDEN)
                    .body(Map.of("error", "The status is closed by the setting ternmq.status.open."));
        }
        InetSocketAddress local = request.getLocalAddress();
        return answer(HttpStatus.OK, StatusJson.of(reports, hostOf(local), local == null ? 0 : local.getPort()));
    }

    private static String hostOf(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? ""
                : address.getAddress().getHostAddress();
    }

    /** The program answers. */
    @GetMapping(path = "/health/ping", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> ping() {
        return answer(HttpStatus.OK, Map.of("status", UP));
    }

    @GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> health() {
        return withReasons(reports.health());
    }

    @GetMapping(path = "/health/listeners_full_cluster", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> listenerAndClusterHealth() {
        return withReasons(reports.listenerAndClusterHealth());
    }

    private ResponseEntity<Object> withReasons(NodeHealth health) {
        return health.isGood() ? ping() : down("reasons", health.concerns());
    }

    /** As VerneMQ, which tells one reason here and several there. */
    @GetMapping(path = "/health/listeners", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> listenerHealth() {
        NodeHealth health = reports.listenerHealth();
        return health.isGood() ? ping() : down("reason", String.join("; ", health.concerns()));
    }

    private static ResponseEntity<Object> down(String key, Object reasons) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", DOWN);
        body.put(key, reasons);
        return answer(HttpStatus.SERVICE_UNAVAILABLE, body);
    }

    private static ResponseEntity<Object> answer(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }
}
