package io.ternmq.conformance.harness;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the packets that a broker sends, strictly: reserved bits, shortest lengths, allowed reason codes and properties and no
 * bytes left over. Whatever the broker sends in any test is checked here; a violation fails the test that saw it.
 */
public final class PacketParser {

    private static final Map<PacketKind, Set<Integer>> REASON_CODES = Map.of(
            PacketKind.CONNACK,
            Set.of(
                    0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
                    0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F),
            PacketKind.PUBACK,
            Set.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99),
            PacketKind.PUBREC,
            Set.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99),
            PacketKind.PUBREL,
            Set.of(0x00, 0x92),
            PacketKind.PUBCOMP,
            Set.of(0x00, 0x92),
            PacketKind.SUBACK,
            Set.of(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2),
            PacketKind.UNSUBACK,
            Set.of(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91),
            PacketKind.DISCONNECT,
            Set.of(
                    0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96,
                    0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2),
            PacketKind.AUTH,
            Set.of(0x00, 0x18));

    private PacketParser() {}

    /** Reads one packet; an AssertionError or a BufferUnderflowException says what is wrong with it. */
    public static Packet parse(MqttVersion version, int firstByte, byte[] body) {
        PacketKind kind = PacketKind.values()[firstByte >>> 4];
        int flags = firstByte & 0x0F;
        if (kind != PacketKind.PUBLISH) {
            check(flags == (kind == PacketKind.PUBREL ? 2 : 0), "reserved flags of " + kind + " are " + flags);
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        Packet packet = fields(version, kind, flags, body.length, in);
        check(!in.hasRemaining(), in.remaining() + " bytes left over in " + kind);
        return packet;
    }

    private static Packet fields(MqttVersion version, PacketKind kind, int flags, int length, ByteBuffer in) {
        Packet.Builder packet = new Packet.Builder(kind, flags, length);
        boolean v5 = version.hasProperties();
        switch (kind) {
            case CONNACK -> connack(v5, in, packet);
            case PUBLISH -> publish(v5, flags, in, packet);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                packet.packetId = packetId(in);
                reasonAndProperties(v5, kind, in, packet);
            }
            case SUBACK -> {
                packet.packetId = packetId(in);
                packet.props = v5 ? Props.read(in, kind) : Props.none();
                packet.codes = codes(version, kind, in);
            }
            case UNSUBACK -> {
                packet.packetId = packetId(in);
                packet.props = v5 ? Props.read(in, kind) : Props.none();
                packet.codes = v5 ? codes(version, kind, in) : List.of();
            }
            case PINGRESP -> {}
            case DISCONNECT, AUTH -> {
                check(v5, kind + " from the broker to a client of " + version);
                reasonAndProperties(true, kind, in, packet);
            }
            default -> throw new AssertionError("a broker may not send " + kind);
        }
        return packet.build();
    }

    private static void connack(boolean v5, ByteBuffer in, Packet.Builder packet) {
        int acknowledgeFlags = in.get() & 0xFF;
        check((acknowledgeFlags & 0xFE) == 0, "reserved connect acknowledge flags " + acknowledgeFlags);
        packet.sessionPresent = acknowledgeFlags == 1;
        packet.reasonCode = in.get() & 0xFF;
        if (v5) {
            checkReason(PacketKind.CONNACK, packet.reasonCode);
            packet.props = Props.read(in, PacketKind.CONNACK);
        } else {
            check(packet.reasonCode <= 5, "CONNACK return code " + packet.reasonCode);
        }
    }

    private static void publish(boolean v5, int flags, ByteBuffer in, Packet.Builder packet) {
        int qos = flags >> 1 & 3;
        check(qos < 3, "PUBLISH with QoS 3");
        check(qos > 0 || (flags & 8) == 0, "PUBLISH with QoS 0 and DUP");
        packet.topic = string(in);
        if (qos > 0) {
            packet.packetId = packetId(in);
        }
        if (v5) {
            packet.props = Props.read(in, PacketKind.PUBLISH);
        }
        packet.payload = new byte[in.remaining()];
        in.get(packet.payload);
    }

    private static void reasonAndProperties(boolean v5, PacketKind kind, ByteBuffer in, Packet.Builder packet) {
        if (v5 && in.hasRemaining()) {
            packet.reasonCode = in.get() & 0xFF;
            checkReason(kind, packet.reasonCode);
            if (in.hasRemaining()) {
                packet.props = Props.read(in, kind);
            }
        }
    }

    private static List<Integer> codes(MqttVersion version, PacketKind kind, ByteBuffer in) {
        List<Integer> codes = new ArrayList<>();
        while (in.hasRemaining()) {
            int code = in.get() & 0xFF;
            if (version.hasProperties()) {
                checkReason(kind, code);
            } else {
                check(code <= 2 || code == 0x80, "SUBACK return code " + code);
            }
            codes.add(code);
        }
        return codes;
    }

    private static void checkReason(PacketKind kind, int code) {
        check(
                REASON_CODES.getOrDefault(kind, Set.of()).contains(code),
                "reason code 0x" + Integer.toHexString(code) + " in " + kind);
    }

    static int packetId(ByteBuffer in) {
        int id = in.getShort() & 0xFFFF;
        check(id != 0, "packet identifier 0");
        return id;
    }

    static int varInt(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int digit = in.get() & 0xFF;
            value |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                check(digit != 0 || shift == 0, "variable byte integer longer than needed");
                return value;
            }
        }
        throw new AssertionError("variable byte integer of more than four bytes");
    }

    static ByteBuffer slice(ByteBuffer in, int length) {
        check(length <= in.remaining(), "length " + length + " beyond the packet's end");
        ByteBuffer section = in.slice(in.position(), length);
        in.position(in.position() + length);
        return section;
    }

    static byte[] binary(ByteBuffer in) {
        byte[] value = new byte[in.getShort() & 0xFFFF];
        in.get(value);
        return value;
    }

    static String string(ByteBuffer in) {
        byte[] bytes = binary(in);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            check(text.indexOf('\0') < 0, "U+0000 in a string");
            return text;
        } catch (CharacterCodingException e) {
            throw new AssertionError("ill-formed UTF-8 from the broker", e);
        }
    }

    static void check(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError("the broker sent a malformed packet: " + violation);
        }
    }
}
