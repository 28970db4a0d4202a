package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.Microbenchmark;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A decoded publish through the publisher's session, routing and the receivers' sessions to their bytes, on one loop; at QoS 1 with
 * the acknowledgements of all. What is missing are the sockets. An operation is one publish to all receivers.
 */
@State(Scope.Thread)
public class FanOutBenchmark extends Microbenchmark {
    private static final int MESSAGES = 16;
    private static final int IDS = 65535;

    @Param({"1", "10", "200", "1000"})
    public int receivers;

    @Param({"AT_MOST_ONCE", "AT_LEAST_ONCE"})
    public Qos qos = Qos.AT_MOST_ONCE;

    @Param({"MQTT_3_1_1", "MQTT_5"})
    public ProtocolVersion version = ProtocolVersion.MQTT_5;

    private final ByteBuf bytes = Unpooled.wrappedBuffer(new byte[64]);
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);
    private final Topic topic = Topic.of("a/b");
    private final Runnable turn = this::turn;
    private TestNode node = node();
    private AttachedSession publisher = connect("publisher");
    private AttachedSession[] subscribers = {};
    private int packetId;

    /** Seconds after which a 3.x client gets a message again; with 0 its messages aren't kept. */
    @Param({"0", "20"})
    public int retry;

    private TestNode node() {
        TestNode.Parts parts = TestNode.parts();
        parts.loops = 1;
        return parts.set("session.retry-interval", retry + "s").start();
    }

    @Setup
    public void subscribe() {
        node = node();
        publisher = connect("publisher");
        subscribers = new AttachedSession[receivers];
        for (int i = 0; i < receivers; i++) {
            subscribers[i] = subscriber("subscriber-" + i);
        }
    }

    private AttachedSession connect(String id) {
        IdleConnection connection = new IdleConnection(node.loops.get(0));
        Connect connect = new Connect(version, false, true, 60, id, null, null, null, Properties.NONE);
        node.on(connection.loop, () -> node.sessions.connector(connection).onConnect(connect));
        node.settle();
        AttachedSession session = connection.session;
        if (session == null) {
            throw new AssertionError(id + " was not admitted");
        }
        return session;
    }

    private AttachedSession subscriber(String id) {
        AttachedSession session = connect(id);
        List<Subscribe.Request> requests =
                List.of(new Subscribe.Request(TopicFilter.of("a/+"), SubscriptionOptions.ofQos(qos)));
        node.loops.on(0, () -> session.onSubscribe(new Subscribe(1, 0, requests, Properties.NONE)));
        node.settle();
        return session;
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int publish() {
        node.loops.on(0, turn);
        return packetId;
    }

    private void turn() {
        for (int i = 0; i < MESSAGES; i++) {
            packetId = packetId % IDS + 1;
            publisher.onPublish(view.wrap(bytes, 0, 0, 0, 64)
                    .flags(qos, false, false, qos == Qos.AT_MOST_ONCE ? 0 : packetId)
                    .resolve(topic));
            if (qos != Qos.AT_MOST_ONCE) {
                for (AttachedSession subscriber : subscribers) {
                    subscriber.onAcknowledgement(PacketType.PUBACK, packetId, ReasonCode.SUCCESS, Properties.NONE);
                }
            }
        }
    }

    @TearDown
    public void wasDelivered() {
        if (node.count(Counter.MQTT_PUBLISH_SENT) != node.count(Counter.MQTT_PUBLISH_RECEIVED) * receivers
                || node.count(Counter.MQTT_PUBACK_INVALID_ERROR) != 0) {
            throw new AssertionError("not all was delivered and acknowledged");
        }
    }
}
