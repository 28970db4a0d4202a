package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.RecordingReceiver.Acknowledgement;
import io.ternmq.protocol.codec.RecordingReceiver.Ping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes random packets that a peer of a version may send and says what a receiver should be told of each. All comes from one
 * seed.
 */
final class RandomPackets {
    private final ProtocolVersion version;
    private final RandomValues values;

    RandomPackets(long seed, ProtocolVersion version) {
        this.version = version;
        this.values = new RandomValues(seed);
    }

    private boolean mqtt5() {
        return version == ProtocolVersion.MQTT_5;
    }

    private Properties properties(PacketType place, Property... but) {
        return mqtt5() ? values.properties(place, but) : Properties.NONE;
    }

    Connect connect(ByteBuf out) {
        boolean user = values.flag();
        byte[] password = (user || mqtt5()) && values.flag() ? values.bytes(20) : null;
        Properties properties = properties(PacketType.CONNECT);
        if (properties.has(Property.AUTHENTICATION_DATA)) {
            properties.set(Property.AUTHENTICATION_METHOD, values.text(10));
        }
        Connect connect = new Connect(
                version,
                !mqtt5() && values.flag(),
                values.flag(),
                values.number(65536),
                values.text(30),
                user ? values.text(10) : null,
                password,
                values.flag() ? will() : null,
                properties);
        PacketEncoder.connect(out, connect);
        return connect;
    }

    private Will will() {
        Properties properties = properties(PacketType.WILL);
        boolean text = properties.number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1;
        byte[] payload = text ? values.utf8(30) : values.bytes(30);
        return new Will(Topic.of(values.topic()), payload, values.qos(), values.flag(), properties);
    }

    /** A packet that a client sends after CONNECT. */
    Object ofClient(ByteBuf out) {
        return switch (values.number(mqtt5() ? 10 : 9)) {
            case 0, 1, 2 -> publish(out);
            case 3, 4 -> acknowledgement(out);
            case 5 -> subscribe(out);
            case 6 -> unsubscribe(out);
            case 7 -> ping(out, Ping.REQUEST);
            case 8 -> mqtt5() ? disconnect(out, Role.SERVER) : goodBye(out);
            default -> auth(out, Role.SERVER);
        };
    }

    /** A packet that a server sends. */
    Object ofServer(ByteBuf out) {
        return switch (values.number(mqtt5() ? 10 : 8)) {
            case 0, 1, 2 -> publish(out);
            case 3 -> acknowledgement(out);
            case 4 -> connack(out);
            case 5 -> suback(out);
            case 6 -> unsuback(out);
            case 7 -> ping(out, Ping.RESPONSE);
            case 8 -> disconnect(out, Role.CLIENT);
            default -> auth(out, Role.CLIENT);
        };
    }

    private RecordingReceiver.Message publish(ByteBuf out) {
        Properties properties = properties(PacketType.PUBLISH, Property.SUBSCRIPTION_IDENTIFIER, Property.TOPIC_ALIAS);
        boolean text = properties.number(Property.PAYLOAD_FORMAT_INDICATOR, 0) == 1;
        byte[] payload = text ? values.utf8(200) : values.bytes(values.number(10) == 0 ? 20_000 : 200);
        long expiry = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
        if (expiry == 0) {
            properties.set(Property.MESSAGE_EXPIRY_INTERVAL, 1);
        }
        Topic topic = Topic.of(values.topic());
        Publish publish = PublishFactory.of(topic, payload, values.qos(), values.flag(), properties, null, 0);
        boolean again = publish.qos() != Qos.AT_MOST_ONCE && values.flag();
        int packetId = publish.qos() == Qos.AT_MOST_ONCE ? 0 : values.packetId();
        PublishEncoder encoder = new PublishEncoder(Integer.MAX_VALUE).begin(publish, 0);
        int alias = mqtt5() && values.flag() ? values.packetId() : 0;
        boolean leftOut = alias != 0 && values.flag();
        if (mqtt5()) {
            ReceiverProperties own = new ReceiverProperties().topicAlias(alias, leftOut);
            encoder.write(out, publish.qos(), publish.retain(), again, packetId, own);
        } else {
            encoder.write(out, version, publish.qos(), publish.retain(), again, packetId);
        }
        RecordingReceiver.Message kept = RecordingReceiver.message(publish);
        return new RecordingReceiver.Message(
                leftOut ? "" : kept.topic(),
                kept.qos(),
                kept.retain(),
                again,
                packetId,
                alias,
                expiry == 0 ? 1 : expiry,
                kept.forwardedProperties(),
                kept.payload());
    }

    private Acknowledgement acknowledgement(ByteBuf out) {
        PacketType type = values.one(PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP);
        ReasonCode code = ReasonCode.SUCCESS;
        if (mqtt5() && values.flag()) {
            boolean first = type == PacketType.PUBACK || type == PacketType.PUBREC;
            code = first
                    ? values.one(ReasonCode.NO_MATCHING_SUBSCRIBERS, ReasonCode.QUOTA_EXCEEDED)
                    : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
        }
        Acknowledgement packet = new Acknowledgement(type, values.packetId(), code, properties(type));
        PacketEncoder.acknowledgement(
                out, version, type, packet.packetId(), code, packet.properties(), PacketEncoder.NO_LIMIT);
        return packet;
    }

    private Subscribe subscribe(ByteBuf out) {
        Properties properties = properties(PacketType.SUBSCRIBE);
        int identifier = (int) properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0);
        List<Subscribe.Request> requests = some(() -> {
            TopicFilter filter = TopicFilter.of(values.filter());
            return new Subscribe.Request(filter, options(filter));
        });
        Subscribe subscribe = new Subscribe(values.packetId(), identifier, requests, properties);
        PacketEncoder.subscribe(out, version, subscribe);
        return subscribe;
    }

    private SubscriptionOptions options(TopicFilter filter) {
        if (!mqtt5()) {
            return SubscriptionOptions.ofQos(values.qos());
        }
        boolean noLocal = !filter.isShared() && values.flag();
        return new SubscriptionOptions(values.qos(), noLocal, values.flag(), values.one(RetainHandling.values()));
    }

    private Unsubscribe unsubscribe(ByteBuf out) {
        List<TopicFilter> filters = some(() -> TopicFilter.of(values.filter()));
        Unsubscribe packet = new Unsubscribe(values.packetId(), filters, properties(PacketType.UNSUBSCRIBE));
        PacketEncoder.unsubscribe(out, version, packet);
        return packet;
    }

    private Suback suback(ByteBuf out) {
        List<ReasonCode> codes = some(() -> mqtt5() && values.flag()
                ? values.one(ReasonCode.NOT_AUTHORIZED, ReasonCode.QUOTA_EXCEEDED)
                : values.one(
                        ReasonCode.GRANTED_QOS_0,
                        ReasonCode.GRANTED_QOS_1,
                        ReasonCode.GRANTED_QOS_2,
                        ReasonCode.UNSPECIFIED_ERROR));
        Suback suback = new Suback(values.packetId(), codes, properties(PacketType.SUBACK));
        PacketEncoder.suback(out, version, suback, PacketEncoder.NO_LIMIT);
        return suback;
    }

    private Unsuback unsuback(ByteBuf out) {
        List<ReasonCode> codes =
                mqtt5() ? some(() -> values.one(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED)) : List.of();
        Unsuback unsuback = new Unsuback(values.packetId(), codes, properties(PacketType.UNSUBACK));
        PacketEncoder.unsuback(out, version, unsuback, PacketEncoder.NO_LIMIT);
        return unsuback;
    }

    private Connack connack(ByteBuf out) {
        ReasonCode code = values.flag() ? ReasonCode.SUCCESS : ReasonCode.BAD_USER_NAME_OR_PASSWORD;
        boolean present = version != ProtocolVersion.MQTT_3_1 && !code.isError() && values.flag();
        Connack connack = new Connack(present, code, properties(PacketType.CONNACK));
        PacketEncoder.connack(out, version, connack, PacketEncoder.NO_LIMIT);
        return connack;
    }

    private static Disconnect goodBye(ByteBuf out) {
        PacketEncoder.disconnect(out, ProtocolVersion.MQTT_3_1_1, Disconnect.NORMAL, PacketEncoder.NO_LIMIT);
        return Disconnect.NORMAL;
    }

    private Disconnect disconnect(ByteBuf out, Role reader) {
        ReasonCode code = values.one(ReasonCode.SUCCESS, ReasonCode.PROTOCOL_ERROR, ReasonCode.QUOTA_EXCEEDED);
        Property notSent = reader == Role.CLIENT ? Property.SESSION_EXPIRY_INTERVAL : Property.SERVER_REFERENCE;
        Disconnect disconnect = new Disconnect(code, properties(PacketType.DISCONNECT, notSent));
        PacketEncoder.disconnect(out, version, disconnect, PacketEncoder.NO_LIMIT);
        return disconnect;
    }

    private Auth auth(ByteBuf out, Role reader) {
        ReasonCode other = reader == Role.SERVER ? ReasonCode.REAUTHENTICATE : ReasonCode.SUCCESS;
        Properties properties = Properties.create();
        values.fill(properties, PacketType.AUTH);
        properties.set(Property.AUTHENTICATION_METHOD, values.text(10));
        Auth auth = new Auth(values.one(ReasonCode.CONTINUE_AUTHENTICATION, other), properties);
        PacketEncoder.auth(out, auth, PacketEncoder.NO_LIMIT);
        return auth;
    }

    private static Ping ping(ByteBuf out, Ping ping) {
        if (ping == Ping.REQUEST) {
            PacketEncoder.pingreq(out);
        } else {
            PacketEncoder.pingresp(out);
        }
        return ping;
    }

    private <T> List<T> some(Supplier<T> maker) {
        List<T> list = new ArrayList<>();
        for (int i = 1 + values.number(4); i > 0; i--) {
            list.add(maker.get());
        }
        return list;
    }
}
