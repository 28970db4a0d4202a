package io.ternmq.session;

import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import org.jspecify.annotations.Nullable;

/**
 * What is different when several connections share a session: who gets a message, all of them or one in turn, and what happens to
 * the messages of one that is gone. On the loop only.
 */
final class SeveralConnections {
    private SeveralConnections() {}

    /** Gives the message to all, or to one in turn; gives why nobody takes it. */
    static @Nullable DropReason offer(Attachment first, Publish publish, long word) {
        Session session = first.session();
        if (session.home().balances()) {
            return inTurn(first).outbound().offer(publish, word);
        }
        DropReason refused = null;
        boolean taken = false;
        for (Attachment at = first; at != null; at = at.next) {
            DropReason reason = at.outbound().offer(publish, word);
            taken |= reason == null;
            refused = reason == null ? refused : reason;
        }
        return taken ? null : refused;
    }

    /** Of those whose window is open the one that waits longest, else the one that waits longest of all. */
    private static Attachment inTurn(Attachment first) {
        Attachment chosen = first;
        for (Attachment at = first.next; at != null; at = at.next) {
            boolean better = at.outbound().isOpen() == chosen.outbound().isOpen()
                    ? at.lastTurn < chosen.lastTurn
                    : at.outbound().isOpen();
            chosen = better ? at : chosen;
        }
        chosen.lastTurn = first.session().home().nextTurn();
        return chosen;
    }

    /**
     * A connection is gone. Where every connection gets each message, the others have got them. Where each message goes to one of
     * them, those that were left go to others, oldest first.
     */
    static void redistribute(Backlog left, Session session) {
        if (!session.home().balances()) {
            return;
        }
        InflightWindow window = left.window;
        if (window != null) {
            for (int place = 0; place < window.places(); place++) {
                int handle = window.at(place);
                if (handle != InflightWindow.NONE && DeliveryWord.state(window.word(handle)) == DeliveryWord.SENT) {
                    offer(session, window.message(handle), DeliveryWord.fresh(window.word(handle)));
                }
            }
        }
        OutboundQueue queue = left.queue;
        if (queue == null) {
            return;
        }
        while (queue.qos0Size() > 0) {
            offer(session, queue.nextQos0(false), queue.nextQos0Word(false));
            queue.removeNextQos0(false);
        }
        while (queue.acknowledgedSize() > 0) {
            offer(session, queue.nextAcknowledged(false), queue.nextAcknowledgedWord(false));
            queue.removeNextAcknowledged(false);
        }
    }

    private static void offer(Session session, @Nullable Publish message, long word) {
        if (message == null) {
            return;
        }
        DropReason refused = session.offer(message, word);
        if (refused != null) {
            session.onDropped(message, word, refused);
        }
    }
}
