package io.ternmq.session;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ReasonCode;
import java.util.Arrays;

/**
 * Acknowledgements of one connection that wait for the store, in the order of the packets that they answer; each leaves when what
 * it promises is committed and all before it have left (MQTT-4.6.0-2 to MQTT-4.6.0-4). Two arrays. On its loop only.
 */
final class PendingAcknowledgements {
    /** Sends an acknowledgement whose time has come. */
    interface Sender {
        void write(PacketType type, int packetId, ReasonCode code);
    }

    private static final int INITIAL = 8;

    private long[] positions = new long[INITIAL];
    private int[] entries = new int[INITIAL];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(PacketType type, int packetId, ReasonCode code, long position) {
        if (size == entries.length) {
            grow();
        }
        int at = head + size & entries.length - 1;
        positions[at] = position;
        entries[at] = type.ordinal() << 24 | code.value() << 16 | packetId;
        size++;
    }

    /** Sends all that the position allows. */
    void release(long committed, Sender sender) {
        while (size > 0 && positions[head] <= committed) {
            int entry = entries[head];
            head = head + 1 & entries.length - 1;
            size--;
            ReasonCode code = ReasonCode.find(entry >>> 16 & 0xFF);
            sender.write(
                    PacketType.ofFirstByte(entry >>> 24 << 4),
                    entry & 0xFFFF,
                    code == null ? ReasonCode.SUCCESS : code);
        }
    }

    /** Turns what answers a publish into a refusal that needn't wait, from the first on as far as nothing else is in between. */
    void refusePublishes(ReasonCode why) {
        for (int i = 0; i < size; i++) {
            int at = head + i & entries.length - 1;
            PacketType type = PacketType.ofFirstByte(entries[at] >>> 24 << 4);
            if (type != PacketType.PUBACK && type != PacketType.PUBREC) {
                return;
            }
            positions[at] = 0;
            entries[at] = entries[at] & 0xFF00FFFF | why.value() << 16;
        }
    }

    private void grow() {
        int length = entries.length;
        long[] morePositions = Arrays.copyOf(positions, length * 2);
        int[] moreEntries = Arrays.copyOf(entries, length * 2);
        System.arraycopy(positions, 0, morePositions, length, head);
        System.arraycopy(entries, 0, moreEntries, length, head);
        positions = morePositions;
        entries = moreEntries;
    }
}
