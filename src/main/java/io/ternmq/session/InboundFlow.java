package io.ternmq.session;

import io.ternmq.access.Decision;
import io.ternmq.access.PublishChange;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import io.ternmq.routing.RoutingResult;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The way of publishes from one connection to the router, and their acknowledgement. On the loop only. */
final class InboundFlow {
    private static final @Nullable Topic[] NO_ALIASES = {};

    private final Attachment attachment;
    private final Session session;
    private final SessionLoop home;
    private final int receiveMaximum;
    private final int aliasMaximum;
    private @Nullable Topic[] aliases = NO_ALIASES;
    private @Nullable PacketIdSet receivedIds;
    /** QoS 1 and 2 publishes that are not finished. */
    private int unfinished;

    /**
     * Begins with the QoS 2 publishes that a former connection left unfinished.
     *
     * @param receiveMaximum as announced to the client
     * @param aliasMaximum the topic aliases that the client may use, as announced
     */
    InboundFlow(Attachment attachment, int receiveMaximum, int aliasMaximum, @Nullable Backlog backlog) {
        this.attachment = attachment;
        this.session = attachment.session();
        this.home = session.home();
        this.receiveMaximum = receiveMaximum;
        this.aliasMaximum = aliasMaximum;
        this.receivedIds = backlog == null ? null : backlog.receivedIds;
    }

    @Nullable
    PacketIdSet receivedIds() {
        return receivedIds;
    }

    /** QoS 2 publishes that the client hasn't released. */
    int unreleased() {
        PacketIdSet known = receivedIds;
        return known == null ? 0 : known.size();
    }

    /** As announced to the client. */
    int receiveMaximum() {
        return receiveMaximum;
    }

    /** Publishes that aren't acknowledged in full. */
    int unfinished() {
        return unfinished;
    }

    /** Takes a publish, which is a view; again when it has waited for a decision. */
    Next onPublish(Publish publish, ClientPackets packets, boolean again) {
        if (!again) {
            home.lane().add(Counter.MQTT_PUBLISH_RECEIVED, attachment.version(), 1);
        }
        if (!resolveAlias(publish)) {
            return Next.STOP;
        }
        if (publish.qos() == Qos.EXACTLY_ONCE && isDuplicate(publish.packetId())) {
            // MQTT-4.3.3-10: it is acknowledged again, and not routed.
            attachment.acknowledgements().send(PacketType.PUBREC, publish.packetId(), ReasonCode.SUCCESS);
            return Next.CONTINUE;
        }
        if (publish.qos() != Qos.AT_MOST_ONCE
                && unfinished >= receiveMaximum
                && attachment.rules().limitsReceiving()) {
            // MQTT-3.3.4-9
            return end(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more than " + receiveMaximum + " unfinished publishes");
        }
        if (publish.topic().isSystem()) {
            return refuse(publish, attachment.rules().systemTopic(), DropReason.SYSTEM_TOPIC);
        }
        Decision decision = attachment
                .permissions()
                .mayPublish(publish.topic(), publish.qos(), publish.retain(), publish.payloadLength());
        return switch (decision) {
            case ALLOW -> take(publish, packets);
            case DENY -> deny(publish);
            case PENDING -> packets.parkForDecision();
        };
    }

    private Next end(ReasonCode reason, String detail) {
        attachment.disconnect(reason, detail);
        return Next.STOP;
    }

    /** MQTT 5 section 3.3.2.3.4. An alias is told with a topic or used without one. */
    private boolean resolveAlias(Publish publish) {
        int alias = publish.topicAlias();
        if (alias == 0) {
            return true;
        }
        if (alias > aliasMaximum) {
            end(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias " + alias + " is above the maximum of " + aliasMaximum);
            return false;
        }
        if (publish.hasTopic()) {
            if (alias > aliases.length) {
                aliases = Arrays.copyOf(aliases, Math.min(aliasMaximum, Math.max(alias, aliases.length * 2)));
            }
            aliases[alias - 1] = publish.topic();
            return true;
        }
        Topic known = alias > aliases.length ? null : aliases[alias - 1];
        if (known == null) {
            end(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias " + alias + " stands for no topic");
            return false;
        }
        publish.resolve(known);
        return true;
    }

    private boolean isDuplicate(int packetId) {
        PacketIdSet known = receivedIds;
        return known != null && known.contains(packetId);
    }

    private Next take(Publish publish, ClientPackets packets) {
        PublishChange change = attachment.permissions().publishChange();
        if (change == null) {
            return take(publish, publish, session.id().mountpoint(), packets);
        }
        String mountpoint = change.mountpoint() == null ? session.id().mountpoint() : change.mountpoint();
        return take(ChangedPublish.of(publish, change), publish, mountpoint, packets);
    }

    /** @param sent what the client has sent, and is acknowledged; the same as the publish unless that was changed */
    private Next take(Publish publish, Publish sent, String mountpoint, ClientPackets packets) {
        if (publish.retain() && !home.settings().retained().available()) {
            if (attachment.version().hasProperties()) {
                return end(ReasonCode.RETAIN_NOT_SUPPORTED, "retained messages are not available");
            }
            publish.flags(publish.qos(), false, publish.duplicate(), publish.packetId());
        }
        home.originate(publish, session.id());
        boolean congested;
        if (sent.qos() == Qos.AT_MOST_ONCE) {
            congested = home.route(mountpoint, publish).congested();
        } else if (home.storeWatch().isFailing() && home.needsStore(mountpoint, publish)) {
            return refuseUnkept(sent, packets);
        } else {
            congested = takeAcknowledged(publish, sent, mountpoint);
        }
        if (congested) {
            packets.pauseForCongestion();
        }
        return Next.CONTINUE;
    }

    /** Gives whether the way is congested. */
    private boolean takeAcknowledged(Publish publish, Publish sent, String mountpoint) {
        int packetId = sent.packetId();
        boolean once = sent.qos() == Qos.EXACTLY_ONCE;
        unfinished++;
        // The identifier is noted before the message is routed, so that a restart in between doesn't route it twice.
        long position = once ? remember(packetId) : 0;
        RoutingResult result = home.route(mountpoint, publish);
        boolean congested = result.congested();
        position = Math.max(position, result.position());
        ReasonCode code = result.matched() == 0 ? attachment.rules().noMatch() : ReasonCode.SUCCESS;
        if (result.retained().overLimit()) {
            home.lane().add(Counter.MQTT_PUBLISH_ERROR, attachment.version(), 1);
            code = attachment.rules().notRetained(code);
        }
        if (once && code.isError()) {
            // An error in PUBREC ends the exchange (MQTT-4.3.3-9).
            position = Math.max(position, forget(packetId));
        }
        attachment.acknowledgements().sendAfter(position, once ? PacketType.PUBREC : PacketType.PUBACK, packetId, code);
        return congested;
    }

    private long forget(int packetId) {
        PacketIdSet known = receivedIds;
        return known != null && known.remove(packetId) ? session.onPacketId(packetId, false) : 0;
    }

    private long remember(int packetId) {
        PacketIdSet known = receivedIds;
        if (known == null) {
            known = new PacketIdSet();
            receivedIds = known;
        }
        known.add(packetId);
        return session.onPacketId(packetId, true);
    }

    /** PUBREL: the publish is finished, and its packet identifier is free. */
    boolean onPubrel(int packetId) {
        PacketIdSet known = receivedIds;
        if (known == null || !known.remove(packetId)) {
            attachment
                    .acknowledgements()
                    .send(PacketType.PUBCOMP, packetId, attachment.rules().unknownPacketId());
            return true;
        }
        long position = session.onPacketId(packetId, false);
        attachment.acknowledgements().sendAfter(position, PacketType.PUBCOMP, packetId, ReasonCode.SUCCESS);
        return true;
    }

    /** An acknowledgement has been sent. A QoS 2 publish that a former connection began isn't counted, so none is below zero. */
    void onAcknowledged(PacketType type, int packetId, ReasonCode code) {
        boolean refuses = type == PacketType.PUBREC && code.isError();
        if (refuses) {
            // The publish isn't taken: its packet identifier is free (MQTT-4.3.3-9).
            forget(packetId);
        }
        boolean finishes = refuses || type == PacketType.PUBACK || type == PacketType.PUBCOMP && !code.isError();
        if (finishes && unfinished > 0) {
            unfinished--;
        }
    }

    // ------------------------------------------------------------------ what isn't taken

    private Next deny(Publish publish) {
        home.lane().add(Counter.MQTT_PUBLISH_AUTH_ERROR, attachment.version(), 1);
        AccessRefusals.publish(attachment, publish, ReasonCode.NOT_AUTHORIZED);
        // A bridge isn't cut off for one of its many topics: it would come back with the same message, again and again.
        VersionRules rules = attachment.isBridge() ? VersionRules.MQTT_3_1 : attachment.rules();
        boolean disconnectV3 = home.settings().access().disconnectOnUnauthorizedPublishV3();
        return refuse(publish, rules.unauthorizedPublish(disconnectV3), DropReason.NOT_AUTHORIZED);
    }

    /** The store can't keep what has to be kept: a client that can be told is told, others wait. */
    private Next refuseUnkept(Publish publish, ClientPackets packets) {
        if (!packets.isAnsweredWhileStoreFails()) {
            return packets.parkForStore();
        }
        home.lane().add(Counter.MQTT_PUBLISH_ERROR, attachment.version(), 1);
        home.countDrop(session.id(), publish, publish.qos(), DropReason.STORE_UNAVAILABLE);
        unfinished++;
        PacketType answer = publish.qos() == Qos.EXACTLY_ONCE ? PacketType.PUBREC : PacketType.PUBACK;
        attachment.acknowledgements().send(answer, publish.packetId(), ReasonCode.QUOTA_EXCEEDED);
        return Next.CONTINUE;
    }

    private Next refuse(Publish publish, VersionRules.Denial denial, DropReason reason) {
        home.countDrop(session.id(), publish, publish.qos(), reason);
        int packetId = publish.packetId();
        if (denial == VersionRules.Denial.DISCONNECT) {
            return end(ReasonCode.NOT_AUTHORIZED, "not allowed to publish to " + publish.topic());
        }
        if (publish.qos() == Qos.AT_MOST_ONCE) {
            return Next.CONTINUE;
        }
        boolean pretend = denial == VersionRules.Denial.PRETEND;
        ReasonCode code = pretend ? ReasonCode.SUCCESS : ReasonCode.NOT_AUTHORIZED;
        unfinished++;
        if (publish.qos() == Qos.AT_LEAST_ONCE) {
            attachment.acknowledgements().send(PacketType.PUBACK, packetId, code);
        } else {
            long noted = pretend ? remember(packetId) : 0;
            attachment.acknowledgements().sendAfter(noted, PacketType.PUBREC, packetId, code);
        }
        return Next.CONTINUE;
    }
}
