package io.ternmq.conformance.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A packet that the broker sent. Fields that the packet type lacks have neutral values.
 *
 * @param length the remaining length, bytes
 * @param codes the reason codes of SUBACK and UNSUBACK
 */
public record Packet(
        PacketKind kind,
        int flags,
        int length,
        int packetId,
        int reasonCode,
        boolean sessionPresent,
        String topic,
        byte[] payload,
        List<Integer> codes,
        Props props) {

    /** Stands for the packet that is not sent in 3.x. */
    static Packet none() {
        return new Builder(PacketKind.RESERVED, 0, 0).build();
    }

    public int qos() {
        return flags >> 1 & 3;
    }

    public boolean dup() {
        return (flags & 8) != 0;
    }

    public boolean retain() {
        return (flags & 1) != 0;
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The size of the whole packet with its fixed header, bytes. */
    public int size() {
        return 1 + Wire.wire().varInt(length).size() + length;
    }

    @Override
    public String toString() {
        return kind + "(flags=" + flags + ", id=" + packetId + ", reason=0x" + Integer.toHexString(reasonCode)
                + (topic.isEmpty() ? "" : ", topic=" + topic)
                + (kind == PacketKind.PUBLISH ? ", payload=" + payload.length + " bytes" : "")
                + (codes.isEmpty() ? "" : ", codes=" + codes)
                + ", properties=" + props + ")";
    }

    /** Collects the fields while a packet is read. */
    static final class Builder {
        private final PacketKind kind;
        private final int flags;
        private final int length;
        int packetId;
        int reasonCode;
        boolean sessionPresent;
        String topic = "";
        byte[] payload = {};
        List<Integer> codes = List.of();
        Props props = Props.none();

        Builder(PacketKind kind, int flags, int length) {
            this.kind = kind;
            this.flags = flags;
            this.length = length;
        }

        Packet build() {
            return new Packet(kind, flags, length, packetId, reasonCode, sessionPresent, topic, payload, codes, props);
        }
    }
}
