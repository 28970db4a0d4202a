package io.ternmq.session;

import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.store.ReadBatch;
import io.ternmq.store.StoredDelivery;
import io.ternmq.store.StoredQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a client in the store and not in memory: how much it is, and how far it has been read. On the home loop only.
 *
 * <p>Protocol: a session has one from when a recorded message comes while its client is away, until everything has been read. As
 * long as there is one, new messages that are recorded are only counted, so that nothing overtakes. Its states:
 * <pre>
 *   closed    no client: only counting
 *   idle      a client is there, and has enough to do
 *   asked     the store has been asked for more; the answer is for the generation that asked, others are not looked at
 * </pre>
 * What the session has under way or is done with must be committed before the first question of a client, or it would be read
 * as if it were new. Messages that were counted and are not committed yet aren't read: the end of what there is, with more
 * counted than read, leads to another question a little later.
 */
final class StoredBacklog {
    /** Messages that a client has in memory at a time, and their bytes, about. */
    private static final int READ_MESSAGES = 256;

    private static final long READ_BYTES = 512 * 1024;
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);
    /** After so many questions in vain, in a row, while everything is committed, the count is put right. */
    private static final int QUIET_QUESTIONS = 50;

    private final Session session;
    private final SessionLoop home;
    private @Nullable OutboundFlow flow;
    private int messages;
    private long bytes;
    /** How many of the messages are to be read, and how many of those behind them are to be dropped. */
    private int allowed;

    private int doomed;
    private long readTo = StoredQueue.START;
    private boolean underWayUnread;
    private boolean asked;
    private int generation;
    private int quiet;

    StoredBacklog(Session session) {
        this.session = session;
        this.home = session.home();
    }

    /** As it was found after a restart. */
    static StoredBacklog recovered(Session session, int messages, long bytes, int inflight) {
        StoredBacklog found = new StoredBacklog(session);
        found.messages = messages - inflight;
        found.bytes = bytes;
        found.underWayUnread = inflight > 0;
        return found;
    }

    /** Whether nothing may be given a packet identifier, since it isn't known yet which are in use. */
    boolean isUnderWayUnread() {
        return underWayUnread;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** Takes note of a message that the store has; gives why it may not wait, and null when it may. */
    @Nullable
    DropReason offer(Publish publish, QueueLimits limits, int othersWaiting, long otherBytes) {
        long size = MessageRing.bytesOf(publish);
        if (limits.messagesExceededBy(messages - doomed + othersWaiting + 1)) {
            return DropReason.QUEUE_FULL;
        }
        if (limits.bytesExceededBy(bytes + otherBytes + size)) {
            return DropReason.QUEUE_BYTES_FULL;
        }
        add(publish);
        return null;
    }

    /** Takes note of a message that has been let wait already. */
    void add(Publish publish) {
        messages++;
        bytes += MessageRing.bytesOf(publish);
    }

    /** No more than so many of the messages may still wait; those behind them are dropped when they are read. */
    void allow(int most) {
        allowed = most;
        doomed = Math.max(0, messages - most);
    }

    /** A client is there. */
    void open(OutboundFlow reader) {
        flow = reader;
    }

    /** What was read and not sent is not in memory any more, and counted here again. */
    void rewind() {
        readTo = StoredQueue.START;
    }

    /** The client is gone. */
    void close() {
        flow = null;
        asked = false;
        doomed = 0;
        generation++;
    }

    // ------------------------------------------------------------------ reading

    /** Reads on when the client has room. */
    void fill() {
        OutboundFlow reader = flow;
        if (asked || reader == null || !reader.hasRoomForStored()) {
            return;
        }
        asked = true;
        int asking = generation;
        if (readTo == StoredQueue.START) {
            home.commits().whenCommitted(home.commits().lane().position(), () -> ask(asking));
        } else {
            ask(asking);
        }
    }

    private void ask(int asking) {
        if (asking != generation) {
            return;
        }
        StoredQueue queue = home.commits().queue(session);
        if (underWayUnread) {
            queue.readInflight(home.loop(), batch -> onUnderWay(asking, batch));
        } else {
            queue.readAhead(readTo, READ_MESSAGES, READ_BYTES, home.loop(), batch -> onRead(asking, batch));
        }
    }

    private void onUnderWay(int asking, ReadBatch batch) {
        OutboundFlow reader = flow;
        if (asking != generation || reader == null) {
            return;
        }
        underWayUnread = false;
        asked = false;
        for (StoredDelivery delivery : batch.deliveries()) {
            reader.restoreUnderWay(delivery);
        }
        reader.drain();
        fill();
    }

    private void onRead(int asking, ReadBatch batch) {
        OutboundFlow reader = flow;
        if (asking != generation || reader == null) {
            return;
        }
        asked = false;
        int before = messages;
        readTo = Math.max(readTo, batch.last());
        for (StoredDelivery delivery : batch.deliveries()) {
            if (delivery.packetId() == 0) {
                take(reader, delivery);
            }
        }
        forget(batch.expired(), DropReason.EXPIRED);
        forget(batch.missing(), DropReason.STORE_DAMAGED);
        quiet = messages == before ? quiet + 1 : 0;
        if (batch.end() && (messages <= 0 || isCertain())) {
            messages = 0;
            bytes = 0;
            generation++;
            reader.storedIsRead();
        } else if (batch.end()) {
            asked = true;
            home.loop().schedule(ASK_AGAIN, () -> ask(asking));
        }
        reader.drain();
        fill();
    }

    private void take(OutboundFlow reader, StoredDelivery delivery) {
        Publish publish = delivery.publish();
        messages--;
        bytes = Math.max(0, bytes - MessageRing.bytesOf(publish));
        if (doomed > 0 && allowed == 0) {
            doomed--;
            session.onDropped(publish, delivery.word(), DropReason.QUEUE_FULL);
            return;
        }
        allowed -= doomed > 0 ? 1 : 0;
        reader.takeStored(publish, delivery.word());
    }

    private void forget(int count, DropReason reason) {
        if (count > 0) {
            messages -= count;
            home.countDrops(count, reason);
        }
    }

    private boolean isCertain() {
        return quiet >= QUIET_QUESTIONS && home.commits().isUpToDate();
    }
}
