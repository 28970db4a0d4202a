package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;

/**
 * Writes PUBLISH, to one receiver or to many. One for each event loop; not thread safe.
 *
 * <p>{@link #begin} names the message, and then any number of receivers are written. What is the same for all receivers of a
 * version, QoS and flags is encoded once: the first such receiver gets it directly, for the second it is made as a frame,
 * and from then on it is one copy and a packet identifier. Receivers with {@link ReceiverProperties} are written piece by
 * piece. A large payload is not copied: {@link #write} leaves it out and the caller sends {@link #sharedPayload} after it.
 *
 * <p>3.x receivers get no properties. MQTT 5 ones get what the publisher sent but alias, subscription identifiers and message
 * expiry interval, and that interval anew, less the time that the message has waited (MQTT-3.3.2-6).
 */
public final class PublishEncoder {
    private static final int EXPIRY_BYTES = 5;
    private static final ReceiverProperties NOTHING = new ReceiverProperties();

    private final int sharePayloadFromBytes;
    private final PublishFrames frames = new PublishFrames();
    private Publish publish = Publish.kept(Topic.of("-"), new byte[0], 0, -1);
    private int edition = -1;
    private long begunAtMillis;
    private boolean shared;
    private int expirySeconds;
    private boolean expires;

    /** An encoder that leaves payloads of that many bytes and more to be sent by reference. */
    public PublishEncoder(int sharePayloadFromBytes) {
        this.sharePayloadFromBytes = sharePayloadFromBytes;
    }

    /**
     * The message that is written from now on; a view must stay valid until the next message begins. Cheap when it is the one that
     * is being written already.
     */
    public PublishEncoder begin(Publish message, long nowMillis) {
        boolean same = publish == message
                && edition == message.edition()
                && (nowMillis == begunAtMillis || message.expiresAtMillis() == Publish.NEVER && !expires);
        return same ? this : beginOther(message, nowMillis);
    }

    private PublishEncoder beginOther(Publish message, long nowMillis) {
        if (publish != message) {
            publish = message;
        }
        edition = message.edition();
        begunAtMillis = nowMillis;
        shared = message.payloadLength() >= sharePayloadFromBytes;
        expires = message.expiresAtMillis() != Publish.NEVER;
        expirySeconds = expires ? remainingSeconds(message.expiresAtMillis() - nowMillis) : 0;
        frames.clear();
        return this;
    }

    /** Rounded up, so that a message that is still alive says at least a second. */
    private static int remainingSeconds(long millis) {
        return (int) Math.min(0xFFFFFFFFL, Math.max(1, (millis + 999) / 1000));
    }

    /** Whether {@link #write} leaves the payload out. */
    public boolean payloadIsShared() {
        return shared;
    }

    /** The payload to send after what {@link #write} wrote, with a reference of its own that the sender releases. */
    public ByteBuf sharedPayload() {
        return publish.buffer().retainedSlice(publish.payloadIndex(), publish.payloadLength());
    }

    /** Bytes of the whole packet, payload included, to be held against the receiver's maximum packet size. */
    public int packetBytes(ProtocolVersion version, Qos qos, ReceiverProperties properties) {
        int remaining = remaining(version, qos, properties);
        return 1 + Varint.length(remaining) + remaining;
    }

    /** The same for a receiver without properties of its own. */
    public int packetBytes(ProtocolVersion version, Qos qos) {
        return packetBytes(version, qos, NOTHING);
    }

    /** Writes the message for a receiver without properties of its own. The packet identifier is ignored at QoS 0. */
    public void write(ByteBuf out, ProtocolVersion version, Qos qos, boolean retain, boolean duplicate, int packetId) {
        int firstByte = firstByte(qos, retain, duplicate);
        int packetIdOffset = qos == Qos.AT_MOST_ONCE ? -1 : packetIdOffset(version, qos);
        int key = firstByte & 0x0F | (version == ProtocolVersion.MQTT_5 ? 0x10 : 0);
        if (frames.write(key, out, packetIdOffset, packetId)) {
            return;
        }
        ByteBuf frame = frames.begin(key);
        writePieces(frame == null ? out : frame, version, qos, firstByte, packetId, NOTHING);
        if (frame != null) {
            frames.end(key);
            frames.write(key, out, packetIdOffset, packetId);
        }
    }

    /** Writes the message for an MQTT 5 receiver with an alias or subscription identifiers. */
    public void write(
            ByteBuf out, Qos qos, boolean retain, boolean duplicate, int packetId, ReceiverProperties properties) {
        if (properties.isEmpty()) {
            write(out, ProtocolVersion.MQTT_5, qos, retain, duplicate, packetId);
        } else {
            int firstByte = firstByte(qos, retain, duplicate);
            writePieces(out, ProtocolVersion.MQTT_5, qos, firstByte, packetId, properties);
        }
    }

    private static int firstByte(Qos qos, boolean retain, boolean duplicate) {
        return 0x30 | (duplicate ? 0x08 : 0) | qos.value() << 1 | (retain ? 1 : 0);
    }

    private int packetIdOffset(ProtocolVersion version, Qos qos) {
        return 1
                + Varint.length(remaining(version, qos, NOTHING))
                + 2
                + publish.topic().length();
    }

    private int remaining(ProtocolVersion version, Qos qos, ReceiverProperties properties) {
        int topic = properties.topicLeftOut() ? 0 : publish.topic().length();
        int bytes = 2 + topic + (qos == Qos.AT_MOST_ONCE ? 0 : 2) + publish.payloadLength();
        if (version == ProtocolVersion.MQTT_5) {
            int length = propertiesLength(properties);
            bytes += Varint.length(length) + length;
        }
        return bytes;
    }

    private int propertiesLength(ReceiverProperties properties) {
        return publish.forwardedPropertiesLength() + (expires ? EXPIRY_BYTES : 0) + properties.length();
    }

    /** Where the publisher's packet lies when it is what the receiver gets, but for its first byte and packet identifier; or -1. */
    private int frameIndex(ProtocolVersion version, Qos qos, ReceiverProperties properties) {
        boolean asPublished = !shared
                && !expires
                && properties.isEmpty()
                && (qos == Qos.AT_MOST_ONCE) == (publish.qos() == Qos.AT_MOST_ONCE);
        return asPublished ? publish.frameIndex(version == ProtocolVersion.MQTT_5) : -1;
    }

    private void writeFrame(ByteBuf out, int frame, Qos qos, int firstByte, int packetId) {
        int at = out.writerIndex();
        out.writeBytes(publish.buffer(), frame, publish.payloadIndex() + publish.payloadLength() - frame);
        out.setByte(at, firstByte);
        if (qos != Qos.AT_MOST_ONCE) {
            out.setShort(at + publish.topicIndex() + publish.topicLength() - frame, packetId);
        }
    }

    private void writePieces(
            ByteBuf out, ProtocolVersion version, Qos qos, int firstByte, int packetId, ReceiverProperties properties) {
        int frame = frameIndex(version, qos, properties);
        if (frame >= 0) {
            writeFrame(out, frame, qos, firstByte, packetId);
            return;
        }
        out.writeByte(firstByte);
        Varint.write(out, remaining(version, qos, properties));
        if (properties.topicLeftOut()) {
            out.writeShort(0);
        } else {
            byte[] topic = publish.topic().utf8();
            out.writeShort(topic.length);
            out.writeBytes(topic);
        }
        if (qos != Qos.AT_MOST_ONCE) {
            out.writeShort(packetId);
        }
        if (version == ProtocolVersion.MQTT_5) {
            Varint.write(out, propertiesLength(properties));
            if (expires) {
                out.writeByte(Property.MESSAGE_EXPIRY_INTERVAL.id());
                out.writeInt(expirySeconds);
            }
            properties.write(out);
            publish.writeForwardedProperties(out);
        }
        if (!shared) {
            publish.writePayload(out);
        }
    }
}
