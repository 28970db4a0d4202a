package io.ternmq.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ternmq.admin.NodeReports;
import io.ternmq.admin.NodeStatus;
import io.ternmq.admin.NodeStatus.ListenerReport;
import io.ternmq.admin.NodeStatus.ProblemReport;
import io.ternmq.admin.NodeTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node's entry in {@code /status.json}, by VerneMQ's names and in its order; what is wrong is added at its end. */
record StatusJson(
        @JsonProperty("num_online") long online,
        @JsonProperty("num_offline") long offline,
        @JsonProperty("msg_in") long messagesIn,
        @JsonProperty("msg_out") long messagesOut,
        @JsonProperty("queue_in") long queueIn,
        @JsonProperty("queue_out") long queueOut,
        @JsonProperty("queue_drop") long queueDropped,
        @JsonProperty("queue_unhandled") long queueUnhandled,
        @JsonProperty("num_subscriptions") long subscriptions,
        @JsonProperty("num_retained") long retained,
        @JsonProperty("matches_local") long matchesLocal,
        @JsonProperty("matches_remote") long matchesRemote,
        @JsonProperty("mystatus") List<Map<String, Boolean>> nodes,
        @JsonProperty("listeners") List<Listener> listeners,
        @JsonProperty("version") String version,
        @JsonProperty("problems") List<Problem> problems) {

    /** What is wrong, in words; VerneMQ has no such thing. {@code since} is in seconds of Unix time. */
    record Problem(
            @JsonProperty("name") String name,
            @JsonProperty("severity") String severity,
            @JsonProperty("sentence") String sentence,
            @JsonProperty("advice") String advice,
            @JsonProperty("since") long since) {
        static Problem of(ProblemReport report) {
            return new Problem(
                    report.name(),
                    report.critical() ? "critical" : "warning",
                    report.sentence(),
                    report.advice(),
                    report.since().getEpochSecond());
        }
    }

    /** A listener; {@code type} is VerneMQ's word for its kind. */
    record Listener(
            @JsonProperty("type") String type,
            @JsonProperty("status") String status,
            @JsonProperty("ip") String ip,
            @JsonProperty("port") int port,
            @JsonProperty("mountpoint") String mountpoint,
            @JsonProperty("max_conns") Object maxConnections,
            @JsonProperty("proxy_protocol") boolean proxyProtocol) {}

    /**
     * The answer of a node alone.
     *
     * @param httpAddress where the answer is served, which VerneMQ counts among the listeners
     */
    static List<Map<String, StatusJson>> of(NodeReports reports, String httpAddress, int httpPort) {
        NodeStatus status = reports.status();
        NodeTotals totals = reports.totals();
        List<Listener> listeners = new ArrayList<>();
        status.listeners().forEach(listener -> listeners.add(listener(listener)));
        listeners.add(new Listener("http", "running", httpAddress, httpPort, "", "infinity", false));
        return List.of(Map.of(
                status.node(),
                new StatusJson(
                        status.levels().online(),
                        status.levels().offline(),
                        totals.messagesIn(),
                        totals.messagesOut(),
                        totals.queueIn(),
                        totals.queueOut(),
                        totals.queueDropped(),
                        totals.queueUnhandled(),
                        status.levels().subscriptions(),
                        status.levels().retained(),
                        totals.matchesLocal(),
                        totals.matchesRemote(),
                        List.of(Map.of(status.node(), true)),
                        listeners,
                        status.version(),
                        status.problems().stream().map(Problem::of).toList())));
    }

    private static Listener listener(ListenerReport listener) {
        return new Listener(
                type(listener.kind()),
                listener.state(),
                listener.host(),
                listener.port(),
                listener.mountpoint(),
                listener.maxConnections() == 0 ? "infinity" : listener.maxConnections(),
                listener.proxyProtocol());
    }

    private static String type(String kind) {
        return switch (kind) {
            case "ssl" -> "mqtts";
            case "ws" -> "mqttws";
            case "wss" -> "mqttwss";
            default -> "mqtt";
        };
    }
}
