package io.ternmq.conformance.harness;

import static io.ternmq.conformance.harness.PacketKind.AUTH;
import static io.ternmq.conformance.harness.PacketKind.CONNACK;
import static io.ternmq.conformance.harness.PacketKind.CONNECT;
import static io.ternmq.conformance.harness.PacketKind.DISCONNECT;
import static io.ternmq.conformance.harness.PacketKind.PUBACK;
import static io.ternmq.conformance.harness.PacketKind.PUBCOMP;
import static io.ternmq.conformance.harness.PacketKind.PUBLISH;
import static io.ternmq.conformance.harness.PacketKind.PUBREC;
import static io.ternmq.conformance.harness.PacketKind.PUBREL;
import static io.ternmq.conformance.harness.PacketKind.SUBACK;
import static io.ternmq.conformance.harness.PacketKind.SUBSCRIBE;
import static io.ternmq.conformance.harness.PacketKind.UNSUBACK;
import static io.ternmq.conformance.harness.PacketKind.UNSUBSCRIBE;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of MQTT 5, section 2.2.2.2: identifier, data type and the packets they may stand in. */
public enum Prop {
    PAYLOAD_FORMAT_INDICATOR(0x01, Type.U8, PUBLISH),
    MESSAGE_EXPIRY_INTERVAL(0x02, Type.U32, PUBLISH),
    CONTENT_TYPE(0x03, Type.STRING, PUBLISH),
    RESPONSE_TOPIC(0x08, Type.STRING, PUBLISH),
    CORRELATION_DATA(0x09, Type.BINARY, PUBLISH),
    SUBSCRIPTION_IDENTIFIER(0x0B, Type.VAR_INT, PUBLISH, SUBSCRIBE),
    SESSION_EXPIRY_INTERVAL(0x11, Type.U32, CONNECT, CONNACK, DISCONNECT),
    ASSIGNED_CLIENT_IDENTIFIER(0x12, Type.STRING, CONNACK),
    SERVER_KEEP_ALIVE(0x13, Type.U16, CONNACK),
    AUTHENTICATION_METHOD(0x15, Type.STRING, CONNECT, CONNACK, AUTH),
    AUTHENTICATION_DATA(0x16, Type.BINARY, CONNECT, CONNACK, AUTH),
    REQUEST_PROBLEM_INFORMATION(0x17, Type.U8, CONNECT),
    WILL_DELAY_INTERVAL(0x18, Type.U32),
    REQUEST_RESPONSE_INFORMATION(0x19, Type.U8, CONNECT),
    RESPONSE_INFORMATION(0x1A, Type.STRING, CONNACK),
    SERVER_REFERENCE(0x1C, Type.STRING, CONNACK, DISCONNECT),
    REASON_STRING(0x1F, Type.STRING, CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH),
    RECEIVE_MAXIMUM(0x21, Type.U16, CONNECT, CONNACK),
    TOPIC_ALIAS_MAXIMUM(0x22, Type.U16, CONNECT, CONNACK),
    TOPIC_ALIAS(0x23, Type.U16, PUBLISH),
    MAXIMUM_QOS(0x24, Type.U8, CONNACK),
    RETAIN_AVAILABLE(0x25, Type.U8, CONNACK),
    USER_PROPERTY(
            0x26,
            Type.PAIR,
            CONNECT,
            CONNACK,
            PUBLISH,
            PUBACK,
            PUBREC,
            PUBREL,
            PUBCOMP,
            SUBSCRIBE,
            SUBACK,
            UNSUBSCRIBE,
            UNSUBACK,
            DISCONNECT,
            AUTH),
    MAXIMUM_PACKET_SIZE(0x27, Type.U32, CONNECT, CONNACK),
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.U8, CONNACK),
    SUBSCRIPTION_IDENTIFIERS_AVAILABLE(0x29, Type.U8, CONNACK),
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.U8, CONNACK);

    /** Data types of property values. */
    public enum Type {
        U8,
        U16,
        U32,
        VAR_INT,
        STRING,
        BINARY,
        PAIR
    }

    private final int id;
    private final Type type;
    private final Set<PacketKind> packets;

    Prop(int id, Type type, PacketKind... packets) {
        this.id = id;
        this.type = type;
        this.packets = EnumSet.noneOf(PacketKind.class);
        this.packets.addAll(Set.of(packets));
    }

    public static @Nullable Prop find(int id) {
        for (Prop prop : values()) {
            if (prop.id == id) {
                return prop;
            }
        }
        return null;
    }

    public int id() {
        return id;
    }

    public Type type() {
        return type;
    }

    public boolean mayStandIn(PacketKind kind) {
        return packets.contains(kind);
    }

    /** Whether the property may stand among the will's properties. */
    public boolean mayStandInWill() {
        return switch (this) {
            case WILL_DELAY_INTERVAL,
                    PAYLOAD_FORMAT_INDICATOR,
                    MESSAGE_EXPIRY_INTERVAL,
                    CONTENT_TYPE,
                    RESPONSE_TOPIC,
                    CORRELATION_DATA,
                    USER_PROPERTY -> true;
            default -> false;
        };
    }

    /** Whether the property may stand more than once in a packet that the broker sends. */
    public boolean mayRepeat() {
        return this == USER_PROPERTY || this == SUBSCRIPTION_IDENTIFIER;
    }
}
