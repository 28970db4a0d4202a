package io.ternmq.admin;

import io.ternmq.observe.ClientTimelines;
import io.ternmq.protocol.Will;
import io.ternmq.session.SessionDetails;
import io.ternmq.session.SessionDetails.Inflight;
import io.ternmq.session.SessionDetails.Link;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a client, for operators. Names come from clients and are told as they are: whoever shows them escapes them.
 *
 * @param durable whether its session outlives its connection
 * @param expirySeconds for how long; 4294967295 for ever
 * @param connections the latest first; empty when it isn't connected
 * @param delayedWill what is published when it stays away; null for nothing
 * @param subscriptions at the most {@value #MAX_SUBSCRIPTIONS}, by filter
 * @param inflight the oldest of what is under way to it
 * @param unfinishedFromClient QoS 2 publishes of the client that it hasn't released
 * @param timeline what happened to it, the latest first
 */
public record ClientReport(
        SessionReport session,
        boolean durable,
        long expirySeconds,
        List<Connected> connections,
        @Nullable WillReport delayedWill,
        List<SubscriptionReport> subscriptions,
        Queue queue,
        List<Inflight> inflight,
        int unfinishedFromClient,
        List<TimelineReport> timeline) {
    /** The most subscriptions that are told; the list of subscriptions has all. */
    public static final int MAX_SUBSCRIPTIONS = 200;

    /**
     * One connection.
     *
     * @param keepAliveSeconds 0 for none
     * @param receiveMaximum how many messages of QoS 1 and 2 may be under way to the client
     * @param announcedReceiveMaximum how many from the client
     * @param unfinishedFromClient how many from the client there are now
     */
    public record Connected(
            String address,
            String listener,
            @Nullable String userName,
            String protocol,
            boolean bridge,
            Instant since,
            boolean cleanStart,
            int keepAliveSeconds,
            int receiveMaximum,
            int announcedReceiveMaximum,
            int unfinishedFromClient,
            long maxPacketBytes,
            @Nullable String certificate,
            @Nullable WillReport will) {}

    /** A will without its payload. */
    public record WillReport(String topic, int qos, boolean retain, int payloadBytes, long delaySeconds) {
        static @Nullable WillReport of(@Nullable Will will) {
            return will == null
                    ? null
                    : new WillReport(
                            will.topic().toString(),
                            will.qos().value(),
                            will.retain(),
                            will.payload().length,
                            will.delaySeconds());
        }
    }

    /**
     * What waits.
     *
     * @param stored how many of the messages are in the store only
     * @param maxMessages -1 for no limit
     * @param maxBytes 0 for no limit
     * @param policy {@code fifo} drops the newest when it is full, {@code lifo} the oldest
     * @param dropped how many of its messages were dropped since it was first heard of, by reason; of clients that lost some lately
     */
    public record Queue(
            int messages,
            long bytes,
            int stored,
            int maxMessages,
            long maxBytes,
            String policy,
            Map<String, Long> dropped) {}

    static ClientReport of(SessionDetails details, List<ClientTimelines.Entry> timeline) {
        SessionReport session = SessionReport.of(details.view());
        return new ClientReport(
                session,
                details.view().durable(),
                details.view().expirySeconds(),
                details.connections().stream().map(ClientReport::connected).toList(),
                WillReport.of(details.delayedWill()),
                details.subscriptions().stream()
                        .map(SubscriptionReport::of)
                        .sorted(Comparator.comparing(SubscriptionReport::filter))
                        .limit(MAX_SUBSCRIPTIONS)
                        .toList(),
                queue(details),
                details.inflight(),
                details.unfinishedFromClient(),
                TimelineReport.of(timeline));
    }

    private static Connected connected(Link link) {
        InetSocketAddress address = link.peer().address();
        var certificate = link.peer().certificate();
        return new Connected(
                address.getHostString() + ":" + address.getPort(),
                link.peer().listener(),
                link.userName(),
                Words.protocol(link.version()),
                link.bridge(),
                link.connectedAt(),
                link.cleanStart(),
                link.keepAliveSeconds(),
                link.receiveMaximum(),
                link.announcedReceiveMaximum(),
                link.unfinishedFromClient(),
                link.maxPacketBytes(),
                certificate == null
                        ? null
                        : certificate.getSubjectX500Principal().getName(),
                WillReport.of(link.will()));
    }

    private static Queue queue(SessionDetails details) {
        Map<String, Long> dropped = new LinkedHashMap<>();
        details.drops().forEach((reason, count) -> dropped.put(reason.words(), count));
        return new Queue(
                details.view().queuedMessages(),
                details.view().queuedBytes(),
                details.storedMessages(),
                details.maxWaiting(),
                details.maxWaitingBytes(),
                details.lifo() ? "lifo" : "fifo",
                dropped);
    }
}
