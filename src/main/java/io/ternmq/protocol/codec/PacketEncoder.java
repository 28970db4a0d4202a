package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PropertiesWriter.Trim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packets to bytes, for every version, of servers and clients; {@link PublishEncoder} writes PUBLISH. Stateless; allocates
 * nothing for acknowledgements and pings.
 *
 * <p>Methods that take a longest packet leave out the reason string, and then the user properties, to stay within the
 * receiver's Maximum Packet Size (MQTT-3.2.2-19 and its like). They give the bytes written, or 0 when the packet doesn't
 * fit even so and nothing has been written.
 */
public final class PacketEncoder {
    /** The longest packet of a receiver that has set no limit. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final Trim[] TRIMS = Trim.values();

    private PacketEncoder() {}

    // ------------------------------------------------------------------ connection

    /** Writes CONNECT in the version that it names. */
    public static void connect(ByteBuf out, Connect connect) {
        ConnectWriter.write(out, connect);
    }

    /**
     * Writes CONNACK. For 3.x the reason code becomes a return code; when none of those says the same, nothing is written and
     * the connection is to be closed (MQTT 3.1.1, MQTT-3.2.2-6).
     */
    public static int connack(ByteBuf out, ProtocolVersion version, Connack connack, int longest) {
        boolean present = connack.sessionPresent() && !connack.reasonCode().isError();
        if (version != ProtocolVersion.MQTT_5) {
            int returnCode = ReasonCodes.returnCode(connack.reasonCode());
            if (returnCode == ReasonCodes.NONE) {
                return 0;
            }
            out.writeShort(0x2002);
            out.writeByte(present && version == ProtocolVersion.MQTT_3_1_1 ? 1 : 0);
            out.writeByte(returnCode);
            return 4;
        }
        Trim trim = trim(2, connack.properties(), longest);
        if (trim == null) {
            return 0;
        }
        int written = header(out, 0x20, 2 + PropertiesWriter.length(connack.properties(), trim));
        out.writeByte(present ? 1 : 0);
        out.writeByte(connack.reasonCode().value());
        PropertiesWriter.write(out, connack.properties(), trim);
        return written;
    }

    /** Writes DISCONNECT: of MQTT 5, or the two bytes that a 3.x client says good-bye with. A 3.x client is sent none. */
    public static int disconnect(ByteBuf out, ProtocolVersion version, Disconnect disconnect, int longest) {
        if (version != ProtocolVersion.MQTT_5) {
            out.writeShort(0xE000);
            return 2;
        }
        return reason(out, 0xE0, disconnect.reasonCode(), disconnect.properties(), longest);
    }

    /** Writes AUTH, which is of MQTT 5 alone. */
    public static int auth(ByteBuf out, Auth auth, int longest) {
        return reason(out, 0xF0, auth.reasonCode(), auth.properties(), longest);
    }

    public static void pingreq(ByteBuf out) {
        out.writeShort(0xC000);
    }

    public static void pingresp(ByteBuf out) {
        out.writeShort(0xD000);
    }

    /** DISCONNECT and AUTH: success without properties needs no body. */
    private static int reason(ByteBuf out, int firstByte, ReasonCode code, Properties properties, int longest) {
        if (properties.isEmpty()) {
            boolean bare = code == ReasonCode.SUCCESS;
            if ((bare ? 2 : 3) > longest) {
                return 0;
            }
            int written = header(out, firstByte, bare ? 0 : 1);
            if (!bare) {
                out.writeByte(code.value());
            }
            return written;
        }
        Trim trim = trim(1, properties, longest);
        if (trim == null) {
            return 0;
        }
        int written = header(out, firstByte, 1 + PropertiesWriter.length(properties, trim));
        out.writeByte(code.value());
        PropertiesWriter.write(out, properties, trim);
        return written;
    }

    // ------------------------------------------------------------------ acknowledgements

    /** Writes PUBACK, PUBREC, PUBREL or PUBCOMP in its shortest form, 4 or 5 bytes. 3.x has no reason code to say. */
    public static void acknowledgement(
            ByteBuf out, ProtocolVersion version, PacketType type, int packetId, ReasonCode code) {
        boolean bare = code == ReasonCode.SUCCESS || version != ProtocolVersion.MQTT_5;
        out.writeShort(acknowledgementByte(type) << 8 | (bare ? 2 : 3));
        out.writeShort(packetId);
        if (!bare) {
            out.writeByte(code.value());
        }
    }

    /** Writes PUBACK, PUBREC, PUBREL or PUBCOMP with properties, which 3.x doesn't get. */
    public static int acknowledgement(
            ByteBuf out,
            ProtocolVersion version,
            PacketType type,
            int packetId,
            ReasonCode code,
            Properties properties,
            int longest) {
        Trim trim = version == ProtocolVersion.MQTT_5 ? trim(3, properties, longest) : null;
        if (trim == null || PropertiesWriter.length(properties, trim) == 1) {
            int from = out.writerIndex();
            acknowledgement(out, version, type, packetId, code);
            return out.writerIndex() - from;
        }
        int written = header(out, acknowledgementByte(type), 3 + PropertiesWriter.length(properties, trim));
        out.writeShort(packetId);
        out.writeByte(code.value());
        PropertiesWriter.write(out, properties, trim);
        return written;
    }

    private static int acknowledgementByte(PacketType type) {
        return type.ordinal() << 4 | (type == PacketType.PUBREL ? 2 : 0);
    }

    // ------------------------------------------------------------------ subscriptions

    public static void subscribe(ByteBuf out, ProtocolVersion version, Subscribe subscribe) {
        SubscribeWriter.subscribe(out, version, subscribe);
    }

    public static void unsubscribe(ByteBuf out, ProtocolVersion version, Unsubscribe unsubscribe) {
        SubscribeWriter.unsubscribe(out, version, unsubscribe);
    }

    /** Writes SUBACK; for 3.x every error becomes 0x80. */
    public static int suback(ByteBuf out, ProtocolVersion version, Suback suback, int longest) {
        if (version == ProtocolVersion.MQTT_5) {
            return SubscribeWriter.results(
                    out, 0x90, suback.packetId(), suback.reasonCodes(), suback.properties(), longest);
        }
        List<ReasonCode> codes = suback.reasonCodes();
        int written = header(out, 0x90, 2 + codes.size());
        out.writeShort(suback.packetId());
        for (int i = 0; i < codes.size(); i++) {
            out.writeByte(codes.get(i).isError() ? 0x80 : codes.get(i).value());
        }
        return written;
    }

    /** Writes UNSUBACK; for 3.x the packet identifier alone. */
    public static int unsuback(ByteBuf out, ProtocolVersion version, Unsuback unsuback, int longest) {
        if (version == ProtocolVersion.MQTT_5) {
            return SubscribeWriter.results(
                    out, 0xB0, unsuback.packetId(), unsuback.reasonCodes(), unsuback.properties(), longest);
        }
        out.writeShort(0xB002);
        out.writeShort(unsuback.packetId());
        return 4;
    }

    // ------------------------------------------------------------------ common parts

    /** Writes the fixed header and gives the length of the whole packet. */
    static int header(ByteBuf out, int firstByte, int remaining) {
        out.writeByte(firstByte);
        Varint.write(out, remaining);
        return 1 + Varint.length(remaining) + remaining;
    }

    /** The least that must be left out to stay within the longest packet; null when that isn't enough. */
    static @Nullable Trim trim(int others, Properties properties, int longest) {
        for (Trim trim : TRIMS) {
            int remaining = others + PropertiesWriter.length(properties, trim);
            if (1 + Varint.length(Math.min(remaining, Varint.MAX)) + remaining <= longest) {
                return trim;
            }
        }
        return null;
    }
}
