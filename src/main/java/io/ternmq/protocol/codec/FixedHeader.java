package io.ternmq.protocol.codec;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;

/**
 * What can be said of a packet when only its fixed header is there: may such a packet come now and here, are its flags right
 * (MQTT-2.1.3-1), can it be that long.
 */
final class FixedHeader {
    private FixedHeader() {}

    static void requireType(PacketReader in, int firstByte) {
        PacketType type = in.type();
        if (type == PacketType.WILL || type == PacketType.AUTH && in.version() != null && !in.isMqtt5()) {
            throw in.malformed("packet type " + (firstByte >> 4) + " does not exist in this version");
        }
        if (!mayCome(in)) {
            throw in.protocolError(
                    in.limits().role() == Role.SERVER ? "a client does not send it" : "a server does not send it");
        }
        if (in.version() == null && type != PacketType.CONNECT) {
            throw in.protocolError("comes before CONNECT");
        }
        if (in.version() != null && type == PacketType.CONNECT) {
            throw in.protocolError("comes a second time");
        }
        if (type != PacketType.PUBLISH && !flagsFit(in, firstByte & 0x0F)) {
            throw in.malformed("flags of the fixed header are " + (firstByte & 0x0F));
        }
    }

    private static boolean mayCome(PacketReader in) {
        boolean server = in.limits().role() == Role.SERVER;
        return switch (in.type()) {
            case CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ -> server;
            case CONNACK, SUBACK, UNSUBACK, PINGRESP -> !server;
            // Before MQTT 5 a server closes without a word.
            case DISCONNECT -> server || in.isMqtt5();
            default -> true;
        };
    }

    private static boolean flagsFit(PacketReader in, int flags) {
        return switch (in.type()) {
            // In 3.1 these three are sent at QoS 1, so that DUP may be set, and RETAIN is not used.
            case PUBREL, SUBSCRIBE, UNSUBSCRIBE ->
                in.version() == ProtocolVersion.MQTT_3_1 ? (flags & 6) == 2 : flags == 2;
            // 3.1 calls the flags of the others "not used"; of CONNECT the version isn't known yet.
            default -> flags == 0 || in.version() == ProtocolVersion.MQTT_3_1;
        };
    }

    /** The remaining length, when a packet of this type can have it and the limit allows it. */
    static int requireLength(PacketReader in, long read) {
        if (read == Varint.MALFORMED) {
            throw in.malformed("remaining length is no variable byte integer");
        }
        int length = Varint.value(read);
        int whole = length + 1 + Varint.bytes(read);
        int limit = in.version() == null
                ? in.limits().maxConnectBytes()
                : in.limits().maxPacketBytes();
        if (whole > limit) {
            throw in.refused(ReasonCode.PACKET_TOO_LARGE, whole + " bytes, at most " + limit + " are allowed");
        }
        if (length > longest(in) || length < shortest(in)) {
            throw in.malformed("remaining length is " + length);
        }
        return length;
    }

    private static int longest(PacketReader in) {
        return switch (in.type()) {
            case PINGREQ, PINGRESP -> 0;
            case PUBACK, PUBREC, PUBREL, PUBCOMP, CONNACK, UNSUBACK -> in.isMqtt5() ? Varint.MAX : 2;
            case DISCONNECT -> in.isMqtt5() ? Varint.MAX : 0;
            default -> Varint.MAX;
        };
    }

    private static int shortest(PacketReader in) {
        return switch (in.type()) {
            case PINGREQ, PINGRESP, DISCONNECT, AUTH -> 0;
            default -> 2;
        };
    }
}
