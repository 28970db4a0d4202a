package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.ternmq.Microbenchmark;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading PUBLISH on as many topics in turn: few stay in the processor's caches, some in the topic cache, many in none. */
@State(Scope.Thread)
public class TopicCacheBenchmark extends Microbenchmark {
    private static final int PACKETS = 256;
    private static final CodecLimits LIMITS =
            CodecLimits.builder(Role.SERVER).maxTopicLevels(128).build();

    @Param({"256", "2048", "102400"})
    public int topics;

    private final ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(4096));
    private final CountingReceiver receiver = new CountingReceiver();
    private int batchBytes;

    @Setup
    public void fill() {
        PublishEncoder encoder = new PublishEncoder(Integer.MAX_VALUE);
        for (int i = 0; i < topics; i++) {
            Topic topic = Topic.of(String.format(Locale.ROOT, "site/building-7/floor/3/sensor/%06d/temperature", i));
            encoder.begin(PublishFactory.of(topic, new byte[64], Qos.AT_MOST_ONCE, false), 0)
                    .write(bytes, ProtocolVersion.MQTT_3_1_1, Qos.AT_MOST_ONCE, false, false, 0);
        }
        batchBytes = bytes.readableBytes() / topics * PACKETS;
        bytes.writerIndex(0);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long decode() {
        int from = bytes.writerIndex();
        if (from + batchBytes > topics / PACKETS * batchBytes) {
            from = 0;
        }
        bytes.setIndex(from, from + batchBytes);
        decoder.decode(bytes, LIMITS, ProtocolVersion.MQTT_3_1_1, receiver);
        return receiver.seen();
    }

    @TearDown
    public void release() {
        bytes.release();
    }
}
