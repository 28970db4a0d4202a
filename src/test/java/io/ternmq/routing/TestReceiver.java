package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.SessionUid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A receiver that writes down what it gets, and says of itself what a test wants. */
final class TestReceiver extends ReceiverOnLoop {
    final List<Got> got = new CopyOnWriteArrayList<>();
    final AtomicLong count = new AtomicLong();
    volatile @Nullable SessionUid durable;
    volatile boolean online = true;
    volatile boolean ready = true;
    volatile boolean takes = true;
    volatile boolean local = true;
    volatile boolean writesDown = true;
    volatile @Nullable BiConsumer<Publish, Subscription> onDelivery;

    volatile Runnable onOffer = () -> {};

    /** One delivery. */
    record Got(
            String topic,
            String payload,
            Qos qos,
            boolean retain,
            @Nullable SubscriberId publisher,
            long sequence,
            String filter,
            int identifier) {}

    TestReceiver(String mountpoint, String clientId, Loop loop) {
        super(new SubscriberId(mountpoint, clientId), loop);
    }

    TestReceiver(String clientId, Loop loop) {
        this("", clientId, loop);
    }

    Subscription to(String filter) {
        return to(filter, Qos.EXACTLY_ONCE, 0);
    }

    Subscription to(String filter, Qos qos, int identifier) {
        return new Subscription(this, TopicFilter.of(filter), SubscriptionOptions.ofQos(qos), identifier);
    }

    TestReceiver durable(long number) {
        durable = new SessionUid(1, number);
        return this;
    }

    List<String> payloads() {
        return got.stream().map(Got::payload).toList();
    }

    @Override
    public @Nullable SessionUid durable() {
        return durable;
    }

    @Override
    public boolean local() {
        return local;
    }

    @Override
    public boolean online() {
        return online;
    }

    @Override
    public boolean ready() {
        return online && ready;
    }

    @Override
    public boolean deliver(Publish publish, Subscription subscription) {
        if (!loop().inLoop()) {
            throw new IllegalStateException("delivered on another loop than " + loop());
        }
        onOffer.run();
        if (!takes) {
            return false;
        }
        count.incrementAndGet();
        if (writesDown) {
            got.add(new Got(
                    publish.topic().toString(),
                    payload(publish),
                    publish.qos(),
                    publish.retain(),
                    publish.publisher(),
                    publish.sequence(),
                    subscription.filter().toString(),
                    subscription.identifier()));
        }
        BiConsumer<Publish, Subscription> then = onDelivery;
        if (then != null) {
            then.accept(publish, subscription);
        }
        return true;
    }

    static String payload(Publish publish) {
        return publish.buffer().toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8);
    }
}
