package io.ternmq.session;

import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.routing.Subscription;
import io.ternmq.store.RecoveredSession;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A client's session: subscriptions, what waits, what is under way. Lives on the home loop of its subscriber id, online and
 * offline; every method but those that say so is for that loop only.
 *
 * <p>Its states:
 * <pre>
 *   online    one connection is attached, or several where settings allow it; each has its own window and queue
 *   offline   none is; a {@link Backlog} keeps what waits; a deadline runs for its expiry or a delayed will, whichever is first
 *   ended     it is in no table any more and takes nothing
 *
 *   online  to offline   the last connection is gone and the expiry interval isn't 0
 *   online  to ended     the last connection is gone and it is 0; or the client starts clean
 *   offline to online    the client is back and doesn't start clean
 *   offline to ended     the interval is over, the client starts clean, or an operator says so
 * </pre>
 */
final class Session extends Subscriber implements OutboundQueue.Drops {
    private static final VarHandle READY;

    static {
        try {
            READY = MethodHandles.lookup().findVarHandle(Session.class, "ready", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long expirySeconds;
    private long expiresAtMillis = Publish.NEVER;
    private @Nullable DelayedWill delayedWill;
    private @Nullable Attachment first;
    private @Nullable Backlog backlog;
    /** Messages that were read from the store before they came here. */
    private @Nullable LaneMarks readBefore;

    private boolean ended;
    private volatile boolean online;
    private boolean ready;

    /**
     * A new session; it is offline until a connection is attached.
     *
     * @param uid null when nothing of it outlives its connection
     */
    Session(SubscriberId id, SessionLoop home, @Nullable SessionUid uid) {
        super(id, home, uid);
    }

    // ------------------------------------------------------------------ who and where, from any thread

    @Override
    public boolean online() {
        return online;
    }

    @Override
    public boolean ready() {
        return (boolean) READY.getOpaque(this);
    }

    // ------------------------------------------------------------------ deliveries

    @Override
    public boolean deliver(Publish publish, Subscription subscription) {
        assert loop().inLoop() : "not on the home loop of " + id();
        SubscriptionOptions options = subscription.options();
        boolean shared = subscription.filter().isShared();
        if (options.noLocal() && id().equals(publish.publisher())) {
            return !shared;
        }
        boolean upgrade = home().settings().session().upgradeOutgoingQos();
        Qos qos = upgrade ? options.qos() : publish.qos().min(options.qos());
        boolean retain = options.retainAsPublished() && publish.retain();
        if (readBefore != null && isStored(publish) && readBefore.covers(publish.sequence())) {
            return true;
        }
        long word = DeliveryWord.of(qos, retain, subscription.identifier());
        DropReason refused = ended ? DropReason.SESSION_ENDED : offer(publish, word);
        if (refused == null) {
            home().lane().add(Counter.QUEUE_MESSAGE_IN, 1);
            return true;
        }
        if (!shared) {
            onDropped(publish, word, refused);
        }
        return false;
    }

    /** The message at that position has been read from the store, so it isn't to be taken when it comes. */
    void readBeforeItCame(long position) {
        LaneMarks known = readBefore;
        if (known == null) {
            known = new LaneMarks();
            readBefore = known;
        }
        known.reach(position);
    }

    /** Takes a message for all or one of its connections, or for later; gives why it doesn't. */
    @Nullable
    DropReason offer(Publish publish, long word) {
        Attachment only = first;
        if (only == null) {
            return keepForLater(publish, word);
        }
        return only.next == null ? only.outbound().offer(publish, word) : SeveralConnections.offer(only, publish, word);
    }

    private @Nullable DropReason keepForLater(Publish publish, long word) {
        if (DeliveryWord.qos(word) == Qos.AT_MOST_ONCE) {
            return DropReason.OFFLINE_QOS0;
        }
        Backlog kept = backlog();
        if (!isStored(publish) || kept.stored == null && home().offlineLimits().lifo()) {
            return kept.queue().offer(publish, word, home().offlineLimits(), this);
        }
        StoredBacklog stored = kept.stored;
        if (stored == null) {
            // Between two connections a queue may still be in memory: it can't be there and in the store.
            stored = leaveToStore(kept);
        }
        OutboundQueue queue = kept.queue;
        return stored.offer(
                publish, home().offlineLimits(), queue == null ? 0 : queue.size(), queue == null ? 0 : queue.bytes());
    }

    @Override
    public void onDropped(Publish publish, long word, DropReason reason) {
        home().countDrop(id(), publish, DeliveryWord.qos(word), reason);
        if (DeliveryWord.qos(word) != Qos.AT_MOST_ONCE) {
            onDone(publish, 0);
        }
    }

    // ------------------------------------------------------------------ connections

    boolean isEnded() {
        return ended;
    }

    long expirySeconds() {
        return expirySeconds;
    }

    void expirySeconds(long seconds) {
        expirySeconds = seconds;
    }

    @Nullable
    Attachment firstAttachment() {
        return first;
    }

    /** Adds a connection; gives what has waited for it. */
    @Nullable
    Backlog attach(Attachment newcomer) {
        home().wheel().cancel(this);
        delayedWill = null;
        expiresAtMillis = Publish.NEVER;
        if (first == null) {
            online = true;
            home().countOnline(1);
        }
        newcomer.next = first;
        first = newcomer;
        Backlog waiting = backlog;
        backlog = null;
        return waiting;
    }

    /** A connection is gone; what it had goes to the others or is kept, and the session goes offline or ends with the last one. */
    void detach(Attachment leaver) {
        assert loop().inLoop() : "not on the home loop of " + id();
        unlink(leaver);
        Backlog left = new Backlog();
        leaver.surrender(left);
        if (first != null) {
            StoredBacklog stored = left.stored;
            if (stored != null) {
                first.outbound().adopt(stored);
            }
            SeveralConnections.redistribute(left, this);
            return;
        }
        online = false;
        home().countOnline(-1);
        backlog = left;
        updateReady();
    }

    private void unlink(Attachment leaver) {
        Attachment previous = null;
        for (Attachment at = first; at != null; at = at.next) {
            if (at == leaver) {
                if (previous == null) {
                    first = at.next;
                } else {
                    previous.next = at.next;
                }
                at.next = null;
                return;
            }
            previous = at;
        }
    }

    /** Begins to wait for the client, without a connection now. */
    void goOffline(@Nullable DelayedWill will) {
        Backlog left = backlog;
        if (left != null) {
            OutboundQueue queue = left.queue;
            if (queue != null) {
                queue.dropQos0(DropReason.OFFLINE_QOS0, this);
                queue.trim(home().offlineLimits(), this);
                if (durable() != null
                        && home().commits().keepsMessages()
                        && !home().offlineLimits().lifo()
                        && queue.acknowledgedSize() > 0) {
                    leaveToStore(left);
                }
            }
            backlog = left.isEmpty() ? null : left;
        }
        delayedWill = will;
        expiresAtMillis =
                expirySeconds == SessionLoop.NEVER_EXPIRES ? Publish.NEVER : home().nowMillis() + expirySeconds * 1000;
        recordClosed();
        scheduleNext();
    }

    /**
     * The store has what waits: until the client is back, it needn't be in memory. (A LIFO queue stays there, since its oldest may
     * have to be dropped.)
     */
    private StoredBacklog leaveToStore(Backlog left) {
        StoredBacklog stored = left.stored;
        if (stored == null) {
            stored = new StoredBacklog(this);
            left.stored = stored;
        }
        stored.rewind();
        if (left.queue != null) {
            left.queue.leaveToStore(stored);
        }
        return stored;
    }

    /** Takes up what the store has kept of it; it has no connection yet. */
    void restore(RecoveredSession found, long highestPosition) {
        expirySeconds = found.expirySeconds();
        restore(found.owner(), found.messages() > 0);
        for (StoreRecord.SubscriptionPut kept : found.subscriptions()) {
            restore(new Subscription(this, kept.filter(), kept.options(), kept.identifier()));
        }
        if (found.messages() > 0) {
            backlog().stored =
                    StoredBacklog.recovered(this, found.messages(), found.bytes(), found.inflight(), highestPosition);
        }
        if (found.inboundPacketIds().length > 0) {
            backlog().receivedIds = PacketIdSet.of(found.inboundPacketIds());
        }
        if (!found.wasConnected()) {
            expiresAtMillis = found.expiresAtMillis();
            delayedWill = DelayedWill.of(found);
            scheduleNext();
        }
    }

    private void scheduleNext() {
        DelayedWill will = delayedWill;
        long next = will == null ? expiresAtMillis : Math.min(expiresAtMillis, will.atMillis());
        if (next != Publish.NEVER) {
            home().wheel().schedule(this, next);
        }
    }

    @Override
    void onDue() {
        if (expiresAtMillis <= home().nowMillis()) {
            end(true, true);
            return;
        }
        DelayedWill will = delayedWill;
        if (will != null && will.atMillis() <= home().nowMillis()) {
            publishDelayedWill();
        }
        scheduleNext();
    }

    @Nullable
    DelayedWill delayedWill() {
        return delayedWill;
    }

    void delayedWill(@Nullable DelayedWill will) {
        delayedWill = will;
        recordClosed();
    }

    private void publishDelayedWill() {
        DelayedWill due = delayedWill;
        if (due != null) {
            home().publishWill(id(), due.will());
            delayedWill(null);
        }
    }

    private void recordClosed() {
        record(uid -> DelayedWill.closed(uid, expiresAtMillis, delayedWill));
    }

    /**
     * Ends it: subscriptions, messages and all. It must have no connection.
     *
     * @param expired whether its time was over
     * @param release whether its owner is told that the subscriber id is free
     */
    void end(boolean expired, boolean release) {
        assert loop().inLoop() : "not on the home loop of " + id();
        if (ended) {
            return;
        }
        ended = true;
        home().wheel().cancel(this);
        publishDelayedWill();
        forgetSubscriptions();
        Backlog left = backlog;
        backlog = null;
        if (left != null && left.queue != null) {
            left.queue.clear(DropReason.SESSION_ENDED, this);
        }
        if (left != null && left.stored != null) {
            home().countDrops(left.stored.messages(), DropReason.SESSION_ENDED);
        }
        record(StoreRecord.SessionRemoved::new);
        updateReady();
        home().forget(this, release);
        home().tell(BrokerEvent.SessionEnded.class, () -> new BrokerEvent.SessionEnded(id(), expired));
    }

    /** Disconnects all its clients. */
    void disconnectAll(ReasonCode reason, String detail) {
        for (Attachment at = first; at != null; ) {
            Attachment next = at.next;
            at.disconnect(reason, detail);
            at = next;
        }
    }

    // ------------------------------------------------------------------ views

    /** Tells shared subscriptions whether to prefer another member; called when that may have changed. */
    void updateReady() {
        boolean open = false;
        for (Attachment at = first; at != null && !open; at = at.next) {
            open = at.outbound().isOpen();
        }
        if (open != ready) {
            READY.setOpaque(this, open);
        }
    }

    /** What it keeps while it has no connection. */
    @Nullable
    Backlog kept() {
        return backlog;
    }

    private Backlog backlog() {
        Backlog known = backlog;
        if (known == null) {
            known = new Backlog();
            backlog = known;
        }
        return known;
    }

    /** What it is like now; from any thread, a moment old. */
    SessionView view() {
        return SessionView.of(this, first, backlog, subscriptionCount(), expirySeconds, expiresAtMillis);
    }
}
