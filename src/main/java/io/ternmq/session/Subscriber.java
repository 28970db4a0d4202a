package io.ternmq.session;

import io.ternmq.event.BrokerEvent;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.routing.Loop;
import io.ternmq.routing.Receiver;
import io.ternmq.routing.Subscription;
import io.ternmq.store.CommitLane;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a session that doesn't depend on its connections: who it is, what it has subscribed to, and what the store is
 * told of it. On the home loop only, but for who and where it is.
 */
abstract class Subscriber extends Deadline implements Receiver {
    private final SubscriberId id;
    private final SessionLoop home;
    private final @Nullable SessionUid uid;
    private @Nullable SubscriptionSet subscriptions;
    private @Nullable String owner;
    /** Whether something may wait that the client may not have any more. */
    private boolean revised;

    Subscriber(SubscriberId id, SessionLoop home, @Nullable SessionUid uid) {
        this.id = id;
        this.home = home;
        this.uid = uid;
    }

    // ------------------------------------------------------------------ who and where, from any thread

    @Override
    public final SubscriberId id() {
        return id;
    }

    @Override
    public final Loop loop() {
        return home.loop();
    }

    final SessionLoop home() {
        return home;
    }

    @Override
    public final @Nullable SessionUid durable() {
        return uid;
    }

    /** Who it belongs to, as {@link Principal} says; null when that isn't known. */
    final @Nullable String owner() {
        return owner;
    }

    final void owner(@Nullable String known) {
        owner = known;
    }

    /** Takes up what the store has kept; what the former process had taken back from the client isn't known. */
    final void restore(@Nullable String known, boolean hasMessages) {
        owner = known;
        revised = hasMessages;
    }

    // ------------------------------------------------------------------ what the client may have no longer

    /** A subscription was taken back because it is allowed no longer: what came by it is not to go out. */
    final void revise() {
        revised = true;
    }

    /** Whether a message that has waited may still go out. */
    final boolean isWanted(Publish publish) {
        if (!revised) {
            return true;
        }
        for (Subscription subscription : subscriptions()) {
            if (subscription.filter().matches(publish.topic())) {
                return true;
            }
        }
        return false;
    }

    /** Nothing waits any more that came before. */
    final void onCaughtUp() {
        revised = false;
    }

    // ------------------------------------------------------------------ what the store has to know

    /** A message was given a packet identifier; gives the position after which the store knows it. */
    long onSent(Publish publish, int packetId) {
        return uid == null || publish.sequence() == 0
                ? 0
                : home.commits().appending().appendSent(uid, publish.sequence(), packetId);
    }

    /** A QoS 2 message has reached the client; gives the position after which PUBREL may go. */
    long onReceived(int packetId) {
        return uid == null ? 0 : home.commits().appending().appendReceived(uid, packetId);
    }

    /** The packet identifier of a QoS 2 publish of the client is in use, or free again; gives what its acknowledgement waits for. */
    long onPacketId(int packetId, boolean inUse) {
        return uid == null ? 0 : home.commits().appending().appendInbound(uid, packetId, inUse);
    }

    /** The session is done with a message, which has the packet identifier, or 0 when it was never sent. */
    void onDone(Publish publish, int packetId) {
        if (uid != null && publish.sequence() != 0) {
            home.commits().appending().appendDone(uid, publish.sequence(), packetId);
        }
    }

    /** Whether the store has the message for the session, so that it needn't be kept in memory until its client is there. */
    boolean isStored(Publish publish) {
        return uid != null && publish.sequence() != 0 && home.commits().keepsMessages();
    }

    @Override
    public final int deliveryWord(Publish publish, Subscription subscription) {
        SubscriptionOptions options = subscription.options();
        boolean upgrade = home.ports().settings().get().session().upgradeOutgoingQos();
        Qos qos = upgrade ? options.qos() : publish.qos().min(options.qos());
        return CommitLane.word(qos, options.retainAsPublished() && publish.retain(), subscription.identifier());
    }

    /**
     * Tells the store of a change, unless nothing of the session outlives its connection; gives the position after which an
     * acknowledgement of it may go, 0 when nothing has to be waited for.
     */
    long record(Function<SessionUid, StoreRecord> change) {
        return uid == null ? 0 : home.append(change.apply(uid));
    }

    // ------------------------------------------------------------------ subscriptions

    int subscriptionCount() {
        SubscriptionSet known = subscriptions;
        return known == null ? 0 : known.size();
    }

    @Nullable
    Subscription findSubscription(TopicFilter filter) {
        SubscriptionSet known = subscriptions;
        return known == null ? null : known.find(filter);
    }

    Collection<Subscription> subscriptions() {
        SubscriptionSet known = subscriptions;
        return known == null ? List.of() : known.all();
    }

    /** Puts back a subscription that the store has kept. */
    void restore(Subscription subscription) {
        SubscriptionSet known = subscriptions;
        if (known == null) {
            known = new SubscriptionSet();
            subscriptions = known;
        }
        known.put(subscription);
        home.table().add(subscription);
    }

    /** Makes or replaces a subscription; gives the position after which SUBACK may go. */
    long subscribe(Subscription subscription) {
        assert loop().inLoop() : "not on the home loop of " + id;
        restore(subscription);
        return uid == null
                ? 0
                : home.append(new StoreRecord.SubscriptionPut(
                        uid, subscription.filter(), subscription.options(), subscription.identifier()));
    }

    /** Takes a subscription back; gives the position after which UNSUBACK may go, and -1 when there was none. */
    long unsubscribe(TopicFilter filter) {
        assert loop().inLoop() : "not on the home loop of " + id;
        SubscriptionSet known = subscriptions;
        Subscription old = known == null ? null : known.remove(filter);
        if (known == null || old == null) {
            return -1;
        }
        if (known.size() == 0) {
            subscriptions = null;
        }
        home.table().remove(this, filter);
        home.tell(BrokerEvent.Unsubscribed.class, () -> new BrokerEvent.Unsubscribed(id, filter.toString()));
        return uid == null ? 0 : home.append(new StoreRecord.SubscriptionRemoved(uid, filter));
    }

    /** The session has ended. */
    void forgetSubscriptions() {
        for (Subscription subscription : subscriptions()) {
            home.table().remove(this, subscription.filter());
        }
        subscriptions = null;
    }
}
