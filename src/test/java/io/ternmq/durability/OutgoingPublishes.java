package io.ternmq.durability;

import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.PublishPacket;
import io.ternmq.conformance.harness.Wire;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A publisher's half of a session: what it has begun to publish and what is not over, in the order it was begun. */
final class OutgoingPublishes {
    /** What is published, apart from its number; of it a new message can be made. */
    record Draft(int topic, int qos, boolean retain, boolean clear, int size) {}

    private static final class Unfinished {
        final Draft draft;
        final int message;
        final PublishPacket packet;
        boolean released;

        Unfinished(Draft draft, int message, PublishPacket packet) {
            this.draft = draft;
            this.message = message;
            this.packet = packet;
        }
    }

    private final int client;
    private final History history;
    private final MqttVersion version;
    private final RetainedBoard board;
    private final boolean owedFromPubrec;
    private final Map<Integer, Unfinished> unfinished = new LinkedHashMap<>();
    private int lastId;

    OutgoingPublishes(int client, History history, MqttVersion version, RetainedBoard board, boolean owedFromPubrec) {
        this.client = client;
        this.history = history;
        this.version = version;
        this.board = board;
        this.owedFromPubrec = owedFromPubrec;
    }

    int size() {
        return unfinished.size();
    }

    /** Makes a message of a draft and returns its PUBLISH. */
    byte[] begin(Draft draft, String topic) {
        int message = history.begun(client, draft.topic(), draft.qos(), draft.retain(), draft.clear());
        if (draft.retain()) {
            board.begun(draft.topic(), message, draft.clear());
        }
        int id = unusedId();
        PublishPacket packet = PublishPacket.publish(topic)
                .payload(draft.clear() ? new byte[0] : Payloads.of(message, draft.size()))
                .qos(draft.qos(), id);
        if (draft.retain()) {
            packet.retain();
        }
        unfinished.put(id, new Unfinished(draft, message, packet));
        return packet.bytes(version);
    }

    private int unusedId() {
        do {
            lastId = lastId % 0xFFFF + 1;
        } while (unfinished.containsKey(lastId));
        return lastId;
    }

    /** What has to be sent again in a session that is resumed. */
    void resend(Consumer<byte[]> link) {
        unfinished.forEach((id, its) -> {
            history.resent(client, its.message);
            link.accept(its.released ? pubrel(id) : its.packet.dup().bytes(version));
        });
    }

    /** The session is gone: nothing of it is over and nothing will be. Returns what to publish anew. */
    List<Draft> abandon() {
        List<Draft> drafts = new ArrayList<>();
        for (Iterator<Unfinished> all = unfinished.values().iterator(); all.hasNext(); all.remove()) {
            Unfinished its = all.next();
            history.abandoned(client, its.message);
            drafts.add(its.draft);
        }
        return drafts;
    }

    void onPuback(int id, int reasonCode) {
        Unfinished its = find(id, PacketKind.PUBACK, 1);
        if (its != null) {
            unfinished.remove(id);
            over(its, reasonCode);
        }
    }

    /** Returns the PUBREL to send, null when there is none to be sent. */
    byte @Nullable [] onPubrec(int id, int reasonCode) {
        Unfinished its = find(id, PacketKind.PUBREC, 2);
        if (its == null) {
            return null;
        }
        if (reasonCode >= 0x80) {
            unfinished.remove(id);
            history.refused(client, its.message, reasonCode);
            return null;
        }
        its.released = true;
        history.received(client, its.message);
        if (owedFromPubrec) {
            acknowledged(its);
        }
        return pubrel(id);
    }

    /** After a crash the broker may have forgotten a packet identifier that was released; then its code says so. */
    void onPubcomp(int id) {
        Unfinished its = find(id, PacketKind.PUBCOMP, 2);
        if (its == null) {
            return;
        }
        if (!its.released) {
            history.complain(client, "PUBCOMP for message " + its.message + " which was not released");
        }
        unfinished.remove(id);
        over(its, 0);
    }

    private void over(Unfinished its, int reasonCode) {
        if (reasonCode >= 0x80) {
            history.refused(client, its.message, reasonCode);
        } else {
            history.acknowledged(client, its.message);
            acknowledged(its);
        }
    }

    private void acknowledged(Unfinished its) {
        if (its.draft.retain()) {
            board.acknowledged(its.draft.topic(), its.message);
        }
    }

    private @Nullable Unfinished find(int id, PacketKind kind, int qos) {
        Unfinished its = unfinished.get(id);
        if (its == null || its.draft.qos() != qos) {
            history.complain(client, kind + " for packet identifier " + id + ", which is not under way");
            return null;
        }
        return its;
    }

    private static byte[] pubrel(int id) {
        return acknowledgement(PacketKind.PUBREL, id);
    }

    /** PUBACK, PUBREC, PUBREL or PUBCOMP without an error, the same in all versions. */
    static byte[] acknowledgement(PacketKind kind, int id) {
        return Wire.packet(kind.firstByte(), new byte[] {(byte) (id >>> 8), (byte) id});
    }

    /** The messages that are not over, for a report. */
    List<Integer> messages() {
        return unfinished.values().stream().map(its -> its.message).toList();
    }
}
