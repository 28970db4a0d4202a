package io.ternmq.durability;

import java.nio.ByteBuffer;

/** Payloads that tell their message's number and whether they are whole. */
final class Payloads {
    static final int SMALLEST = 8;

    private Payloads() {}

    /** @param size bytes, at least {@link #SMALLEST} */
    static byte[] of(int message, int size) {
        byte[] payload = new byte[size];
        ByteBuffer.wrap(payload).putInt(message).putInt(size);
        for (int i = SMALLEST; i < size; i++) {
            payload[i] = filler(message, i);
        }
        return payload;
    }

    /** The number of the message; -1 when a byte is not as it was sent. */
    static int message(byte[] payload) {
        if (payload.length < SMALLEST) {
            return -1;
        }
        ByteBuffer head = ByteBuffer.wrap(payload);
        int message = head.getInt();
        if (head.getInt() != payload.length) {
            return -1;
        }
        for (int i = SMALLEST; i < payload.length; i++) {
            if (payload[i] != filler(message, i)) {
                return -1;
            }
        }
        return message;
    }

    private static byte filler(int message, int at) {
        return (byte) (message * 31 + at);
    }
}
