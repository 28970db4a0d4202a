package io.ternmq.session;

import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.store.StoredDelivery;
import org.jspecify.annotations.Nullable;

/**
 * The way of messages from a session to one connection: the inflight window, the queue behind it, and what is sent when. On the
 * loop only.
 *
 * <p>A message is sent at once when nothing of its kind waits, the socket keeps up and, at QoS 1 and 2, the window is open; else
 * it waits in the queue. What a former connection left unacknowledged goes before everything new of QoS 1 and 2.
 */
final class OutboundFlow {
    /** Messages that are sent in one go before the loop turns to others. */
    private static final int BATCH = 256;
    /** When fewer messages than this are in memory, more are read from the store. */
    private static final int STORED_AHEAD = 128;

    private final Attachment attachment;
    private final Session session;
    private final SessionLoop home;
    private final PublishSender sender;
    private final int maximum;
    private @Nullable InflightWindow window;
    private @Nullable OutboundQueue queue;
    private @Nullable StoredBacklog stored;
    private @Nullable HeldSends held;

    /**
     * Takes over what waits for the client.
     *
     * @param maximum unacknowledged messages under way
     */
    OutboundFlow(Attachment attachment, int maximum, PublishSender sender, @Nullable Backlog backlog) {
        this.attachment = attachment;
        this.session = attachment.session();
        this.home = session.home();
        this.maximum = maximum;
        this.sender = sender;
        if (backlog != null) {
            window = backlog.window;
            queue = backlog.queue;
            adopt(backlog.stored);
            if (window != null) {
                window.rewind();
            }
        }
    }

    /** Takes a message for the client; gives why it doesn't, and null when it does. */
    @Nullable
    DropReason offer(Publish publish, long word) {
        if (DeliveryWord.qos(word) == Qos.AT_MOST_ONCE) {
            return offerQos0(publish, word);
        }
        StoredBacklog before = stored;
        if (before != null && session.isStored(publish)) {
            OutboundQueue here = queue;
            return before.offer(
                    publish, home.onlineLimits(), here == null ? 0 : here.size(), here == null ? 0 : here.bytes());
        }
        OutboundQueue waiting = queue;
        if ((waiting == null || waiting.acknowledgedSize() == 0) && attachment.isStarted() && mayStart()) {
            send(publish, word);
            return null;
        }
        return enqueue(publish, word);
    }

    private @Nullable DropReason offerQos0(Publish publish, long word) {
        OutboundQueue waiting = queue;
        if ((waiting == null || waiting.qos0Size() == 0) && attachment.isStarted()) {
            if (attachment.connection().writable()) {
                send(publish, word);
                return null;
            }
            if (home.ports().load().dropsQos0()) {
                return DropReason.MEMORY_PRESSURE;
            }
        }
        DropReason full = enqueue(publish, word);
        return full == null || !attachment.isStarted() ? full : DropReason.SLOW_RECEIVER;
    }

    private @Nullable DropReason enqueue(Publish publish, long word) {
        DropReason refused = queue().offer(publish, word, home.onlineLimits(), session);
        session.updateReady();
        return refused;
    }

    private OutboundQueue queue() {
        OutboundQueue waiting = queue;
        if (waiting == null) {
            waiting = new OutboundQueue();
            queue = waiting;
        }
        return waiting;
    }

    /** Whether one more message of QoS 1 or 2 may be sent. */
    private boolean mayStart() {
        InflightWindow under = window;
        StoredBacklog before = stored;
        return attachment.connection().writable()
                && (before == null || !before.isUnderWayUnread())
                && (under == null || under.toResend() == 0 && under.counted() < maximum && !under.isExhausted());
    }

    /** Whether a message of QoS 1 or 2 would be sent at once. */
    boolean isOpen() {
        return attachment.isStarted() && isCaughtUp() && mayStart();
    }

    /** Whether nothing waits. */
    boolean isCaughtUp() {
        OutboundQueue waiting = queue;
        return stored == null && (waiting == null || waiting.isEmpty());
    }

    // ------------------------------------------------------------------ what waits in the store

    /** Takes over what waits in the store; null is nothing. */
    void adopt(@Nullable StoredBacklog other) {
        if (other != null) {
            stored = other;
            other.open(this);
        }
    }

    /** Whether there is room in memory for more of what waits in the store. */
    boolean hasRoomForStored() {
        OutboundQueue waiting = queue;
        return attachment.isStarted() && (waiting == null || waiting.acknowledgedSize() < STORED_AHEAD);
    }

    /** Takes a message that has waited in the store. */
    void takeStored(Publish kept, long word) {
        queue().addStored(kept, word);
    }

    /** Takes a message that was under way before a restart. */
    void restoreUnderWay(StoredDelivery delivery) {
        window().restore(
                        delivery.packetId(),
                        delivery.publish(),
                        delivery.word(),
                        delivery.received() ? DeliveryWord.RELEASED : DeliveryWord.SENT);
    }

    /** Everything that waited in the store is here. */
    void storedIsRead() {
        stored = null;
    }

    // ------------------------------------------------------------------ sending

    private void send(Publish publish, long word) {
        boolean acknowledged = DeliveryWord.qos(word) != Qos.AT_MOST_ONCE;
        DropReason unfit = publish.expired(home.nowMillis()) ? DropReason.EXPIRED : sender.prepare(publish, word);
        if (unfit != null) {
            session.onDropped(publish, word, unfit);
            return;
        }
        int packetId = 0;
        if (acknowledged) {
            InflightWindow under = window();
            long second = home.second();
            packetId = under.add(
                    attachment.keepsUnacknowledged() ? home.copies().lend(publish) : null,
                    DeliveryWord.withSecond(word, second));
            long position = session.onSent(publish, packetId);
            attachment.armRetry();
            if (DeliveryWord.qos(word) == Qos.EXACTLY_ONCE && isHeld(position)) {
                held().add(position, packetId);
                return;
            }
        }
        sender.send(publish, word, packetId, false);
    }

    private boolean isHeld(long position) {
        HeldSends others = held;
        return !home.commits().committed(position) || others != null && !others.isEmpty();
    }

    private HeldSends held() {
        HeldSends known = held;
        if (known == null) {
            known = new HeldSends(this, home.commits());
            held = known;
        }
        return known;
    }

    /** Sends what was held until the store knew its packet identifier. */
    void sendHeld(int packetId) {
        InflightWindow under = window;
        int handle = under == null ? InflightWindow.NONE : under.find(packetId);
        Publish message = under == null || handle == InflightWindow.NONE ? null : under.message(handle);
        if (under == null || message == null) {
            return;
        }
        long word = under.word(handle);
        DropReason unfit = sender.prepare(message, word);
        if (unfit == null) {
            sender.send(message, word, packetId, false);
        } else {
            under.release(handle);
            session.onDropped(message, word, unfit);
            home.copies().giveBack(message);
        }
    }

    private InflightWindow window() {
        InflightWindow under = window;
        if (under == null) {
            under = new InflightWindow();
            window = under;
        }
        return under;
    }

    /** Each kind gets its turn, whether or not the one before had something. */
    private boolean sendOneOfEach(boolean lifo) {
        boolean sent = redeliverOne();
        sent |= sendOneQos0(lifo);
        sent |= sendOneAcknowledged(lifo);
        return sent;
    }

    /** Sends what may be sent, until nothing waits, the window is closed or the socket is behind. */
    void drain() {
        if (!attachment.isStarted()) {
            return;
        }
        boolean lifo = home.onlineLimits().lifo();
        int left = BATCH;
        while (left > 0 && sendOneOfEach(lifo)) {
            left--;
        }
        StoredBacklog more = stored;
        if (more != null) {
            more.fill();
        }
        session.updateReady();
        if (left == 0) {
            attachment.drainLater();
        } else {
            InflightWindow under = window;
            if (isCaughtUp() && (under == null || under.toResend() == 0)) {
                session.onCaughtUp();
            }
            attachment.onCaughtUp();
        }
    }

    private boolean redeliverOne() {
        InflightWindow under = window;
        return under != null && under.toResend() > 0 && Redelivery.one(attachment, sender, under, maximum);
    }

    /**
     * Sends again what has been unacknowledged for too long.
     *
     * @return in how many seconds the next is due; 0 when nothing is under way
     */
    long retry(long intervalSeconds) {
        InflightWindow under = window;
        return under == null || under.size() == 0 ? 0 : Redelivery.retry(attachment, sender, under, intervalSeconds);
    }

    private boolean sendOneQos0(boolean lifo) {
        OutboundQueue waiting = queue;
        if (waiting == null
                || waiting.qos0Size() == 0
                || !attachment.connection().writable()) {
            return false;
        }
        Publish next = waiting.nextQos0(lifo);
        long word = waiting.nextQos0Word(lifo);
        waiting.removeNextQos0(lifo);
        send(next, word);
        return true;
    }

    private boolean sendOneAcknowledged(boolean lifo) {
        OutboundQueue waiting = queue;
        if (waiting == null || waiting.acknowledgedSize() == 0 || !mayStart()) {
            return false;
        }
        Publish next = waiting.nextAcknowledged(lifo);
        long word = waiting.nextAcknowledgedWord(lifo);
        waiting.removeNextAcknowledged(lifo);
        send(next, word);
        return true;
    }

    // ------------------------------------------------------------------ acknowledgements of the client

    /** PUBACK. Gives false when it is for a message of QoS 2, which no client may do. */
    boolean onPuback(int packetId) {
        return DeliveryReceipts.onPuback(attachment, window, packetId);
    }

    /** PUBREC. Gives false when it is for a message of QoS 1. */
    boolean onPubrec(int packetId, ReasonCode code) {
        return DeliveryReceipts.onPubrec(attachment, window, packetId, code);
    }

    /** PUBCOMP. Gives false when the message hasn't been received before. */
    boolean onPubcomp(int packetId) {
        return DeliveryReceipts.onPubcomp(attachment, window, packetId);
    }

    // ------------------------------------------------------------------ views and the end

    int waiting() {
        OutboundQueue known = queue;
        StoredBacklog other = stored;
        return (known == null ? 0 : known.size()) + (other == null ? 0 : other.messages());
    }

    long waitingBytes() {
        OutboundQueue known = queue;
        StoredBacklog other = stored;
        return (known == null ? 0 : known.bytes()) + (other == null ? 0 : other.bytes());
    }

    /** Those of the waiting messages that are in the store only. */
    int waitingInStore() {
        StoredBacklog other = stored;
        return other == null ? 0 : other.messages();
    }

    @Nullable
    InflightWindow underWayWindow() {
        return window;
    }

    /** How many messages may be under way. */
    int maximum() {
        return maximum;
    }

    int underWay() {
        InflightWindow known = window;
        return known == null ? 0 : known.size();
    }

    /** Keeps no more than may wait for a connected client, unless the settings let it keep all that has waited so far. */
    void trimUnlessOverridden() {
        if (home.settings().queue().overrideMaxOnlineMessages()) {
            return;
        }
        OutboundQueue waiting = queue;
        if (waiting != null) {
            waiting.trim(home.onlineLimits(), session);
        }
        StoredBacklog other = stored;
        int most = home.onlineLimits().messages();
        if (other != null && most >= 0) {
            int open = maximum - (window == null ? 0 : window.counted());
            other.allow(Math.max(0, most - (waiting == null ? 0 : waiting.size())) + Math.max(0, open));
        }
    }

    /** Hands over what waits and what is under way; nothing is sent any more. */
    void surrender(Backlog backlog) {
        backlog.queue = queue;
        backlog.window = window;
        StoredBacklog other = stored;
        if (other != null) {
            other.close();
            backlog.stored = other;
        }
        if (held != null) {
            held.clear();
        }
        queue = null;
        window = null;
        stored = null;
    }
}
