package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.event.Counter;
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
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the publisher's packet to the receivers' bytes and back, on one loop: what a message allocates once all is warm. */
class HotPathAllocationTest {
    private static final int MESSAGES = 50_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private TestNode node = node("0s");
    private final ByteBuf bytes = Unpooled.wrappedBuffer(new byte[64]);
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);
    private final Topic topic = Topic.of("a/b");

    /** Without an interval, messages of clients that don't come back aren't kept. */
    private static TestNode node(String retryInterval) {
        TestNode.Parts parts = TestNode.parts();
        parts.loops = 1;
        parts.set("session.retry-interval", retryInterval);
        return parts.start();
    }

    private AttachedSession connect(ProtocolVersion version, String id) {
        IdleConnection connection = new IdleConnection(node.loops.get(0));
        Properties properties = version == ProtocolVersion.MQTT_5
                ? Properties.create().set(Property.TOPIC_ALIAS_MAXIMUM, 10)
                : Properties.NONE;
        Connect connect = new Connect(version, false, true, 60, id, null, null, null, properties);
        node.on(connection.loop, () -> node.sessions.connector(connection).onConnect(connect));
        node.settle();
        return connection.session;
    }

    private AttachedSession subscriber(ProtocolVersion version, String id, Qos qos) {
        AttachedSession session = connect(version, id);
        List<Subscribe.Request> requests =
                List.of(new Subscribe.Request(TopicFilter.of("a/+"), SubscriptionOptions.ofQos(qos)));
        node.loops.on(0, () -> session.onSubscribe(new Subscribe(1, 5, requests, Properties.NONE)));
        node.settle();
        return session;
    }

    private Publish message(Qos qos, int packetId) {
        return view.wrap(bytes, 0, 0, 0, 64).flags(qos, false, false, packetId).resolve(topic);
    }

    /** Bytes that each of many messages allocates, the first ones apart. */
    private double perMessage(Runnable oneMessage) {
        node.loops.on(0, () -> repeat(oneMessage));
        long before = threads.getCurrentThreadAllocatedBytes();
        node.loops.on(0, () -> repeat(oneMessage));
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
    }

    private static void repeat(Runnable oneMessage) {
        for (int i = 0; i < MESSAGES; i++) {
            oneMessage.run();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_qos_0_message_allocates_nothing(ProtocolVersion version) {
        AttachedSession publisher = connect(version, "p");
        for (int i = 0; i < 5; i++) {
            subscriber(ProtocolVersion.values()[i % 3], "s" + i, Qos.AT_MOST_ONCE);
        }
        double allocated = perMessage(() -> publisher.onPublish(message(Qos.AT_MOST_ONCE, 0)));
        assertThat(node.count(Counter.MQTT_PUBLISH_SENT)).isEqualTo(10L * MESSAGES);
        assertThat(allocated).isLessThan(1);
    }

    @Test
    void a_qos_1_message_that_is_kept_until_it_is_acknowledged_allocates_nothing() {
        node = node("20s");
        AttachedSession publisher = connect(ProtocolVersion.MQTT_3_1_1, "p");
        AttachedSession first = subscriber(ProtocolVersion.MQTT_3_1_1, "s1", Qos.AT_LEAST_ONCE);
        AttachedSession second = subscriber(ProtocolVersion.MQTT_3_1_1, "s2", Qos.AT_LEAST_ONCE);
        int[] id = {0};
        double allocated = perMessage(() -> {
            id[0] = id[0] % 65535 + 1;
            publisher.onPublish(message(Qos.AT_LEAST_ONCE, id[0]));
            int tenBefore = (id[0] - 10 + 65535 - 1) % 65535 + 1;
            first.onAcknowledgement(PacketType.PUBACK, tenBefore, ReasonCode.SUCCESS, Properties.NONE);
            second.onAcknowledgement(PacketType.PUBACK, tenBefore, ReasonCode.SUCCESS, Properties.NONE);
        });
        assertThat(node.count(Counter.MQTT_PUBLISH_SENT)).isEqualTo(4L * MESSAGES);
        assertThat(allocated).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_qos_1_message_of_sessions_that_end_with_their_connection_allocates_nothing(ProtocolVersion version) {
        AttachedSession publisher = connect(version, "p");
        AttachedSession subscriber = subscriber(version, "s", Qos.AT_LEAST_ONCE);
        int[] id = {0};
        double allocated = perMessage(() -> {
            id[0] = id[0] % 65535 + 1;
            publisher.onPublish(message(Qos.AT_LEAST_ONCE, id[0]));
            subscriber.onAcknowledgement(PacketType.PUBACK, id[0], ReasonCode.SUCCESS, Properties.NONE);
        });
        assertThat(node.count(Counter.MQTT_PUBACK_SENT)).isEqualTo(2L * MESSAGES);
        assertThat(node.count(Counter.MQTT_PUBACK_INVALID_ERROR)).isZero();
        assertThat(allocated).isLessThan(1);
    }

    @Test
    void a_qos_2_message_of_sessions_that_end_with_their_connection_allocates_nothing() {
        AttachedSession publisher = connect(ProtocolVersion.MQTT_5, "p");
        AttachedSession subscriber = subscriber(ProtocolVersion.MQTT_5, "s", Qos.EXACTLY_ONCE);
        int[] id = {0};
        double allocated = perMessage(() -> {
            id[0] = id[0] % 65535 + 1;
            publisher.onPublish(message(Qos.EXACTLY_ONCE, id[0]));
            publisher.onAcknowledgement(PacketType.PUBREL, id[0], ReasonCode.SUCCESS, Properties.NONE);
            subscriber.onAcknowledgement(PacketType.PUBREC, id[0], ReasonCode.SUCCESS, Properties.NONE);
            subscriber.onAcknowledgement(PacketType.PUBCOMP, id[0], ReasonCode.SUCCESS, Properties.NONE);
        });
        assertThat(node.count(Counter.MQTT_PUBCOMP_SENT)).isEqualTo(2L * MESSAGES);
        assertThat(allocated).isLessThan(1);
    }
}
