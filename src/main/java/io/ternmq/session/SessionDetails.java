package io.ternmq.session;

import io.ternmq.access.Peer;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Will;
import io.ternmq.routing.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a session, as it was on its home loop.
 *
 * @param connections the latest first
 * @param delayedWill what is published when its client stays away; null for nothing
 * @param inflight the oldest of what is under way to the client
 * @param unfinishedFromClient QoS 2 publishes of the client that it hasn't released
 * @param storedMessages those of the waiting messages that are in the store only
 * @param maxWaiting how many messages may wait now; -1 for no limit
 * @param maxWaitingBytes 0 for no limit
 * @param lifo whether the newest message goes first and the oldest is dropped when too many wait
 * @param drops what it has lost, as far as that is known
 */
public record SessionDetails(
        SessionView view,
        List<Link> connections,
        @Nullable Will delayedWill,
        Collection<Subscription> subscriptions,
        List<Inflight> inflight,
        int unfinishedFromClient,
        int storedMessages,
        int maxWaiting,
        long maxWaitingBytes,
        boolean lifo,
        Map<DropReason, Long> drops) {
    private static final int MAX_INFLIGHT = 50;

    /**
     * One of its connections.
     *
     * @param keepAliveSeconds 0 for none
     * @param receiveMaximum how many messages may be under way to the client
     * @param announcedReceiveMaximum how many may be under way from the client
     * @param maxPacketBytes the longest packet that the client takes
     * @param will null for none
     */
    public record Link(
            Peer peer,
            @Nullable String userName,
            ProtocolVersion version,
            boolean bridge,
            Instant connectedAt,
            boolean cleanStart,
            int keepAliveSeconds,
            int receiveMaximum,
            int announcedReceiveMaximum,
            int unfinishedFromClient,
            long maxPacketBytes,
            @Nullable Will will) {}

    /**
     * A message under way to the client.
     *
     * @param released whether the client has it, and PUBCOMP is awaited
     * @param topic null for one that will never be sent again
     */
    public record Inflight(
            int packetId,
            int qos,
            boolean released,
            boolean toResend,
            @Nullable String topic,
            int payloadBytes) {}

    static SessionDetails of(Session session) {
        List<Link> links = new ArrayList<>();
        List<Inflight> inflight = new ArrayList<>();
        int stored = 0;
        int unfinished = 0;
        Attachment first = session.firstAttachment();
        for (Attachment at = first; at != null; at = at.next) {
            links.add(link(at));
            addInflight(inflight, at.outbound().underWayWindow());
            stored += at.outbound().waitingInStore();
            unfinished += at.inbound().unreleased();
        }
        Backlog kept = session.kept();
        if (kept != null) {
            PacketIdSet received = kept.receivedIds;
            StoredBacklog backlog = kept.stored;
            addInflight(inflight, kept.window);
            stored += backlog == null ? 0 : backlog.messages();
            unfinished += received == null ? 0 : received.size();
        }
        QueueLimits limits =
                first == null ? session.home().offlineLimits() : session.home().onlineLimits();
        DelayedWill waiting = session.delayedWill();
        return new SessionDetails(
                session.view(),
                links,
                waiting == null ? null : waiting.will(),
                session.subscriptions(),
                inflight,
                unfinished,
                stored,
                limits.messages(),
                limits.bytes(),
                limits.lifo(),
                session.home().drops().of(session.id()));
    }

    private static Link link(Attachment at) {
        return new Link(
                at.connection().peer(),
                at.userName(),
                at.version(),
                at.isBridge(),
                Instant.ofEpochMilli(at.connectedAtMillis()),
                at.cleanStart(),
                at.keepAliveSeconds(),
                at.outbound().maximum(),
                at.inbound().receiveMaximum(),
                at.inbound().unfinished(),
                at.connection().maximumPacketSize(),
                at.will());
    }

    private static void addInflight(List<Inflight> all, @Nullable InflightWindow window) {
        int places = window == null ? 0 : window.places();
        for (int place = 0; place < places && window != null && all.size() < MAX_INFLIGHT; place++) {
            int handle = window.at(place);
            if (handle == InflightWindow.NONE) {
                continue;
            }
            long word = window.word(handle);
            var message = window.message(handle);
            all.add(new Inflight(
                    window.packetId(handle),
                    DeliveryWord.qos(word).value(),
                    DeliveryWord.state(word) == DeliveryWord.RELEASED,
                    DeliveryWord.is(word, DeliveryWord.RESEND),
                    message == null ? null : message.topic().toString(),
                    message == null ? 0 : message.payloadLength()));
        }
    }
}
