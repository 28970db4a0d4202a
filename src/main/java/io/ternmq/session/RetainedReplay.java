package io.ternmq.session;

import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.routing.Subscription;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Brings the retained messages of new subscriptions to a client, some at a time and only as fast as the client takes them, so
 * that a filter that matches a million of them neither holds up the loop nor fills the queue. Goes on with the session's next
 * connection when this one is lost. On the loop only.
 */
final class RetainedReplay implements Consumer<Publish> {
    /** Messages in one go. */
    private static final int SLICE = 64;

    private record Pending(Subscription subscription, RetainedMessages.Cursor cursor) {}

    private final ArrayDeque<Pending> pending = new ArrayDeque<>(2);
    private Attachment attachment;
    private boolean continues;
    private boolean stepping;

    RetainedReplay(Attachment attachment) {
        this.attachment = attachment;
    }

    /** The session's next connection gets the rest. */
    void continueOn(Attachment successor) {
        attachment = successor;
        continues = false;
        stepping = false;
    }

    /** Adds the messages that match the subscription. */
    void add(Subscription subscription) {
        Session session = attachment.session();
        pending.add(new Pending(
                subscription, session.home().retained().matching(session.id().mountpoint(), subscription.filter())));
    }

    /** Delivers a slice if the client can take it, and sees to it that it goes on; gives whether all is delivered. */
    boolean step() {
        if (stepping) {
            return false;
        }
        stepping = true;
        SessionLoop home = attachment.session().home();
        Pending next = pending.peek();
        if (next != null && attachment.outbound().isOpen()) {
            boolean current =
                    attachment.session().findSubscription(next.subscription().filter()) == next.subscription();
            if (!current || !next.cursor().step(home.nowMillis(), slice(home), this)) {
                pending.remove();
            }
            goOnLater(home);
        }
        stepping = false;
        return pending.isEmpty();
    }

    private static int slice(SessionLoop home) {
        int most = home.onlineLimits().messages();
        return most < 0 ? SLICE : Math.max(1, Math.min(SLICE, most));
    }

    private void goOnLater(SessionLoop home) {
        if (!continues && !pending.isEmpty()) {
            continues = true;
            home.loop().execute(() -> {
                continues = false;
                attachment.onCaughtUp();
            });
        }
    }

    @Override
    public void accept(Publish retained) {
        Pending at = pending.element();
        Session session = attachment.session();
        if (at.subscription().options().noLocal() && session.id().equals(retained.publisher())) {
            return;
        }
        SessionLoop home = session.home();
        Qos granted = at.subscription().options().qos();
        Qos qos = home.settings().session().upgradeOutgoingQos()
                ? granted
                : retained.qos().min(granted);
        long word = DeliveryWord.of(qos, true, at.subscription().identifier());
        DropReason refused = attachment.outbound().offer(retained, word);
        if (refused == null) {
            home.lane().add(Counter.QUEUE_MESSAGE_IN, 1);
        } else {
            session.onDropped(retained, word, refused);
        }
    }
}
