package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.store.CommitLane;

/** A receiver of tests and benchmarks; its deliveries have the lower of both QoS. */
abstract class ReceiverOnLoop implements Receiver {
    private final SubscriberId id;
    private final Loop loop;

    ReceiverOnLoop(SubscriberId id, Loop loop) {
        this.id = id;
        this.loop = loop;
    }

    @Override
    public final SubscriberId id() {
        return id;
    }

    @Override
    public final Loop loop() {
        return loop;
    }

    @Override
    public final int deliveryWord(Publish publish, Subscription subscription) {
        Qos qos = publish.qos().min(subscription.options().qos());
        return CommitLane.word(qos, false, subscription.identifier());
    }

    @Override
    public final String toString() {
        return id.toString();
    }
}
