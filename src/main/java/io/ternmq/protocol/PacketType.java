package io.ternmq.protocol;

/** The packet types; the ordinal is the type on the wire. {@link #WILL} is no packet but the place of will properties. */
public enum PacketType {
    WILL,
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
    PINGREQ,
    PINGRESP,
    DISCONNECT,
    AUTH;

    private static final PacketType[] VALUES = values();

    /** The type of the high four bits of a packet's first byte; 0 is {@link #WILL} and never valid on the wire. */
    public static PacketType ofFirstByte(int firstByte) {
        return VALUES[firstByte >>> 4 & 0x0F];
    }
}
