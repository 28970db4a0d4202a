package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.store.SessionUid;
import org.jspecify.annotations.Nullable;

/** A receiver of a benchmark, which only counts. */
final class SinkReceiver implements Receiver {
    private final SubscriberId id;
    private final Loop loop;
    private final @Nullable SessionUid durable;
    private long count;
    private long bytes;

    SinkReceiver(String name, Loop loop, @Nullable SessionUid durable) {
        this.id = new SubscriberId("", name);
        this.loop = loop;
        this.durable = durable;
    }

    @Override
    public SubscriberId id() {
        return id;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public @Nullable SessionUid durable() {
        return durable;
    }

    @Override
    public boolean online() {
        return true;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public boolean deliver(Publish publish, Subscription subscription) {
        count++;
        bytes += publish.payloadLength();
        return true;
    }

    /** What it got. */
    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }
}
