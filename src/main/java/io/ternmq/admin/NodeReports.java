package io.ternmq.admin;

import io.ternmq.admin.NodeStatus.DropCount;
import io.ternmq.admin.NodeStatus.Heap;
import io.ternmq.admin.NodeStatus.Levels;
import io.ternmq.admin.NodeStatus.ListenerReport;
import io.ternmq.admin.NodeStatus.ProblemReport;
import io.ternmq.admin.NodeStatus.Rates;
import io.ternmq.admin.NodeStatus.Stored;
import io.ternmq.config.BrokerSettings;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.Memory;
import io.ternmq.observe.Observatory;
import io.ternmq.observe.Problem;
import io.ternmq.observe.Problem.Severity;
import io.ternmq.observe.ProcessMetricsText;
import io.ternmq.observe.PrometheusText;
import io.ternmq.observe.Sample;
import io.ternmq.observe.StoredMetrics;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What an operator may ask a node about itself. Any thread; nothing here waits. */
@Component
public class NodeReports {
    /** The media type of {@link #metrics()}. */
    public static final String METRICS_MEDIA_TYPE = PrometheusText.MEDIA_TYPE;

    private final Observatory observatory;
    private final ProcessMetricsText processMetrics;

    NodeReports(Observatory observatory, ProcessMetricsText processMetrics) {
        this.observatory = observatory;
        this.processMetrics = processMetrics;
    }

    /** Whether the status may be seen without log-in. */
    public boolean isStatusOpen() {
        return observatory.settings().status().open();
    }

    /** The node's name. */
    public String nodeName() {
        return observatory.settings().nodeName();
    }

    /** TernMQ's version. */
    public String version() {
        return observatory.build().version();
    }

    /** How the node is doing. */
    public NodeStatus status() {
        Sample latest = observatory.statistics().latest();
        Memory memory = observatory.memory();
        return new NodeStatus(
                nodeName(),
                version(),
                observatory.build().java(),
                observatory.startedAt(),
                Instant.now(),
                observatory.problems().current().stream()
                        .map(NodeReports::report)
                        .toList(),
                rates(latest),
                new Levels(
                        latest.online(), latest.offline(), latest.subscriptions(), latest.retained(), latest.queued()),
                stored(observatory.facts().store()),
                new Heap(memory.heapUsed(), memory.heapLive(), memory.heapMax()),
                observatory.dropsOfLastMinute().entrySet().stream()
                        .map(drop -> new DropCount(drop.getKey().words(), drop.getValue()))
                        .toList(),
                listeners());
    }

    private static Stored stored(StoreMetrics store) {
        return new Stored(
                !store.equals(StoreMetrics.NONE),
                store.messages(),
                store.messageBytes(),
                Duration.ofSeconds(StoredMetrics.oldestSeconds(store, System.currentTimeMillis())));
    }

    private static ProblemReport report(Problem problem) {
        return new ProblemReport(
                problem.name(),
                problem.severity() == Severity.CRITICAL,
                problem.sentence(),
                problem.advice(),
                problem.since());
    }

    private static Rates rates(Sample sample) {
        return new Rates(
                sample.connects(),
                sample.refused(),
                sample.messagesIn(),
                sample.messagesOut(),
                sample.dropped(),
                sample.bytesIn(),
                sample.bytesOut());
    }

    /** Rates of the last seconds, the oldest first. */
    public List<RatePoint> history(int seconds) {
        return observatory.statistics().history(seconds).stream()
                .map(sample -> new RatePoint(
                        sample.atMillis(),
                        sample.messagesIn(),
                        sample.messagesOut(),
                        sample.dropped(),
                        sample.connects()))
                .toList();
    }

    /** The listeners of the node. */
    public List<ListenerReport> listeners() {
        return observatory.facts().listeners().stream().map(NodeReports::report).toList();
    }

    private static ListenerReport report(ListenerFacts listener) {
        return new ListenerReport(
                listener.name(),
                words(listener.kind()),
                listener.host(),
                listener.port(),
                listener.mountpoint(),
                listener.connections(),
                listener.maxConnections(),
                listener.proxyProtocol(),
                words(listener.state()));
    }

    /** What the node has counted since it started. */
    public NodeTotals totals() {
        Counters counters = observatory.counters();
        return new NodeTotals(
                counters.total(Counter.MQTT_PUBLISH_RECEIVED),
                counters.total(Counter.MQTT_PUBLISH_SENT),
                counters.total(Counter.QUEUE_MESSAGE_IN),
                counters.total(Counter.QUEUE_MESSAGE_OUT),
                counters.total(Counter.QUEUE_MESSAGE_DROP),
                counters.total(Counter.QUEUE_MESSAGE_UNHANDLED),
                counters.total(Counter.ROUTER_MATCHES_LOCAL),
                counters.total(Counter.ROUTER_MATCHES_REMOTE));
    }

    /** Whether every listener accepts connections. */
    public NodeHealth listenerHealth() {
        String notReady = listeners().stream()
                .filter(listener -> !listener.isRunning())
                .map(ListenerReport::name)
                .collect(Collectors.joining(", "));
        return new NodeHealth(notReady.isEmpty() ? List.of() : List.of("Listeners are not ready: [" + notReady + "]"));
    }

    /** Whether the listeners run and the cluster is complete, which a node alone always is. */
    public NodeHealth listenerAndClusterHealth() {
        return listenerHealth();
    }

    /**
     * Whether the node can serve and keep its promise: its listeners run, its store takes messages, and the database of users and
     * rules answers, without which hardly anybody is admitted.
     */
    public NodeHealth health() {
        List<String> concerns = new ArrayList<>(listenerHealth().concerns());
        StoreHealth store = observatory.facts().storeHealth();
        if (!store.takesMessages()) {
            concerns.add(store.reason());
        }
        observatory.problems().current().stream()
                .filter(problem -> problem.name().equals(Problem.DATABASE))
                .map(Problem::sentence)
                .forEach(concerns::add);
        return new NodeHealth(concerns);
    }

    /** Every metric as Prometheus text: the broker's by VerneMQ's names, then those of the JVM and the process. */
    public String metrics() {
        BrokerSettings settings = observatory.settings();
        return PrometheusText.write(
                        settings.status().metricsNamespace(),
                        settings.nodeName(),
                        observatory.metrics().read())
                + processMetrics.write();
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
