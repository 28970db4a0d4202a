package io.ternmq.observe;

import io.ternmq.config.ListenerSettings.Kind;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Levels of the node, and what the JVM has of VerneMQ's system and memory metrics. Those that mean nothing on a JVM are left
 * out.
 */
final class GaugeMetrics {
    private final NodeFacts facts;
    private final QueuedMessages queued;

    GaugeMetrics(NodeFacts facts, QueuedMessages queued) {
        this.facts = facts;
        this.queued = queued;
    }

    List<Metric> read() {
        List<Metric> metrics = new ArrayList<>();
        addBroker(metrics);
        addSystem(metrics);
        addMemory(metrics, Memory.read());
        return metrics;
    }

    private void addBroker(List<Metric> metrics) {
        long tcp = 0;
        long websocket = 0;
        for (ListenerFacts listener : facts.listeners()) {
            Kind kind = listener.kind();
            tcp += kind.isWebsocket() ? 0 : listener.connections();
            websocket += kind.isWebsocket() ? listener.connections() : 0;
        }
        metrics.add(Metric.gauge("router_subscriptions", "Subscriptions in the routing table.", facts.subscriptions()));
        metrics.add(Metric.gauge("router_memory", "Bytes used by the routing table.", facts.subscriptionBytes()));
        metrics.add(Metric.gauge("retain_messages", "Retained messages.", facts.retainedMessages()));
        metrics.add(Metric.gauge("retain_memory", "Bytes used by retained messages.", facts.retainedBytes()));
        metrics.add(Metric.gauge(
                "queue_processes",
                "Sessions, with and without a client.",
                (long) facts.sessionsOnline() + facts.sessionsOffline()));
        metrics.add(Metric.gauge("queue_messages", "Messages that wait in sessions.", queued.count()));
        metrics.add(Metric.gauge("active_mqtt_connections", "Connections over TCP and TLS.", tcp));
        metrics.add(Metric.gauge("active_mqttws_connections", "Connections over websockets.", websocket));
        metrics.add(Metric.gauge("total_active_connections", "Connections of every kind.", tcp + websocket));
    }

    private static void addSystem(List<Metric> metrics) {
        long collections = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .filter(count -> count > 0)
                .sum();
        metrics.add(Metric.counter("system_gc_count", "Garbage collections.", collections));
        metrics.add(Metric.counter(
                "system_wallclock",
                "Milliseconds since the process began.",
                ManagementFactory.getRuntimeMXBean().getUptime()));
        metrics.add(Metric.gauge(
                "system_process_count",
                "Threads.",
                ManagementFactory.getThreadMXBean().getThreadCount()));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            metrics.add(Metric.counter(
                    "system_runtime",
                    "Milliseconds of processor time that the process has used.",
                    TimeUnit.NANOSECONDS.toMillis(Math.max(0, system.getProcessCpuTime()))));
            metrics.add(Metric.gauge(
                    "system_utilization",
                    "How busy the process keeps all processors, in percent.",
                    Math.round(100 * Math.max(0, system.getProcessCpuLoad()))));
        }
    }

    private static void addMemory(List<Metric> metrics, Memory memory) {
        metrics.add(Metric.gauge("vm_memory_total", "Bytes in use by the JVM.", memory.total()));
        metrics.add(Metric.gauge("vm_memory_processes", "Bytes of heap in use.", memory.heapUsed()));
        metrics.add(Metric.gauge(
                "vm_memory_processes_used", "Bytes of heap in use after the last collection.", memory.heapLive()));
        metrics.add(Metric.gauge(
                "vm_memory_system", "Bytes in use outside the heap.", memory.nonHeapUsed() + memory.directUsed()));
        metrics.add(Metric.gauge("vm_memory_binary", "Bytes of buffers outside the heap.", memory.directUsed()));
        metrics.add(Metric.gauge("vm_memory_code", "Bytes of classes and compiled code.", memory.codeUsed()));
    }
}
