package io.ternmq.session;

import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.access.Review;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Will;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the sessions of one loop after rights have changed: who may stay no longer is disconnected, subscriptions and wills
 * that are allowed no longer are taken back.
 *
 * <p>Protocol: {@link #tell} comes from any thread and costs nothing more while it has been told already. One walk at a time; what
 * changes during a walk makes another one after it. A turn of the loop does a slice of the walk, so that messages pass in between;
 * when many answers about clients are awaited the walk pauses and goes on with an answer. All but {@link #tell} is on the loop.
 *
 * <p>Sessions that are offline keep their subscriptions: they are asked about when the client is back, before anything goes out.
 */
final class Revision {
    /** What one turn may cost: a session that is looked at costs one, a client of it more. */
    private static final int SLICE = 4096;

    private static final int CLIENT_COST = 16;
    private static final int SUBSCRIPTION_COST = 4;
    /** Answers that may be awaited at a time: as many as the users' store is asked for at once. */
    private static final int MOST_AWAITED = 256;

    private final SessionLoop home;
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable Iterator<Session> rest;
    private int awaited;
    private boolean paused;

    Revision(SessionLoop home) {
        this.home = home;
    }

    /** Rights have changed. */
    void tell() {
        if (told.compareAndSet(false, true)) {
            home.loop().execute(this::begin);
        }
    }

    private void begin() {
        if (rest == null && told.getAndSet(false)) {
            rest = home.sessions().all();
            slice();
        }
    }

    private void slice() {
        Iterator<Session> walk = rest;
        int cost = 0;
        while (walk != null && walk.hasNext() && cost < SLICE && awaited < MOST_AWAITED) {
            Session session = walk.next();
            cost += session.home() == home ? 1 + revise(session) : 1;
        }
        if (walk != null && walk.hasNext()) {
            paused = awaited >= MOST_AWAITED;
            if (!paused) {
                home.loop().execute(this::slice);
            }
            return;
        }
        rest = null;
        begin();
    }

    private int revise(Session session) {
        int cost = 0;
        Attachment next = session.firstAttachment();
        if (next == null) {
            WillKeeper.revise(session);
        }
        while (next != null) {
            Attachment attachment = next;
            next = attachment.next;
            cost += CLIENT_COST + SUBSCRIPTION_COST * session.subscriptionCount();
            awaited++;
            review(attachment, this::onReviewed);
        }
        return cost;
    }

    private void onReviewed() {
        awaited--;
        if (paused) {
            paused = false;
            home.loop().execute(this::slice);
        }
    }

    /** Judges one connected client again; on the loop, where the task is run afterwards. */
    static void review(Attachment attachment, Runnable done) {
        SessionLoop home = attachment.session().home();
        Client asked = attachment.client();
        home.ports().authorizer().review(asked, review -> {
            if (home.loop().inLoop()) {
                onReview(attachment, asked, review, done);
            } else {
                home.loop().execute(() -> onReview(attachment, asked, review, done));
            }
        });
    }

    private static void onReview(Attachment attachment, Client asked, Review review, Runnable done) {
        if (!attachment.isDetached() && attachment.client() != asked) {
            // It has authenticated again meanwhile, and may have been judged before the change.
            review(attachment, done);
            return;
        }
        if (!attachment.isDetached()) {
            Explanation refusal = review.refusal();
            if (refusal != null) {
                Explained why = refusal.told();
                AccessRefusals.stay(attachment.session().home(), asked, review.reason(), why);
                attachment.disconnect(Reauthentication.ending(review.reason()), why.sentence());
            } else {
                revise(attachment, review.client());
            }
        }
        done.run();
    }

    private static void revise(Attachment attachment, Client client) {
        if (client != attachment.client()) {
            attachment.admitAgain(client);
        }
        reviseWill(attachment);
        Reauthorization.of(attachment.session());
    }

    private static void reviseWill(Attachment attachment) {
        LeftWill left = attachment.leftWill();
        if (left == null || attachment.isDetached()) {
            return;
        }
        Permissions permissions = attachment.permissions();
        Will asked = left.asked();
        Decision decision =
                permissions.mayLeaveWill(asked.topic(), asked.qos(), asked.retain(), asked.payload().length);
        if (decision == Decision.PENDING) {
            attachment.packets().whenDecided(() -> reviseWill(attachment));
        } else if (decision == Decision.DENY) {
            AccessRefusals.will(
                    attachment.session().home(),
                    attachment.client(),
                    asked,
                    permissions.explanation().told());
            attachment.forgetWill();
        } else {
            attachment.rewriteWill(left.rewritten(permissions.publishChange()));
        }
    }
}
