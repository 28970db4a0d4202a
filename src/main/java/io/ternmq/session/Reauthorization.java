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
 * Asks anew for each subscription of a connected client whether it is allowed, and takes back those that aren't; some in each turn
 * of the loop. A question that is pending is asked again when the client's permissions say that it has been decided. Ends early
 * when the client is gone: it is asked again when it is back. On the loop only.
 */
final class Reauthorization implements Runnable {
    /** Questions in one turn. */
    private static final int SLICE = 256;

    private final Session session;
    private final CompletableFuture<List<TopicFilter>> answer = new CompletableFuture<>();
    private final Queue<Subscription> open;
    private final List<TopicFilter> removed = new ArrayList<>();

    private Reauthorization(Session session) {
        this.session = session;
        this.open = new ArrayDeque<>(session.subscriptions());
    }

    /** Does it; gives the filters that were taken back. */
    static CompletableFuture<List<TopicFilter>> of(Session session) {
        Reauthorization running = new Reauthorization(session);
        running.run();
        return running.answer;
    }

    /** As {@link #of}, once what the client was granted when it connected has been read anew. */
    static CompletableFuture<List<TopicFilter>> renewed(Session session) {
        Attachment attachment = session.firstAttachment();
        if (attachment == null) {
            return of(session);
        }
        Reauthorization later = new Reauthorization(session);
        attachment.permissions().renew(() -> session.home().loop().execute(later));
        return later.answer;
    }

    @Override
    public void run() {
        Attachment attachment = session.firstAttachment();
        for (int asked = 0; attachment != null && !open.isEmpty(); asked++) {
            if (asked == SLICE) {
                session.home().loop().execute(this);
                return;
            }
            Subscription next = open.element();
            Decision decision = attachment
                    .permissions()
                    .maySubscribe(next.filter(), next.options().qos());
            if (decision == Decision.PENDING) {
                attachment.packets().whenDecided(this);
                return;
            }
            open.remove();
            if (decision == Decision.DENY) {
                takeBack(attachment, next);
            }
        }
        answer.complete(List.copyOf(removed));
    }

    /** One that isn't there any more was taken back by the revision of all sessions, which the same change has begun. */
    private void takeBack(Attachment attachment, Subscription subscription) {
        Subscription now = session.findSubscription(subscription.filter());
        if (now == subscription) {
            AccessRefusals.subscribe(
                    attachment, subscription.filter(), subscription.options().qos());
            session.unsubscribe(subscription.filter());
            session.revise();
        }
        if (now == subscription || now == null) {
            removed.add(subscription.filter());
        }
    }
}
