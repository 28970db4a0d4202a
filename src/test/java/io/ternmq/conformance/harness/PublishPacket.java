package io.ternmq.conformance.harness;

import java.nio.charset.StandardCharsets;

/** Builds a PUBLISH. Defaults: QoS 0, empty payload, no flag. */
public final class PublishPacket {

    private byte[] topic;
    private byte[] payload = {};
    private int qos;
    private int packetId;
    private boolean dup;
    private boolean retain;
    private final Props props = Props.none();

    private PublishPacket(byte[] topic) {
        this.topic = topic;
    }

    public static PublishPacket publish(String topic) {
        return new PublishPacket(topic.getBytes(StandardCharsets.UTF_8));
    }

    public static PublishPacket publish(String topic, String payload) {
        return publish(topic).payload(payload);
    }

    public PublishPacket topic(byte[] bytes) {
        this.topic = bytes;
        return this;
    }

    public PublishPacket payload(String text) {
        return payload(text.getBytes(StandardCharsets.UTF_8));
    }

    public PublishPacket payload(byte[] bytes) {
        this.payload = bytes;
        return this;
    }

    public PublishPacket qos(int level, int packetId) {
        this.qos = level;
        this.packetId = packetId;
        return this;
    }

    public PublishPacket dup() {
        this.dup = true;
        return this;
    }

    public PublishPacket retain() {
        this.retain = true;
        return this;
    }

    public PublishPacket with(Prop prop, Object value) {
        props.with(prop, value);
        return this;
    }

    public PublishPacket user(String key, String value) {
        props.user(key, value);
        return this;
    }

    int qosLevel() {
        return qos;
    }

    int id() {
        return packetId;
    }

    public byte[] bytes(MqttVersion version) {
        int first = PacketKind.PUBLISH.firstByte() | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0);
        Wire body = Wire.wire().binary(topic);
        if (qos > 0) {
            body.u16(packetId);
        }
        if (version.hasProperties()) {
            body.raw(props.bytes());
        }
        return Wire.packet(first, body.raw(payload).bytes());
    }
}
