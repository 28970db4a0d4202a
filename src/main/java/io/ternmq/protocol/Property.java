package io.ternmq.protocol;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of MQTT 5 (section 2.2.2.2): identifier, type, and the packets that may carry them. */
public enum Property {
    PAYLOAD_FORMAT_INDICATOR(0x01, Type.BYTE, PacketType.PUBLISH, PacketType.WILL),
    MESSAGE_EXPIRY_INTERVAL(0x02, Type.FOUR_BYTES, PacketType.PUBLISH, PacketType.WILL),
    CONTENT_TYPE(0x03, Type.STRING, PacketType.PUBLISH, PacketType.WILL),
    RESPONSE_TOPIC(0x08, Type.STRING, PacketType.PUBLISH, PacketType.WILL),
    CORRELATION_DATA(0x09, Type.BINARY, PacketType.PUBLISH, PacketType.WILL),
    SUBSCRIPTION_IDENTIFIER(0x0B, Type.VARIABLE_INTEGER, PacketType.PUBLISH, PacketType.SUBSCRIBE),
    SESSION_EXPIRY_INTERVAL(0x11, Type.FOUR_BYTES, PacketType.CONNECT, PacketType.CONNACK, PacketType.DISCONNECT),
    ASSIGNED_CLIENT_IDENTIFIER(0x12, Type.STRING, PacketType.CONNACK),
    SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTES, PacketType.CONNACK),
    AUTHENTICATION_METHOD(0x15, Type.STRING, PacketType.CONNECT, PacketType.CONNACK, PacketType.AUTH),
    AUTHENTICATION_DATA(0x16, Type.BINARY, PacketType.CONNECT, PacketType.CONNACK, PacketType.AUTH),
    REQUEST_PROBLEM_INFORMATION(0x17, Type.BYTE, PacketType.CONNECT),
    WILL_DELAY_INTERVAL(0x18, Type.FOUR_BYTES, PacketType.WILL),
    REQUEST_RESPONSE_INFORMATION(0x19, Type.BYTE, PacketType.CONNECT),
    RESPONSE_INFORMATION(0x1A, Type.STRING, PacketType.CONNACK),
    SERVER_REFERENCE(0x1C, Type.STRING, PacketType.CONNACK, PacketType.DISCONNECT),
    REASON_STRING(
            0x1F,
            Type.STRING,
            PacketType.CONNACK,
            PacketType.PUBACK,
            PacketType.PUBREC,
            PacketType.PUBREL,
            PacketType.PUBCOMP,
            PacketType.SUBACK,
            PacketType.UNSUBACK,
            PacketType.DISCONNECT,
            PacketType.AUTH),
    RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES, PacketType.CONNECT, PacketType.CONNACK),
    TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES, PacketType.CONNECT, PacketType.CONNACK),
    TOPIC_ALIAS(0x23, Type.TWO_BYTES, PacketType.PUBLISH),
    MAXIMUM_QOS(0x24, Type.BYTE, PacketType.CONNACK),
    RETAIN_AVAILABLE(0x25, Type.BYTE, PacketType.CONNACK),
    USER_PROPERTY(
            0x26,
            Type.STRING_PAIR,
            PacketType.CONNECT,
            PacketType.CONNACK,
            PacketType.PUBLISH,
            PacketType.WILL,
            PacketType.PUBACK,
            PacketType.PUBREC,
            PacketType.PUBREL,
            PacketType.PUBCOMP,
            PacketType.SUBSCRIBE,
            PacketType.SUBACK,
            PacketType.UNSUBSCRIBE,
            PacketType.UNSUBACK,
            PacketType.DISCONNECT,
            PacketType.AUTH),
    MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES, PacketType.CONNECT, PacketType.CONNACK),
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.BYTE, PacketType.CONNACK),
    SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Type.BYTE, PacketType.CONNACK),
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.BYTE, PacketType.CONNACK);

    /** How a property's value is written. */
    public enum Type {
        BYTE,
        TWO_BYTES,
        FOUR_BYTES,
        VARIABLE_INTEGER,
        STRING,
        BINARY,
        STRING_PAIR
    }

    private static final @Nullable Property[] BY_ID = new Property[0x2B];

    static {
        for (Property property : values()) {
            BY_ID[property.id] = property;
        }
    }

    private final int id;
    private final Type type;
    private final Set<PacketType> packets;

    Property(int id, Type type, PacketType first, PacketType... others) {
        this.id = id;
        this.type = type;
        this.packets = EnumSet.of(first, others);
    }

    /** The property of an identifier, or null when there is none. */
    public static @Nullable Property find(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    public int id() {
        return id;
    }

    public Type type() {
        return type;
    }

    /** Whether a packet of this type may carry the property. */
    public boolean allowedIn(PacketType packet) {
        return packets.contains(packet);
    }
}
