package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.Microbenchmark;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A message that goes into a queue and the oldest that leaves it: a view, which is kept for it, or one that is kept already. */
@State(Scope.Thread)
public class OutboundQueueBenchmark extends Microbenchmark {
    private static final QueueLimits LIMITS = new QueueLimits(100_000, 0, false);
    private static final long WORD = DeliveryWord.of(Qos.AT_LEAST_ONCE, false, 0);
    private static final OutboundQueue.Drops NONE = (publish, word, reason) -> {
        throw new AssertionError("dropped: " + reason);
    };

    @Param({"0", "1000"})
    public int waiting;

    private final OutboundQueue queue = new OutboundQueue();
    private final ByteBuf bytes = Unpooled.wrappedBuffer(new byte[64]);
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);
    private final Publish kept = Publishes.of("p".repeat(64));
    private final Topic topic = Topic.of("a/b");
    private final SubscriberId publisher = new SubscriberId("", "publisher");

    @Setup
    public void fill() {
        for (int i = 0; i < waiting; i++) {
            queue.offer(kept, WORD, LIMITS, NONE);
        }
    }

    @Benchmark
    public Object keptMessage() {
        return through(kept);
    }

    @Benchmark
    public Object view() {
        return through(view.wrap(bytes, 0, 0, 0, 64)
                .flags(Qos.AT_LEAST_ONCE, false, false, 1)
                .resolve(topic)
                .origin(publisher, Publish.NEVER));
    }

    private Publish through(Publish publish) {
        queue.offer(publish, WORD, LIMITS, NONE);
        Publish oldest = queue.nextAcknowledged(false);
        queue.removeNextAcknowledged(false);
        return oldest;
    }
}
