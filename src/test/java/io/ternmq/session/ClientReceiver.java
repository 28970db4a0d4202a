package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.CodecLimits;
import io.ternmq.protocol.codec.PacketDecoder;
import io.ternmq.protocol.codec.PacketReceiver;
import io.ternmq.protocol.codec.Role;
import io.ternmq.protocol.codec.TopicCache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decodes what the broker sends as a client would, and keeps it as values. Bytes that no client understands fail the test. */
final class ClientReceiver implements PacketReceiver {
    final List<Received> packets = new ArrayList<>();
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(64));
    private final CodecLimits limits = CodecLimits.widest(Role.CLIENT);
    private final ByteBuf unread = Unpooled.buffer();
    private final Map<Integer, String> aliases = new HashMap<>();

    void decode(ByteBuf bytes, ProtocolVersion version) {
        unread.writeBytes(bytes);
        decoder.decode(unread, limits, version, this);
        unread.discardReadBytes();
    }

    private Next record(Received packet) {
        packets.add(packet);
        return Next.CONTINUE;
    }

    @Override
    public Next onPublish(Publish publish) {
        String topic;
        if (publish.hasTopic()) {
            topic = publish.topic().toString();
            if (publish.topicAlias() != 0) {
                aliases.put(publish.topicAlias(), topic);
            }
        } else {
            topic = aliases.get(publish.topicAlias());
            if (topic == null) {
                throw new AssertionError("alias " + publish.topicAlias() + " was never told");
            }
        }
        String payload =
                publish.buffer().toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8);
        return record(new Received.Message(
                topic,
                payload,
                publish.qos(),
                publish.retain(),
                publish.duplicate(),
                publish.packetId(),
                publish.topicAlias(),
                publish.messageExpirySeconds(),
                identifiers(publish)));
    }

    private static List<Integer> identifiers(Publish publish) {
        ByteBuf at = publish.buffer().slice(publish.propertiesIndex(), publish.propertiesLength());
        List<Integer> found = new ArrayList<>();
        while (at.isReadable()) {
            Property property = Property.find(at.readByte());
            switch (property.type()) {
                case BYTE -> at.skipBytes(1);
                case TWO_BYTES -> at.skipBytes(2);
                case FOUR_BYTES -> at.skipBytes(4);
                case STRING, BINARY -> at.skipBytes(at.readUnsignedShort());
                case STRING_PAIR -> {
                    at.skipBytes(at.readUnsignedShort());
                    at.skipBytes(at.readUnsignedShort());
                }
                case VARIABLE_INTEGER -> found.add(variableInteger(at));
            }
        }
        return found;
    }

    private static int variableInteger(ByteBuf at) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = at.readByte();
            value |= (b & 0x7F) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
        return record(new Received.Acknowledgement(type, packetId, reasonCode));
    }

    @Override
    public Next onConnack(Connack connack) {
        return record(new Received.Connected(connack));
    }

    @Override
    public Next onSuback(Suback suback) {
        return record(new Received.Subscribed(suback.packetId(), suback.reasonCodes()));
    }

    @Override
    public Next onUnsuback(Unsuback unsuback) {
        return record(new Received.Unsubscribed(unsuback.packetId(), unsuback.reasonCodes()));
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        return record(new Received.Disconnected(disconnect));
    }

    @Override
    public Next onAuth(Auth auth) {
        return record(new Received.Authentication(auth));
    }

    @Override
    public Next onConnect(Connect connect) {
        throw new AssertionError("a client gets no CONNECT");
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        throw new AssertionError("a client gets no SUBSCRIBE");
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        throw new AssertionError("a client gets no UNSUBSCRIBE");
    }

    @Override
    public Next onPingreq() {
        throw new AssertionError("a client gets no PINGREQ");
    }

    @Override
    public void onMalformed(Malformed malformed) {
        throw new AssertionError("the broker sent what no client understands: " + malformed);
    }
}
