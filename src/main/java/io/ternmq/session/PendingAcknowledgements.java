package io.ternmq.session;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ReasonCode;

/**
 * Acknowledgements of one connection that wait for the store, in the order of the packets that they answer; each leaves when what
 * it promises is committed and all before it have left (MQTT-4.6.0-2 to MQTT-4.6.0-4). On its loop only.
 */
final class PendingAcknowledgements {
    /** Sends an acknowledgement whose time has come. */
    interface Sender {
        void write(PacketType type, int packetId, ReasonCode code);
    }

    private final PositionRing waiting = new PositionRing();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    void add(PacketType type, int packetId, ReasonCode code, long position) {
        waiting.add(position, type.ordinal() << 24 | code.value() << 16 | packetId);
    }

    /** Sends all that the position allows. */
    void release(long committed, Sender sender) {
        while (!waiting.isEmpty() && waiting.position() <= committed) {
            int entry = waiting.remove();
            ReasonCode code = ReasonCode.find(entry >>> 16 & 0xFF);
            sender.write(type(entry), entry & 0xFFFF, code == null ? ReasonCode.SUCCESS : code);
        }
    }

    private static PacketType type(int entry) {
        return PacketType.ofFirstByte(entry >>> 24 << 4);
    }

    /** Turns what answers a publish into a refusal that needn't wait, from the first on as far as nothing else is in between. */
    void refusePublishes(ReasonCode why) {
        for (int i = 0; i < waiting.size(); i++) {
            int entry = waiting.entry(i);
            if (type(entry) != PacketType.PUBACK && type(entry) != PacketType.PUBREC) {
                return;
            }
            waiting.replace(i, 0, entry & 0xFF00FFFF | why.value() << 16);
        }
    }
}
