package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Puts packets together byte by byte, so that a test says what stands on the wire. */
final class Bytes {
    private final ByteBuf body = Unpooled.buffer();

    static Bytes of() {
        return new Bytes();
    }

    /** Bytes from hexadecimal digits, spaces apart. */
    static ByteBuf hex(String digits) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(digits.replace(" ", "")));
    }

    /** A CONNECT up to and with its flags, for the version of that level. */
    static Bytes connect(int level, int flags) {
        Bytes bytes =
                of().string(level == 3 ? "MQIsdp" : "MQTT").u8(level).u8(flags).u16(60);
        return level == 5 ? bytes.varint(0) : bytes;
    }

    Bytes u8(int value) {
        body.writeByte(value);
        return this;
    }

    Bytes u16(int value) {
        body.writeShort(value);
        return this;
    }

    Bytes u32(long value) {
        body.writeInt((int) value);
        return this;
    }

    Bytes varint(int value) {
        Varint.write(body, value);
        return this;
    }

    Bytes string(String text) {
        return data(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Length and bytes, which need not be a valid string. */
    Bytes data(byte... bytes) {
        u16(bytes.length);
        body.writeBytes(bytes);
        return this;
    }

    Bytes raw(String hex) {
        body.writeBytes(hex(hex));
        return this;
    }

    /** Properties with the length before them. */
    Bytes properties(Bytes properties) {
        varint(properties.body.readableBytes());
        body.writeBytes(properties.body);
        return this;
    }

    /** The whole packet: fixed header and what was put together. */
    ByteBuf packet(int firstByte) {
        ByteBuf packet = Unpooled.buffer();
        packet.writeByte(firstByte);
        Varint.write(packet, body.readableBytes());
        packet.writeBytes(body);
        return packet;
    }
}
