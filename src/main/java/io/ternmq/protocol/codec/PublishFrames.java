package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The encoded forms of one message, one for each combination of version and flags that more than one receiver asks for. They
 * stand behind each other in one scratch buffer that is used again for each message.
 */
final class PublishFrames {
    /** Four flag bits and whether it is MQTT 5. */
    private static final int KEYS = 32;

    /** A scratch that a rare large message has grown beyond this is given back. */
    private static final int KEPT_BYTES = 64 * 1024;

    private final int[] starts = new int[KEYS];
    private final int[] ends = new int[KEYS];
    private ByteBuf scratch = Unpooled.buffer(1024);
    private int asked;
    private int made;

    /** Forgets the frames of the message before. */
    void clear() {
        asked = 0;
        made = 0;
        if (scratch.capacity() > KEPT_BYTES) {
            scratch = Unpooled.buffer(1024);
        }
        scratch.clear();
    }

    /** Copies the frame when there is one and puts the packet identifier in its place, which is an offset or -1. */
    boolean write(int key, ByteBuf out, int packetIdOffset, int packetId) {
        if ((made & 1 << key) == 0) {
            return false;
        }
        int at = out.writerIndex();
        out.writeBytes(scratch, starts[key], ends[key] - starts[key]);
        if (packetIdOffset >= 0) {
            out.setShort(at + packetIdOffset, packetId);
        }
        return true;
    }

    /** Where to make the frame; null the first time, since a single receiver needs none. */
    @Nullable
    ByteBuf begin(int key) {
        if ((asked & 1 << key) == 0) {
            asked |= 1 << key;
            return null;
        }
        starts[key] = scratch.writerIndex();
        return scratch;
    }

    void end(int key) {
        ends[key] = scratch.writerIndex();
        made |= 1 << key;
    }
}
