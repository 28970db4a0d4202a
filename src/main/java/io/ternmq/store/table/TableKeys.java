package io.ternmq.store.table;

import java.nio.ByteBuffer;

/**
 * Keys of the tables. A session's rows lie together: node (4 bytes), number (8), and then what the row is; so do the blocks of its
 * queue. Retained messages lie by mountpoint, with its length before it, and topic.
 */
final class TableKeys {
    static final byte OPENED = 1;
    static final byte CLOSED = 2;
    static final byte INBOUND = 3;
    static final byte SUBSCRIPTION = 4;

    private static final int UID = 12;

    private TableKeys() {}

    static byte[] session(int node, long number, byte row) {
        return key(node, number, 1).put(row).array();
    }

    static byte[] subscription(int node, long number, byte[] filter) {
        return key(node, number, 1 + filter.length)
                .put(SUBSCRIPTION)
                .put(filter)
                .array();
    }

    /** Before everything of the session. */
    static byte[] first(int node, long number) {
        return key(node, number, 0).array();
    }

    static byte[] block(int node, long number, long block) {
        return key(node, number, 8).putLong(block).array();
    }

    private static ByteBuffer key(int node, long number, int more) {
        return ByteBuffer.allocate(UID + more).putInt(node).putLong(number);
    }

    static byte[] retained(byte[] mountpoint, byte[] topic) {
        return ByteBuffer.allocate(2 + mountpoint.length + topic.length)
                .putShort((short) mountpoint.length)
                .put(mountpoint)
                .put(topic)
                .array();
    }

    static int node(byte[] key) {
        return ByteBuffer.wrap(key).getInt();
    }

    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(4);
    }

    /** What a session's row is. */
    static byte row(byte[] key) {
        return key[UID];
    }

    static long block(byte[] key) {
        return ByteBuffer.wrap(key).getLong(UID);
    }
}
