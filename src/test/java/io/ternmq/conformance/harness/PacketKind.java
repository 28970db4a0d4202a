package io.ternmq.conformance.harness;

/** The control packet types, section 2.1.2; the ordinal is the number on the wire. */
public enum PacketKind {
    RESERVED,
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

    /** The first byte of a packet of this type with its reserved flags as specified; PUBLISH with no flag set. */
    public int firstByte() {
        int flags = this == PUBREL || this == SUBSCRIBE || this == UNSUBSCRIBE ? 0x02 : 0;
        return ordinal() << 4 | flags;
    }
}
