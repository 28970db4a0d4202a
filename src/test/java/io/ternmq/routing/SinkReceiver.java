package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.store.SessionUid;
import org.jspecify.annotations.Nullable;

/** A receiver of a benchmark, which only counts. */
final class SinkReceiver extends ReceiverOnLoop {
    private final @Nullable SessionUid durable;
    private long count;
    private long bytes;

    SinkReceiver(String name, Loop loop, @Nullable SessionUid durable) {
        super(new SubscriberId("", name), loop);
        this.durable = durable;
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
