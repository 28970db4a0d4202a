package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.store.SessionUid;
import org.jspecify.annotations.Nullable;

/** Whoever can get deliveries: a session. One object as long as the session lives; equality is identity. */
public interface Receiver {
    SubscriberId id();

    /** The loop that it belongs to for life. */
    Loop loop();

    /**
     * The session's identity in the store, or null when nothing of it outlives its connection. From any thread. Routes
     * remember it: a receiver for which it changes adds its subscriptions to the {@link SubscriptionTable} again.
     */
    @Nullable
    SessionUid durable();

    /** Whether the session is on this node; a cluster's other members of a shared subscription aren't. */
    default boolean local() {
        return true;
    }

    /** Whether a client is connected. From any thread; may be a moment old. */
    boolean online();

    /**
     * Whether a shared subscription should choose this member now: online, its inflight window open and its queue not full.
     * From any thread; may be a moment old.
     */
    boolean ready();

    /**
     * What a delivery to it is like, as a {@link io.ternmq.store.CommitLane#word}. From any thread.
     */
    int deliveryWord(Publish publish, Subscription subscription);

    /**
     * Takes a message for one of its subscriptions; on its loop only. The publish may be a view. QoS, no-local,
     * retain-as-published, queue limits and expiry are the receiver's business, as is counting what it drops.
     *
     * @return whether it was taken, be it to be dropped; when not, nothing was counted, and a shared subscription tries
     *     another member
     */
    boolean deliver(Publish publish, Subscription subscription);
}
