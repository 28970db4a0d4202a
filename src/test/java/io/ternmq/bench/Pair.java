package io.ternmq.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.codec.PublishEncoder;
import io.ternmq.protocol.codec.PublishFactory;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and a subscriber on a topic of their own, QoS 0. The payload begins with the message's number, so that what is lost
 * or comes out of order is seen. The publisher sends as long as fewer messages than the window allows are under way. On the loop
 * of its connections.
 */
final class Pair {
    private static final int LARGEST_BATCH = 64 * 1024;

    private final BenchmarkClient publisher;
    private final BenchmarkClient subscriber;
    private final int window;
    /** One whole packet; each message is a copy with a number of its own. */
    private final byte[] packet;

    private final int numberAt;
    private @Nullable ChannelHandlerContext out;
    private long sent;
    /** The number of the message that is to come next: those before have come or are lost. */
    private long next;

    private long received;
    private long outOfOrder;

    /**
     * @param window most messages under way
     * @param payload bytes of payload, at least 8
     */
    Pair(int number, ProtocolVersion version, boolean websocket, int window, int payload) {
        Topic topic = Topic.of("bench/pair/" + number);
        this.window = window;
        ByteBuf bytes = Unpooled.buffer();
        new PublishEncoder(Integer.MAX_VALUE)
                .begin(PublishFactory.of(topic, new byte[payload], Qos.AT_MOST_ONCE, false), 0)
                .write(bytes, version, Qos.AT_MOST_ONCE, false, false, 0);
        this.packet = ByteBufUtil.getBytes(bytes);
        this.numberAt = packet.length - payload;
        this.publisher = new BenchmarkClient(version, "bench-pub-" + number, null, websocket, Pair::unexpected);
        this.subscriber = new BenchmarkClient(
                version, "bench-sub-" + number, TopicFilter.of(topic.toString()), websocket, this::onPublish);
    }

    private static void unexpected(Publish publish) {
        throw new IllegalStateException("a publisher got a message on " + publish.topic());
    }

    /** Connects both and waits until they are ready. */
    void open(ClientLinks links) throws InterruptedException {
        links.open(subscriber);
        subscriber.ready().join();
        links.open(publisher);
        ChannelHandlerContext ready = publisher.ready().join();
        links.loop().submit(() -> out = ready).sync();
    }

    /** Sends what the window allows. */
    void publish() {
        ChannelHandlerContext ctx = out;
        int room = (int) Math.min(window - (sent - next), LARGEST_BATCH / packet.length);
        if (ctx == null || room <= 0) {
            return;
        }
        ByteBuf batch = ctx.alloc().directBuffer(room * packet.length);
        for (int i = 0; i < room; i++) {
            int start = batch.writerIndex();
            batch.writeBytes(packet);
            batch.setLong(start + numberAt, sent++);
        }
        ctx.writeAndFlush(batch, ctx.voidPromise());
    }

    private void onPublish(Publish publish) {
        long number = publish.buffer().getLong(publish.payloadIndex());
        received++;
        if (number < next) {
            outOfOrder++;
        } else {
            next = number + 1;
        }
    }

    long sent() {
        return sent;
    }

    /** Messages that have come. */
    long received() {
        return received;
    }

    /** Messages that came after a later one, or again. */
    long outOfOrder() {
        return outOfOrder;
    }

    /** Throws if one of its connections is gone. */
    void requireThere() {
        Throwable lost = publisher.lost() == null ? subscriber.lost() : publisher.lost();
        if (lost != null) {
            throw new IllegalStateException(lost.getMessage(), lost);
        }
    }
}
