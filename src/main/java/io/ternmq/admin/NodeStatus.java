package io.ternmq.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a node is doing, for people: what the status page shows.
 *
 * @param at when this was so
 * @param drops messages dropped over the last minute by reason, the largest number first
 */
public record NodeStatus(
        String node,
        String version,
        String java,
        Instant startedAt,
        Instant at,
        List<ProblemReport> problems,
        Rates rates,
        Levels levels,
        Stored stored,
        Heap heap,
        List<DropCount> drops,
        List<ListenerReport> listeners) {

    /** For how long the node has been up. */
    public Duration uptime() {
        return Duration.between(startedAt, at);
    }

    /**
     * Something that is wrong, in words.
     *
     * @param critical whether clients are turned away or lose messages that they were promised
     * @param advice what can be done; empty when nothing can be said
     */
    public record ProblemReport(String name, boolean critical, String sentence, String advice, Instant since) {}

    /** What happens, per second. */
    public record Rates(
            double connects,
            double refused,
            double messagesIn,
            double messagesOut,
            double dropped,
            double bytesIn,
            double bytesOut) {}

    /** What there is. */
    public record Levels(int online, int offline, long subscriptions, long retained, long queued) {}

    /**
     * What is on disk.
     *
     * @param kept whether anything is; all is 0 when not
     * @param messages that sessions wait for or have under way
     * @param bytes of these
     * @param oldest about how long ago the oldest of them came in; zero when there is none
     */
    public record Stored(boolean kept, long messages, long bytes, Duration oldest) {}

    /** Heap in bytes: in use with garbage, in use after the last collection, and what it may grow to. */
    public record Heap(long used, long live, long max) {}

    /** Messages dropped for one reason. */
    public record DropCount(String reason, long amount) {}

    /**
     * A listener.
     *
     * @param kind tcp, ssl, ws or wss
     * @param state running, suspended or stopped
     * @param maxConnections 0 for no limit
     */
    public record ListenerReport(
            String name,
            String kind,
            String host,
            int port,
            String mountpoint,
            int connections,
            int maxConnections,
            boolean proxyProtocol,
            String state) {

        public boolean isRunning() {
            return state.equals("running");
        }
    }
}
