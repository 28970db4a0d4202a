package io.ternmq.session;

import io.ternmq.protocol.Publish;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the messages of a connection that is gone while others share its session. Where every connection gets each
 * message, the others have got them. Where each message goes to one of them, those that were left go to others, oldest first.
 */
final class Redistribution {
    private Redistribution() {}

    static void of(Backlog left, Session session, boolean balances) {
        if (!balances) {
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
        var refused = session.offer(message, word);
        if (refused != null) {
            session.onDropped(message, word, refused);
        }
    }
}
