package io.ternmq.conformance.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the MQTT data types to bytes, valid or not: nothing is checked, so that tests can send what no client may send. */
public final class Wire {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static Wire wire() {
        return new Wire();
    }

    /** A whole packet: the first byte, the length of the body as the shortest variable byte integer, the body. */
    public static byte[] packet(int firstByte, byte[] body) {
        return wire().u8(firstByte).varInt(body.length).raw(body).bytes();
    }

    public Wire u8(int value) {
        out.write(value);
        return this;
    }

    public Wire u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public Wire u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    public Wire varInt(int value) {
        int rest = value;
        do {
            int digit = rest & 0x7F;
            rest >>>= 7;
            u8(rest > 0 ? digit | 0x80 : digit);
        } while (rest > 0);
        return this;
    }

    /** A two byte length and the bytes. */
    public Wire binary(byte[] value) {
        return u16(value.length).raw(value);
    }

    public Wire string(String value) {
        return binary(value.getBytes(StandardCharsets.UTF_8));
    }

    public Wire raw(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    /** Bytes given as integers, for hand-written packets. */
    public Wire raw(int... values) {
        for (int value : values) {
            u8(value);
        }
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
