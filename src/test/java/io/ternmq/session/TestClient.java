package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.PublishEncoder;
import io.ternmq.protocol.codec.PublishFactory;
import io.ternmq.protocol.codec.ReceiverProperties;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of a {@link TestNode}: says what a test tells it and keeps what it gets. It acknowledges nothing by itself. */
final class TestClient {
    private final TestNode node;
    private final ProtocolVersion version;
    final TestConnection connection;
    private int taken;

    TestClient(TestNode node, ProtocolVersion version, TestConnection connection) {
        this.node = node;
        this.version = version;
        this.connection = connection;
    }

    /** A CONNECT to be filled in. */
    static final class ConnectSpec {
        String clientId = "";
        boolean cleanStart = true;
        boolean bridge;
        int keepAlive = 60;

        @Nullable
        String userName;

        @Nullable
        Will will;

        final Properties properties = Properties.create();

        ConnectSpec kept() {
            cleanStart = false;
            properties.set(Property.SESSION_EXPIRY_INTERVAL, 3600);
            return this;
        }

        ConnectSpec will(String topic, String payload, Qos qos, boolean retain, int delaySeconds) {
            Properties willProperties = Properties.create();
            if (delaySeconds > 0) {
                willProperties.set(Property.WILL_DELAY_INTERVAL, delaySeconds);
            }
            will = new Will(Topic.of(topic), payload.getBytes(StandardCharsets.UTF_8), qos, retain, willProperties);
            return this;
        }
    }

    // ------------------------------------------------------------------ sending

    void send(Consumer<ByteBuf> packet) {
        sendOnly(packet);
        node.settle();
    }

    /** Without letting the loops come to rest. */
    void sendOnly(Consumer<ByteBuf> packet) {
        ByteBuf bytes = Unpooled.buffer();
        packet.accept(bytes);
        node.on(connection.loop(), () -> connection.arrive(bytes));
    }

    TestClient connect(Consumer<ConnectSpec> change) {
        send(connectPacket(change));
        return this;
    }

    Consumer<ByteBuf> connectPacket(Consumer<ConnectSpec> change) {
        ConnectSpec spec = new ConnectSpec();
        change.accept(spec);
        Properties properties = version == ProtocolVersion.MQTT_5 ? spec.properties : Properties.NONE;
        return out -> PacketEncoder.connect(
                out,
                new Connect(
                        version,
                        spec.bridge,
                        spec.cleanStart,
                        spec.keepAlive,
                        spec.clientId,
                        spec.userName,
                        null,
                        spec.will,
                        properties));
    }

    void publish(String topic, String payload, Qos qos, int packetId) {
        publish(topic, payload, qos, false, false, packetId, Properties.NONE, 0);
    }

    void publishRetained(String topic, String payload, Qos qos, int packetId) {
        publish(topic, payload, qos, true, false, packetId, Properties.NONE, 0);
    }

    void publishAgain(String topic, String payload, Qos qos, int packetId) {
        publish(topic, payload, qos, false, true, packetId, Properties.NONE, 0);
    }

    void publish(
            String topic,
            String payload,
            Qos qos,
            boolean retain,
            boolean again,
            int packetId,
            Properties properties,
            int alias) {
        send(publishPacket(topic, payload, qos, retain, again, packetId, properties, alias));
    }

    Consumer<ByteBuf> publishPacket(
            String topic,
            String payload,
            Qos qos,
            boolean retain,
            boolean again,
            int packetId,
            Properties properties,
            int alias) {
        Topic known = Topic.of(topic.isEmpty() ? "-" : topic);
        Publish publish = PublishFactory.of(
                known, payload.getBytes(StandardCharsets.UTF_8), qos, retain, properties, null, node.nowMillis());
        return out -> {
            PublishEncoder encoder = new PublishEncoder(Integer.MAX_VALUE).begin(publish, node.nowMillis());
            if (version == ProtocolVersion.MQTT_5) {
                ReceiverProperties own = new ReceiverProperties().topicAlias(alias, topic.isEmpty());
                encoder.write(out, qos, retain, again, packetId, own);
            } else {
                encoder.write(out, version, qos, retain, again, packetId);
            }
        };
    }

    void acknowledge(PacketType type, int packetId) {
        acknowledge(type, packetId, ReasonCode.SUCCESS);
    }

    void acknowledge(PacketType type, int packetId, ReasonCode code) {
        send(out -> PacketEncoder.acknowledgement(out, version, type, packetId, code));
    }

    void subscribe(int packetId, Qos qos, String... filters) {
        subscribe(
                packetId,
                0,
                Arrays.stream(filters)
                        .map(filter -> request(filter, SubscriptionOptions.ofQos(qos)))
                        .toArray(Subscribe.Request[]::new));
    }

    /** Without letting the loops come to rest. */
    void subscribeOnly(int packetId, Qos qos, String filter) {
        List<Subscribe.Request> requests = List.of(request(filter, SubscriptionOptions.ofQos(qos)));
        sendOnly(out -> PacketEncoder.subscribe(out, version, new Subscribe(packetId, 0, requests, Properties.NONE)));
    }

    void subscribe(int packetId, int identifier, Subscribe.Request... requests) {
        Subscribe subscribe = new Subscribe(packetId, identifier, List.of(requests), Properties.NONE);
        send(out -> PacketEncoder.subscribe(out, version, subscribe));
    }

    static Subscribe.Request request(String filter, SubscriptionOptions options) {
        return new Subscribe.Request(TopicFilter.of(filter), options);
    }

    static Subscribe.Request request(
            String filter, Qos qos, boolean noLocal, boolean asPublished, RetainHandling handling) {
        return request(filter, new SubscriptionOptions(qos, noLocal, asPublished, handling));
    }

    void unsubscribe(int packetId, String... filters) {
        List<TopicFilter> parsed = Arrays.stream(filters).map(TopicFilter::of).toList();
        send(out -> PacketEncoder.unsubscribe(out, version, new Unsubscribe(packetId, parsed, Properties.NONE)));
    }

    void auth(ReasonCode code, String method, String data) {
        Properties properties = Properties.create()
                .set(Property.AUTHENTICATION_METHOD, method)
                .set(Property.AUTHENTICATION_DATA, data.getBytes(StandardCharsets.UTF_8));
        send(out -> PacketEncoder.auth(out, new Auth(code, properties), PacketEncoder.NO_LIMIT));
    }

    void disconnect() {
        disconnect(Disconnect.NORMAL);
    }

    void disconnect(Disconnect packet) {
        send(out -> PacketEncoder.disconnect(out, version, packet, PacketEncoder.NO_LIMIT));
    }

    /** The link breaks without a good-bye. */
    void cut() {
        node.on(connection.loop(), connection::cut);
        node.settle();
    }

    void writable(boolean writable) {
        sendOnlyWritable(writable);
        node.settle();
    }

    /** Without letting the loops come to rest. */
    void sendOnlyWritable(boolean writable) {
        node.on(connection.loop(), () -> {
            if (writable) {
                connection.becomeWritable();
            } else {
                connection.writable = false;
            }
        });
    }

    /** The subscriber id of a client id on this connection. */
    SubscriberId id(String clientId) {
        return new SubscriberId(connection.peer().mountpoint(), clientId);
    }

    // ------------------------------------------------------------------ receiving

    /** All that has come and wasn't taken yet. */
    List<Received> take() {
        List<Received> all = connection.client.packets;
        List<Received> news = new ArrayList<>(all.subList(taken, all.size()));
        taken = all.size();
        return news;
    }

    void takeFirst() {
        taken = Math.max(taken, 1);
    }

    List<Received.Message> takeMessages() {
        return take().stream()
                .filter(Received.Message.class::isInstance)
                .map(Received.Message.class::cast)
                .toList();
    }

    List<String> takePayloads() {
        return takeMessages().stream().map(Received.Message::payload).toList();
    }

    <T extends Received> T takeOne(Class<T> type) {
        List<Received> news = take();
        assertThat(news).hasSize(1);
        assertThat(news.get(0)).isInstanceOf(type);
        return type.cast(news.get(0));
    }

    Connack takeConnack() {
        return takeOne(Received.Connected.class).connack();
    }

    void expectAcknowledgement(PacketType type, int packetId, ReasonCode code) {
        assertThat(takeOne(Received.Acknowledgement.class))
                .isEqualTo(new Received.Acknowledgement(type, packetId, code));
    }

    void expectNothing() {
        assertThat(take()).isEmpty();
    }

    /** That the broker has ended the connection for the reason, and told a 5.0 client so. */
    void expectDisconnected(ReasonCode reason) {
        List<Received> news = take();
        assertThat(news).isNotEmpty();
        assertThat(news.get(news.size() - 1))
                .isInstanceOfSatisfying(
                        Received.Closed.class,
                        closed -> assertThat(closed.reason()).isEqualTo(reason));
        if (version == ProtocolVersion.MQTT_5) {
            assertThat(news)
                    .anySatisfy(packet -> assertThat(packet)
                            .isInstanceOfSatisfying(
                                    Received.Disconnected.class,
                                    told -> assertThat(told.code()).isEqualTo(reason)));
        } else {
            assertThat(news).noneMatch(Received.Disconnected.class::isInstance);
        }
        assertThat(connection.isOpen()).isFalse();
    }

    boolean isOpen() {
        return connection.isOpen();
    }
}
