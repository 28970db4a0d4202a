package io.ternmq.session;

import io.ternmq.protocol.SubscriberId;
import io.ternmq.routing.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What some sessions are subscribed to, each told by its home loop.
 *
 * @param sessions in the order of their client ids, those without a subscription left out
 * @param last the last one that was looked at; null when there was none
 * @param more whether there may be more sessions
 */
public record SubscribedSessions(
        List<Subscribed> sessions, @Nullable SubscriberId last, boolean more) {
    /** A session with its subscriptions, in no particular order. */
    public record Subscribed(SubscriberId id, Collection<Subscription> subscriptions) {}

    static CompletableFuture<SubscribedSessions> of(List<Session> asked, int most) {
        Map<SessionLoop, List<Session>> byHome = new HashMap<>();
        for (Session session : asked) {
            byHome.computeIfAbsent(session.home(), home -> new ArrayList<>()).add(session);
        }
        List<CompletableFuture<Map<Session, Collection<Subscription>>>> answers = byHome.entrySet().stream()
                .map(at -> CompletableFuture.supplyAsync(
                        () -> read(at.getValue()), at.getKey().loop()))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<Session, Collection<Subscription>> all = new HashMap<>();
                    answers.forEach(answer -> all.putAll(answer.join()));
                    SubscriberId last =
                            asked.isEmpty() ? null : asked.get(asked.size() - 1).id();
                    return new SubscribedSessions(inOrder(asked, all), last, asked.size() == most);
                });
    }

    private static Map<Session, Collection<Subscription>> read(List<Session> sessions) {
        Map<Session, Collection<Subscription>> found = new HashMap<>();
        for (Session session : sessions) {
            if (session.subscriptionCount() > 0) {
                found.put(session, session.subscriptions());
            }
        }
        return found;
    }

    private static List<Subscribed> inOrder(List<Session> asked, Map<Session, Collection<Subscription>> all) {
        List<Subscribed> sorted = new ArrayList<>();
        for (Session session : asked) {
            Collection<Subscription> some = all.get(session);
            if (some != null) {
                sorted.add(new Subscribed(session.id(), some));
            }
        }
        return sorted;
    }
}
