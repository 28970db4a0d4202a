package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks through one packet whose bytes are all there. Every read names what it reads, so that what is wrong can be said;
 * none reads past the packet. Used again for each packet; never moves the buffer's own reader index.
 */
final class PacketReader {
    private ByteBuf in;
    private PacketType type = PacketType.CONNECT;
    private @Nullable ProtocolVersion version;
    private CodecLimits limits;
    private int index;
    private int end;

    PacketReader(ByteBuf empty, CodecLimits limits) {
        this.in = empty;
        this.limits = limits;
    }

    /** Goes to the bytes of a connection; {@link #packet} follows. */
    PacketReader open(ByteBuf bytes, @Nullable ProtocolVersion spoken, CodecLimits accepted) {
        in = bytes;
        version = spoken;
        limits = accepted;
        return this;
    }

    /** Goes to a part of a packet, mostly its body, which is the part behind the fixed header. */
    void packet(PacketType packet, int from, int to) {
        if (type != packet) {
            // Packets of a kind come together, and writing a reference costs a fence with some collectors.
            type = packet;
        }
        index = from;
        end = to;
    }

    ByteBuf bytes() {
        return in;
    }

    PacketType type() {
        return type;
    }

    CodecLimits limits() {
        return limits;
    }

    @Nullable
    ProtocolVersion version() {
        return version;
    }

    /** Said by CONNECT as soon as it has been read. */
    void version(ProtocolVersion announced) {
        version = announced;
    }

    boolean isMqtt5() {
        return version == ProtocolVersion.MQTT_5;
    }

    int index() {
        return index;
    }

    int remaining() {
        return end - index;
    }

    // ------------------------------------------------------------------ reading

    int unsignedByte(String what) {
        return in.getUnsignedByte(skip(1, what));
    }

    int unsignedShort(String what) {
        return in.getUnsignedShort(skip(2, what));
    }

    long unsignedInt(String what) {
        return in.getUnsignedInt(skip(4, what));
    }

    int variableInteger(String what) {
        long read = Varint.read(in, index, end);
        if (read < 0) {
            throw malformed(what + (read == Varint.INCOMPLETE ? " is cut off" : " is no variable byte integer"));
        }
        index += Varint.bytes(read);
        return Varint.value(read);
    }

    /** Goes over bytes and says where they began. */
    int skip(int bytes, String what) {
        int at = index;
        if (bytes > end - at) {
            throw malformed(what + " is cut off");
        }
        index = at + bytes;
        return at;
    }

    /** Goes over a string with its length, checks it, and gives its length; its bytes end at {@link #index()}. */
    int skipString(String what) {
        int length = skipBinary(what);
        if (length > limits.maxStringBytes()) {
            throw refused(ReasonCode.QUOTA_EXCEEDED, what + " is longer than " + limits.maxStringBytes() + " bytes");
        }
        requireUtf8(index - length, length, what);
        return length;
    }

    void requireUtf8(int at, int length, String what) {
        if (!Utf8.isValid(in, at, length)) {
            throw malformed(what + " is not valid UTF-8");
        }
    }

    String string(String what) {
        int length = skipString(what);
        return in.toString(index - length, length, StandardCharsets.UTF_8);
    }

    /** Goes over binary data with its length and gives its length; its bytes end at {@link #index()}. */
    int skipBinary(String what) {
        int length = unsignedShort(what);
        skip(length, what);
        return length;
    }

    byte[] binary(String what) {
        int length = skipBinary(what);
        return ByteBufUtil.getBytes(in, index - length, length, true);
    }

    /** A packet identifier, which is never 0 (MQTT-2.2.1-3). */
    int packetId() {
        int id = unsignedShort("packet identifier");
        if (id == 0) {
            throw refused(ReasonCode.PROTOCOL_ERROR, "packet identifier is 0");
        }
        return id;
    }

    /** Makes the next bytes look like all there are; {@link #widen} takes it back. */
    int narrow(int length, String what) {
        if (length > end - index) {
            throw malformed(what + " is longer than the packet");
        }
        int outer = end;
        end = index + length;
        return outer;
    }

    void widen(int outer) {
        end = outer;
    }

    /** Nothing may follow what the packet has to say. */
    void requireEnd() {
        if (index != end) {
            throw malformed((end - index) + " bytes too many");
        }
    }

    // ------------------------------------------------------------------ refusing

    MalformedPacket malformed(String problem) {
        return refused(ReasonCode.MALFORMED_PACKET, problem);
    }

    MalformedPacket protocolError(String problem) {
        return refused(ReasonCode.PROTOCOL_ERROR, problem);
    }

    MalformedPacket refused(ReasonCode reasonCode, String problem) {
        String name = type == PacketType.WILL ? "packet" : type.name();
        return new MalformedPacket(reasonCode, name + ": " + problem);
    }
}
