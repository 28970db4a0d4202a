package io.ternmq.conformance.harness;

import java.nio.charset.StandardCharsets;

/** Builds a SUBSCRIBE or UNSUBSCRIBE. */
public final class SubscribePacket {

    /** Subscription options, MQTT 5 section 3.8.3.1; to be or-ed with the QoS. */
    public static final int NO_LOCAL = 0x04;

    public static final int RETAIN_AS_PUBLISHED = 0x08;
    public static final int RETAIN_IF_NEW = 0x10;
    public static final int RETAIN_NEVER = 0x20;

    private final int packetId;
    private final Props props = Props.none();
    private final Wire payload = Wire.wire();

    private SubscribePacket(int packetId) {
        this.packetId = packetId;
    }

    /** An empty packet; filters are added with {@link #filter(String, int)} or, to unsubscribe, {@link #filter(String)}. */
    public static SubscribePacket filters(int packetId) {
        return new SubscribePacket(packetId);
    }

    public SubscribePacket filter(String filter, int options) {
        payload.string(filter).u8(options);
        return this;
    }

    public SubscribePacket filter(byte[] filter, int options) {
        payload.binary(filter).u8(options);
        return this;
    }

    public SubscribePacket filter(String filter) {
        payload.binary(filter.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public SubscribePacket filter(byte[] filter) {
        payload.binary(filter);
        return this;
    }

    public SubscribePacket with(Prop prop, Object value) {
        props.with(prop, value);
        return this;
    }

    public SubscribePacket identifier(int id) {
        return with(Prop.SUBSCRIPTION_IDENTIFIER, id);
    }

    private byte[] body(MqttVersion version) {
        Wire body = Wire.wire().u16(packetId);
        if (version.hasProperties()) {
            body.raw(props.bytes());
        }
        return body.raw(payload.bytes()).bytes();
    }

    public byte[] subscribeBytes(MqttVersion version) {
        return Wire.packet(PacketKind.SUBSCRIBE.firstByte(), body(version));
    }

    public byte[] unsubscribeBytes(MqttVersion version) {
        return Wire.packet(PacketKind.UNSUBSCRIBE.firstByte(), body(version));
    }

    /** The bytes with another first byte, for wrong reserved flags. */
    public byte[] bytesWithFirstByte(MqttVersion version, int firstByte) {
        return Wire.packet(firstByte, body(version));
    }
}
