package io.ternmq.session;

import io.ternmq.access.Decision;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.routing.Subscription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Asks anew for each subscription of a connected client whether it is allowed, and takes back those that aren't. A question that
 * is pending is asked again when the client's permissions say that it has been decided. On the loop only.
 */
final class Reauthorization implements Runnable {
    private final Session session;
    private final CompletableFuture<List<TopicFilter>> answer;
    private final Queue<Subscription> open;
    private final List<TopicFilter> removed = new ArrayList<>();

    Reauthorization(Session session, CompletableFuture<List<TopicFilter>> answer) {
        this.session = session;
        this.answer = answer;
        this.open = new ArrayDeque<>(session.subscriptions());
    }

    /** Begins, once what the client was granted when it connected has been read anew. */
    void begin(Attachment attachment) {
        SessionLoop home = session.home();
        attachment.permissions().renew(() -> home.loop().execute(this));
    }

    @Override
    public void run() {
        Attachment attachment = session.firstAttachment();
        while (attachment != null && !open.isEmpty()) {
            Subscription next = open.element();
            Decision decision = attachment
                    .permissions()
                    .maySubscribe(next.filter(), next.options().qos());
            if (decision == Decision.PENDING) {
                attachment.packets().whenDecided(this);
                return;
            }
            open.remove();
            if (decision == Decision.DENY && session.findSubscription(next.filter()) == next) {
                session.unsubscribe(next.filter());
                removed.add(next.filter());
            }
        }
        answer.complete(List.copyOf(removed));
    }
}
