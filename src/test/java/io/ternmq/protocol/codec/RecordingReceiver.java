package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told as values that can be compared, and answers with what the test has set. */
final class RecordingReceiver implements PacketReceiver {
    final List<Object> packets = new ArrayList<>();

    @Nullable
    Malformed malformed;

    @Nullable
    ProtocolVersion version;

    Next next = Next.CONTINUE;

    /** PINGREQ and PINGRESP. */
    enum Ping {
        REQUEST,
        RESPONSE
    }

    record Acknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {}

    /** A publish's content, the properties and payload as hexadecimal digits. */
    record Message(
            String topic,
            Qos qos,
            boolean retain,
            boolean duplicate,
            int packetId,
            int topicAlias,
            long messageExpirySeconds,
            String forwardedProperties,
            String payload) {}

    private Next record(Object packet) {
        packets.add(packet);
        return next;
    }

    static Message message(Publish publish) {
        io.netty.buffer.ByteBuf properties = io.netty.buffer.Unpooled.buffer();
        publish.writeForwardedProperties(properties);
        return new Message(
                publish.hasTopic() ? publish.topic().toString() : "",
                publish.qos(),
                publish.retain(),
                publish.duplicate(),
                publish.packetId(),
                publish.topicAlias(),
                publish.messageExpirySeconds(),
                ByteBufUtil.hexDump(properties),
                ByteBufUtil.hexDump(publish.buffer(), publish.payloadIndex(), publish.payloadLength()));
    }

    @Override
    public Next onConnect(Connect connect) {
        if (next != Next.RETRY) {
            version = connect.version();
        }
        return record(connect);
    }

    @Override
    public Next onPublish(Publish publish) {
        return record(message(publish));
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
        return record(new Acknowledgement(type, packetId, reasonCode, properties));
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        return record(subscribe);
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        return record(unsubscribe);
    }

    @Override
    public Next onPingreq() {
        return record(Ping.REQUEST);
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        return record(disconnect);
    }

    @Override
    public Next onAuth(Auth auth) {
        return record(auth);
    }

    @Override
    public Next onConnack(Connack connack) {
        return record(connack);
    }

    @Override
    public Next onSuback(Suback suback) {
        return record(suback);
    }

    @Override
    public Next onUnsuback(Unsuback unsuback) {
        return record(unsuback);
    }

    @Override
    public Next onPingresp() {
        return record(Ping.RESPONSE);
    }

    @Override
    public void onMalformed(Malformed bytes) {
        malformed = bytes;
    }
}
