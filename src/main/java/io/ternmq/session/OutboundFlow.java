package io.ternmq.session;

import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
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

    private final Attachment attachment;
    private final Session session;
    private final SessionLoop home;
    private final PublishSender sender;
    private final int maximum;
    private @Nullable InflightWindow window;
    private @Nullable OutboundQueue queue;

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
        OutboundQueue waiting = queue;
        if (waiting == null) {
            waiting = new OutboundQueue();
            queue = waiting;
        }
        DropReason refused = waiting.offer(publish, word, home.onlineLimits(), session);
        session.updateReady();
        return refused;
    }

    /** Whether one more message of QoS 1 or 2 may be sent. */
    private boolean mayStart() {
        InflightWindow under = window;
        return attachment.connection().writable()
                && (under == null || under.toResend() == 0 && under.counted() < maximum && !under.isExhausted());
    }

    /** Whether a message of QoS 1 or 2 would be sent at once. */
    boolean isOpen() {
        return attachment.isStarted() && isCaughtUp() && mayStart();
    }

    /** Whether nothing waits. */
    boolean isCaughtUp() {
        OutboundQueue waiting = queue;
        return waiting == null || waiting.isEmpty();
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
                    attachment.keepsUnacknowledged() ? publish.keep() : null, DeliveryWord.withSecond(word, second));
            session.onSent(publish, packetId);
            attachment.armRetry();
        }
        sender.send(publish, word, packetId, false);
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
        session.updateReady();
        if (left == 0) {
            attachment.drainLater();
        } else {
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
        InflightWindow under = window;
        int handle = under == null ? InflightWindow.NONE : under.find(packetId);
        if (under == null || handle == InflightWindow.NONE) {
            home.lane().add(Counter.MQTT_PUBACK_INVALID_ERROR, attachment.version(), 1);
            return true;
        }
        if (DeliveryWord.qos(under.word(handle)) != Qos.AT_LEAST_ONCE) {
            return false;
        }
        finish(under, handle);
        return true;
    }

    /** PUBREC. Gives false when it is for a message of QoS 1. */
    boolean onPubrec(int packetId, ReasonCode code) {
        InflightWindow under = window;
        int handle = under == null ? InflightWindow.NONE : under.find(packetId);
        if (under == null || handle == InflightWindow.NONE) {
            home.lane().add(Counter.MQTT_PUBREC_INVALID_ERROR, attachment.version(), 1);
            if (!code.isError()) {
                attachment
                        .acknowledgements()
                        .send(PacketType.PUBREL, packetId, attachment.rules().unknownPacketId());
            }
            return true;
        }
        if (DeliveryWord.qos(under.word(handle)) != Qos.EXACTLY_ONCE) {
            return false;
        }
        if (code.isError()) {
            finish(under, handle);
            return true;
        }
        long position = 0;
        if (DeliveryWord.state(under.word(handle)) == DeliveryWord.SENT) {
            under.received(handle);
            position = session.onReceived(packetId);
        }
        attachment.acknowledgements().sendAfter(position, PacketType.PUBREL, packetId, ReasonCode.SUCCESS);
        return true;
    }

    /** PUBCOMP. Gives false when the message hasn't been received before. */
    boolean onPubcomp(int packetId) {
        InflightWindow under = window;
        int handle = under == null ? InflightWindow.NONE : under.find(packetId);
        if (under == null || handle == InflightWindow.NONE) {
            home.lane().add(Counter.MQTT_PUBCOMP_INVALID_ERROR, attachment.version(), 1);
            return true;
        }
        if (DeliveryWord.state(under.word(handle)) != DeliveryWord.RELEASED) {
            return false;
        }
        finish(under, handle);
        return true;
    }

    private void finish(InflightWindow under, int handle) {
        Publish message = under.message(handle);
        under.release(handle);
        if (message != null) {
            session.onDone(message);
        }
        drain();
    }

    // ------------------------------------------------------------------ views and the end

    int waiting() {
        OutboundQueue known = queue;
        return known == null ? 0 : known.size();
    }

    long waitingBytes() {
        OutboundQueue known = queue;
        return known == null ? 0 : known.bytes();
    }

    int underWay() {
        InflightWindow known = window;
        return known == null ? 0 : known.size();
    }

    /** Keeps no more than may wait for a connected client, unless the settings let it keep all that has waited so far. */
    void trimUnlessOverridden() {
        OutboundQueue waiting = queue;
        if (waiting != null && !home.settings().queue().overrideMaxOnlineMessages()) {
            waiting.trim(home.onlineLimits(), session);
        }
    }

    /** Hands over what waits and what is under way; nothing is sent any more. */
    void surrender(Backlog backlog) {
        backlog.queue = queue;
        backlog.window = window;
        queue = null;
        window = null;
    }
}
