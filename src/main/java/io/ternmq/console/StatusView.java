package io.ternmq.console;

import io.ternmq.admin.NodeStatus;
import io.ternmq.admin.NodeStatus.ListenerReport;
import io.ternmq.admin.NodeStatus.ProblemReport;
import io.ternmq.admin.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The status page's content in words, for the template and, as JSON, for updates: both show the same.
 *
 * @param tone good, warning or critical
 * @param texts what stands in the places of the page that are marked {@code data-live}, by their name
 * @param heapPercent how full the heap is after its last collection
 */
record StatusView(
        long atMillis,
        String tone,
        String headline,
        List<ProblemView> problems,
        Map<String, String> texts,
        int heapPercent,
        List<ListenerView> listeners) {

    /** One problem. */
    record ProblemView(String key, String tone, String label, String sentence, String advice, String since) {}

    /** One listener. */
    record ListenerView(String key, String kind, String address, String connections, String tone, String state) {}

    static StatusView of(NodeStatus status) {
        return new StatusView(
                status.at().toEpochMilli(),
                tone(status.problems()),
                headline(status.problems()),
                status.problems().stream()
                        .map(problem -> problem(problem, status.at()))
                        .toList(),
                texts(status),
                (int) (100 * status.heap().live() / Math.max(1, status.heap().max())),
                status.listeners().stream().map(StatusView::listener).toList());
    }

    private static String tone(List<ProblemReport> problems) {
        if (problems.isEmpty()) {
            return "good";
        }
        return problems.stream().anyMatch(ProblemReport::critical) ? "critical" : "warning";
    }

    private static String headline(List<ProblemReport> problems) {
        return problems.isEmpty() ? "All good" : Words.counted(problems.size(), "problem", "problems");
    }

    private static ProblemView problem(ProblemReport problem, Instant now) {
        return new ProblemView(
                problem.name(),
                problem.critical() ? "critical" : "warning",
                problem.critical() ? "Critical" : "Warning",
                problem.sentence(),
                problem.advice(),
                "for " + Words.span(Duration.between(problem.since(), now)));
    }

    private static ListenerView listener(ListenerReport listener) {
        String connections = Words.count(listener.connections());
        return new ListenerView(
                listener.name(),
                listener.kind(),
                address(listener),
                listener.maxConnections() == 0
                        ? connections
                        : connections + " of " + Words.count(listener.maxConnections()),
                listener.isRunning() ? "good" : "critical",
                listener.state());
    }

    private static String address(ListenerReport listener) {
        String host = listener.host().contains(":") ? "[" + listener.host() + "]" : listener.host();
        return host + ":" + listener.port();
    }

    private static Map<String, String> texts(NodeStatus status) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("node", status.node());
        texts.put("version", status.version());
        texts.put("java", status.java());
        texts.put("uptime", Words.span(status.uptime()));
        addLevels(texts, status);
        addRates(texts, status);
        texts.put("stored", stored(status.stored()));
        texts.put("drops", drops(status));
        texts.put(
                "heap",
                Words.bytes((double) status.heap().used()) + " of "
                        + Words.bytes((double) status.heap().max()));
        return texts;
    }

    private static void addLevels(Map<String, String> texts, NodeStatus status) {
        NodeStatus.Levels levels = status.levels();
        texts.put("online", Words.count(levels.online()));
        texts.put("offline", Words.count(levels.offline()));
        texts.put("subscriptions", Words.count(levels.subscriptions()));
        texts.put("retained", Words.count(levels.retained()));
        texts.put("queued", Words.count(levels.queued()));
    }

    private static void addRates(Map<String, String> texts, NodeStatus status) {
        NodeStatus.Rates rates = status.rates();
        texts.put("connects", Words.rate(rates.connects()));
        texts.put("refused", Words.rate(rates.refused()));
        texts.put("messages-in", Words.rate(rates.messagesIn()));
        texts.put("messages-out", Words.rate(rates.messagesOut()));
        texts.put("dropped", Words.rate(rates.dropped()));
        texts.put("bytes-in", Words.bytes(rates.bytesIn()) + "/s");
        texts.put("bytes-out", Words.bytes(rates.bytesOut()) + "/s");
    }

    private static String stored(NodeStatus.Stored stored) {
        if (!stored.kept()) {
            return "nothing";
        }
        String messages = Words.counted(stored.messages(), "message", "messages");
        return stored.messages() == 0
                ? messages
                : "%s, %s, oldest %s"
                        .formatted(messages, Words.bytes((double) stored.bytes()), Words.span(stored.oldest()));
    }

    private static String drops(NodeStatus status) {
        if (status.drops().isEmpty()) {
            return "None in the last minute.";
        }
        return status.drops().stream()
                .map(drop -> drop.reason() + " (" + Words.count(drop.amount()) + ")")
                .collect(Collectors.joining(", ", "In the last minute: ", "."));
    }
}
