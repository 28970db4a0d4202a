package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.Will;
import java.nio.charset.StandardCharsets;

/** Reads CONNECT of all versions. The rules of 3.1 are looser, and are told where they differ. */
final class ConnectReader {
    private static final int USER_NAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL = 0x04;
    private static final int CLEAN_START = 0x02;
    private static final int RESERVED = 0x01;

    /** Mosquitto's bridges set this bit of the level, for 3.1 and 3.1.1. */
    private static final int BRIDGE = 0x80;

    private ConnectReader() {}

    static Connect read(PacketReader in) {
        String name = protocolName(in);
        int level = in.unsignedByte("protocol level");
        ProtocolVersion version = version(in, name, level);
        in.version(version);
        int flags = flags(in, version);
        int keepAlive = in.unsignedShort("keep alive");
        Properties properties = Properties.NONE;
        if (version.hasProperties()) {
            properties = PropertiesReader.read(in, PacketType.CONNECT);
            requireMethodForData(in, properties);
        }
        String clientId = in.string("client identifier");
        Will will = (flags & WILL) == 0 ? null : will(in, version, flags);
        String userName = has(in, version, flags, USER_NAME) ? in.string("user name") : null;
        byte[] password = has(in, version, flags, PASSWORD) ? in.binary("password") : null;
        return new Connect(
                version,
                (level & BRIDGE) != 0,
                (flags & CLEAN_START) != 0,
                keepAlive,
                clientId,
                userName,
                password,
                will,
                properties);
    }

    private static String protocolName(PacketReader in) {
        int length = in.unsignedShort("protocol name");
        int at = in.skip(length, "protocol name");
        String name = length > 6 ? "" : in.bytes().toString(at, length, StandardCharsets.UTF_8);
        if (!name.equals("MQTT") && !name.equals("MQIsdp")) {
            throw in.refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "protocol name is neither MQTT nor MQIsdp");
        }
        return name;
    }

    /** The version; before a level is refused it is said in which version's form that can be answered. */
    private static ProtocolVersion version(PacketReader in, String name, int level) {
        boolean old = name.equals("MQIsdp");
        if (level == 3 && old || level == (3 | BRIDGE)) {
            return ProtocolVersion.MQTT_3_1;
        }
        if (!old && (level == 4 || level == (4 | BRIDGE))) {
            return ProtocolVersion.MQTT_3_1_1;
        }
        if (!old && level == 5) {
            return ProtocolVersion.MQTT_5;
        }
        in.version(old ? ProtocolVersion.MQTT_3_1 : level > 5 ? ProtocolVersion.MQTT_5 : ProtocolVersion.MQTT_3_1_1);
        throw in.refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "protocol " + name + " level " + level);
    }

    private static int flags(PacketReader in, ProtocolVersion version) {
        int flags = in.unsignedByte("connect flags");
        if (version != ProtocolVersion.MQTT_5 && (flags & (USER_NAME | PASSWORD)) == PASSWORD) {
            throw in.malformed("password without user name");
        }
        if ((flags & WILL) != 0 && willQos(flags) == 3) {
            throw in.malformed("will QoS is 3");
        }
        if (version == ProtocolVersion.MQTT_3_1) {
            // Its reserved bit is "not used", and will bits without a will are disregarded.
            return flags;
        }
        if ((flags & RESERVED) != 0) {
            throw in.malformed("reserved connect flag is set");
        }
        if ((flags & WILL) == 0 && (willQos(flags) != 0 || (flags & WILL_RETAIN) != 0)) {
            throw in.malformed("will QoS or will retain without a will");
        }
        return flags;
    }

    private static int willQos(int flags) {
        return flags >> 3 & 3;
    }

    /** In 3.1 the packet's length takes precedence over the flags of user name and password. */
    private static boolean has(PacketReader in, ProtocolVersion version, int flags, int flag) {
        return (flags & flag) != 0 && (version != ProtocolVersion.MQTT_3_1 || in.remaining() > 0);
    }

    private static Will will(PacketReader in, ProtocolVersion version, int flags) {
        Properties properties = version.hasProperties() ? PropertiesReader.read(in, PacketType.WILL) : Properties.NONE;
        Topic topic = TopicReader.willTopic(in);
        int length = in.skipBinary("will payload");
        int at = in.index() - length;
        if (properties.number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1
                && in.limits().verifyPayloadFormat()
                && !Utf8.isText(in.bytes(), at, length)) {
            throw in.refused(ReasonCode.PAYLOAD_FORMAT_INVALID, "will payload is said to be UTF-8 and is not");
        }
        byte[] payload = ByteBufUtil.getBytes(in.bytes(), at, length, true);
        return new Will(topic, payload, Qos.of(willQos(flags)), (flags & WILL_RETAIN) != 0, properties);
    }

    /** Section 3.1.2.11.10: authentication data without a method is a protocol error. */
    static void requireMethodForData(PacketReader in, Properties properties) {
        if (properties.has(Property.AUTHENTICATION_DATA) && !properties.has(Property.AUTHENTICATION_METHOD)) {
            throw in.protocolError("authentication data without an authentication method");
        }
    }
}
