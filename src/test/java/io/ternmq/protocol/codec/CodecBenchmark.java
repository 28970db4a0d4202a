package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.ternmq.Microbenchmark;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One packet of each kind that comes often, read from a buffer that holds many, and written behind others. */
@State(Scope.Thread)
public class CodecBenchmark extends Microbenchmark {
    private static final int PACKETS = 64;
    private static final int PAYLOAD_BYTES = 64;
    private static final CodecLimits LIMITS =
            CodecLimits.builder(Role.SERVER).maxTopicLevels(128).build();
    private static final Topic TOPIC = Topic.of("site/building-7/floor/3/sensor/1234/temperature");

    /** What is read and written. */
    public enum Packet {
        PUBLISH_QOS_0(Qos.AT_MOST_ONCE),
        PUBLISH_QOS_1(Qos.AT_LEAST_ONCE),
        PUBLISH_QOS_2(Qos.EXACTLY_ONCE),
        PUBACK(PacketType.PUBACK),
        PUBREC(PacketType.PUBREC),
        PUBREL(PacketType.PUBREL),
        PUBCOMP(PacketType.PUBCOMP),
        PINGREQ(PacketType.PINGREQ),
        SUBSCRIBE(PacketType.SUBSCRIBE),
        CONNECT(PacketType.CONNECT);

        final PacketType type;
        final Qos qos;

        Packet(PacketType type) {
            this.type = type;
            this.qos = Qos.AT_MOST_ONCE;
        }

        Packet(Qos qos) {
            this.type = PacketType.PUBLISH;
            this.qos = qos;
        }
    }

    /** Which MQTT, and whether the packets that may have properties have some. */
    public enum Form {
        MQTT_3_1_1(ProtocolVersion.MQTT_3_1_1, false),
        MQTT_5(ProtocolVersion.MQTT_5, false),
        MQTT_5_PROPERTIES(ProtocolVersion.MQTT_5, true);

        final ProtocolVersion version;
        final boolean properties;

        Form(ProtocolVersion version, boolean properties) {
            this.version = version;
            this.properties = properties;
        }
    }

    @Param
    public Packet packet = Packet.PUBLISH_QOS_0;

    @Param
    public Form form = Form.MQTT_3_1_1;

    private final ByteBuf full = PooledByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
    private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(4096));
    private final PublishEncoder encoder = new PublishEncoder(4096);
    private final CountingReceiver receiver = new CountingReceiver();
    private Properties properties = Properties.NONE;
    private Publish publish = Publish.kept(TOPIC, new byte[0], 0, -1);
    private Subscribe subscribe = new Subscribe(1, 0, List.of(), Properties.NONE);
    private Connect connect =
            new Connect(ProtocolVersion.MQTT_5, false, true, 60, "", null, null, null, Properties.NONE);

    @Setup
    public void fill() {
        ProtocolVersion version = form.version;
        if (form.properties) {
            properties = Properties.create();
            switch (packet.type) {
                case PUBLISH ->
                    properties
                            .set(Property.CONTENT_TYPE, "application/json")
                            .set(Property.MESSAGE_EXPIRY_INTERVAL, 3600)
                            .add(new UserProperty("unit", "celsius"));
                case CONNECT ->
                    properties.set(Property.SESSION_EXPIRY_INTERVAL, 3600).set(Property.RECEIVE_MAXIMUM, 100);
                case PUBACK, PUBREC, PUBREL, PUBCOMP -> properties.set(Property.REASON_STRING, "because it is so");
                default -> properties.add(new UserProperty("unit", "celsius"));
            }
        }
        publish = PublishFactory.of(TOPIC, new byte[PAYLOAD_BYTES], packet.qos, false, properties, null, 0);
        Subscribe.Request request =
                new Subscribe.Request(TopicFilter.of("site/+/floor/3/#"), SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE));
        subscribe = new Subscribe(1, 0, List.of(request), properties);
        connect = new Connect(
                version,
                false,
                true,
                60,
                "device-1234567",
                "user",
                "secret".getBytes(StandardCharsets.UTF_8),
                null,
                properties);
        for (int i = 0; i < PACKETS; i++) {
            write(full, i + 1);
        }
    }

    private void write(ByteBuf to, int packetId) {
        switch (packet.type) {
            case PUBLISH -> encoder.begin(publish, 0).write(to, form.version, packet.qos, false, false, packetId);
            case PINGREQ -> PacketEncoder.pingreq(to);
            case SUBSCRIBE -> PacketEncoder.subscribe(to, form.version, subscribe);
            case CONNECT -> PacketEncoder.connect(to, connect);
            default -> writeAcknowledgement(to, packetId);
        }
    }

    private void writeAcknowledgement(ByteBuf to, int packetId) {
        if (form.properties) {
            PacketEncoder.acknowledgement(
                    to, form.version, packet.type, packetId, ReasonCode.SUCCESS, properties, PacketEncoder.NO_LIMIT);
        } else {
            PacketEncoder.acknowledgement(to, form.version, packet.type, packetId, ReasonCode.SUCCESS);
        }
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long decode() {
        full.readerIndex(0);
        // A CONNECT is the first packet of its connection, of which no version is known yet.
        ProtocolVersion known = packet == Packet.CONNECT ? null : form.version;
        while (full.isReadable()) {
            decoder.decode(full, LIMITS, known, receiver);
        }
        return receiver.seen();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int encode() {
        out.clear();
        for (int i = 0; i < PACKETS; i++) {
            write(out, i + 1);
        }
        return out.writerIndex();
    }

    @TearDown
    public void release() {
        full.release();
        out.release();
    }
}
