package io.ternmq.session;

import io.ternmq.access.Action;
import io.ternmq.access.Authorizer;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.access.Permissions.Remembered;
import io.ternmq.access.Review;
import io.ternmq.routing.Subscription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Goes through the connected clients of one loop, a slice in each turn, and asks what other rights would say. On the loop only. */
final class PreviewWalk {
    /** Sessions that are looked at in one turn, and questions that are asked. */
    private static final int SLICE = 1024;

    private final SessionLoop home;
    private final Authorizer proposed;
    private final int most;
    private final Iterator<Session> rest;
    private final List<RightsPreview.Change> changes = new ArrayList<>();
    private final CompletableFuture<RightsPreview> answer = new CompletableFuture<>();
    private int clients;
    private int undecided;
    private int cost;

    private PreviewWalk(SessionLoop home, Authorizer proposed, int most) {
        this.home = home;
        this.proposed = proposed;
        this.most = most;
        this.rest = home.sessions().all();
    }

    static CompletableFuture<RightsPreview> start(SessionLoop home, Authorizer proposed, int most) {
        PreviewWalk walk = new PreviewWalk(home, proposed, most);
        home.loop().execute(walk::slice);
        return walk.answer;
    }

    private void slice() {
        try {
            for (cost = 0; cost < SLICE && rest.hasNext() && !isEnough(); cost++) {
                Session session = rest.next();
                Attachment attachment = session.home() == home ? session.firstAttachment() : null;
                if (attachment != null) {
                    clients++;
                    look(attachment);
                }
            }
            if (rest.hasNext() && !isEnough()) {
                home.loop().execute(this::slice);
            } else {
                answer.complete(new RightsPreview(List.copyOf(changes), clients, undecided, rest.hasNext()));
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private boolean isEnough() {
        return changes.size() >= most || clients >= 1000L * most;
    }

    private void look(Attachment attachment) {
        proposed.review(attachment.client(), review -> onReview(attachment, review));
        Permissions other = proposed.permissionsOf(attachment.client(), () -> {});
        Set<Action> asked = new HashSet<>();
        for (Subscription subscription : attachment.session().subscriptions()) {
            Action action = new Action.Subscribe(
                    subscription.filter(), subscription.options().qos());
            if (asked.add(action)) {
                compare(attachment, other, action, true);
            }
        }
        for (Remembered remembered : attachment.permissions().remembered()) {
            if (asked.add(remembered.action())) {
                compare(attachment, other, remembered.action(), remembered.allowed());
            }
        }
    }

    private void onReview(Attachment attachment, Review review) {
        Explanation refusal = review.refusal();
        if (refusal != null) {
            add(attachment, true, "connect", "", refusal.rule());
        }
    }

    private void compare(Attachment attachment, Permissions other, Action action, boolean allowed) {
        cost++;
        Decision decision = action instanceof Action.Publish publish
                ? publish.will()
                        ? other.mayLeaveWill(publish.topic(), publish.qos(), publish.retain())
                        : other.mayPublish(publish.topic(), publish.qos(), publish.retain())
                : subscribe(other, (Action.Subscribe) action);
        if (decision == Decision.PENDING) {
            undecided++;
        } else if (allowed != (decision == Decision.ALLOW)) {
            String name = action instanceof Action.Publish publish ? publish.will() ? "will" : "publish" : "subscribe";
            String topic = action instanceof Action.Publish publish
                    ? publish.topic().toString()
                    : ((Action.Subscribe) action).filter().toString();
            add(attachment, allowed, name, topic, other.explanation().rule());
        }
    }

    private static Decision subscribe(Permissions permissions, Action.Subscribe subscribe) {
        return permissions.maySubscribe(subscribe.filter(), subscribe.qos());
    }

    private void add(Attachment attachment, boolean lost, String action, String topic, String rule) {
        if (changes.size() < most) {
            changes.add(new RightsPreview.Change(attachment.id(), attachment.userName(), lost, action, topic, rule));
        }
    }
}
