package io.ternmq.routing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.config.RetainedSettings;
import io.ternmq.config.SessionSettings.SharedPolicy;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.store.MessageStore;
import io.ternmq.store.RecordingStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** A node's routing on test loops, with a store that writes down what it is given. */
final class RoutingFixture implements AutoCloseable {
    static final RetainedSettings UNLIMITED =
            new RetainedSettings(true, 0, DataSize.ofBytes(0), DataSize.ofBytes(0), Duration.ofSeconds(60));

    final TestLoops loops;
    final SubscriptionTable table = new SubscriptionTable();
    volatile RetainedSettings retainedSettings = UNLIMITED;
    final RetainedMessages retained = new RetainedMessages(() -> retainedSettings);
    final EventBus events = new EventBus();
    final Counters counters = new Counters();
    final RecordingStore store;
    volatile SharedPolicy policy = SharedPolicy.PREFER_LOCAL;
    final Routing routing;
    final List<Router> routers = new ArrayList<>();

    RoutingFixture(TestLoops loops) {
        this(loops, RemoteNodes.NONE);
    }

    RoutingFixture(TestLoops loops, RemoteNodes remote) {
        this(loops, remote, new RecordingStore());
    }

    private RoutingFixture(TestLoops loops, RemoteNodes remote, RecordingStore recording) {
        this(loops, remote, recording, recording);
    }

    /** A node with another store; {@link #store} stays empty. */
    static RoutingFixture on(TestLoops loops, MessageStore store) {
        return new RoutingFixture(loops, RemoteNodes.NONE, new RecordingStore(), store);
    }

    private RoutingFixture(TestLoops loops, RemoteNodes remote, RecordingStore recording, MessageStore used) {
        this.loops = loops;
        this.store = recording;
        this.routing = new Routing(loops.loops(), table, retained, remote, events, () -> policy);
        for (int i = 0; i < loops.count(); i++) {
            Loop loop = loops.get(i);
            routers.add(routing.open(loop, used.lane(loop, () -> {}), counters.lane()));
        }
    }

    TestReceiver receiver(String clientId, int loop) {
        return new TestReceiver(clientId, loops.get(loop));
    }

    /** A receiver that has subscribed. */
    TestReceiver subscriber(String clientId, int loop, String... filters) {
        TestReceiver receiver = receiver(clientId, loop);
        for (String filter : filters) {
            table.add(receiver.to(filter));
        }
        return receiver;
    }

    /** A view of a message, as the decoder makes it. */
    static Publish view(String topic, String payload, Qos qos, boolean retain, String publisher) {
        ByteBuf bytes = Unpooled.copiedBuffer(topic + payload, StandardCharsets.UTF_8);
        int topicLength = topic.getBytes(StandardCharsets.UTF_8).length;
        return new Publish(Unpooled.EMPTY_BUFFER)
                .wrap(bytes, 0, topicLength, topicLength, bytes.readableBytes() - topicLength)
                .flags(qos, retain, false, qos == Qos.AT_MOST_ONCE ? 0 : 7)
                .resolve(Topic.of(topic))
                .origin(new SubscriberId("", publisher), Publish.NEVER);
    }

    /** What a result said; the result itself is overwritten. */
    record Routed(int matched, long position, boolean congested, RetainedMessages.Outcome retained) {}

    Routed publish(int loop, Publish publish) {
        return loops.call(loop, () -> routeHere(loop, publish));
    }

    Routed publish(int loop, String topic, String payload) {
        return publish(loop, view(topic, payload, Qos.AT_LEAST_ONCE, false, "publisher"));
    }

    /** Routes in the present turn of the loop. */
    Routed routeHere(int loop, Publish publish) {
        Router router = routers.get(loop);
        RoutingResult result = router.route(publish, router.resolve("", publish));
        return new Routed(result.matched(), result.position(), result.congested(), result.retained());
    }

    Routed routeHere(int loop, String topic, String payload) {
        return routeHere(loop, view(topic, payload, Qos.AT_LEAST_ONCE, false, "publisher"));
    }

    long count(Counter counter) {
        return counters.total(counter);
    }

    @Override
    public void close() {
        loops.close();
    }
}
