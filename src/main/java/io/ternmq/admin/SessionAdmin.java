package io.ternmq.admin;

import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.session.SessionView;
import io.ternmq.session.Sessions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** What an operator does with the sessions of a node. Any thread but event loops; futures are completed on event loops. */
@Component
public class SessionAdmin {
    /** The most sessions that one answer lists. */
    public static final int MAX_LISTED = 10_000;

    private final Sessions sessions;

    SessionAdmin(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Sessions, in no particular order.
     *
     * @param mountpoint only those of this mountpoint
     * @param part only those whose client id has this in it; empty for all
     * @param limit at the most so many, and no more than {@link #MAX_LISTED}
     */
    public List<SessionReport> list(String mountpoint, String part, int limit) {
        return sessions.views()
                .filter(view -> isAsked(view.id(), mountpoint, part))
                .limit(Math.min(limit, MAX_LISTED))
                .map(SessionReport::of)
                .toList();
    }

    private static boolean isAsked(SubscriberId id, String mountpoint, String part) {
        return id.mountpoint().equals(mountpoint) && id.clientId().contains(part);
    }

    /** A session, or nothing when the client has none. */
    public Optional<SessionReport> find(String mountpoint, String clientId) {
        SessionView view = sessions.view(new SubscriberId(mountpoint, clientId));
        return Optional.ofNullable(view).map(SessionReport::of);
    }

    /** The topic filters that a session is subscribed to, as its client wrote them; empty when there is no session. */
    public CompletableFuture<List<String>> subscriptions(String mountpoint, String clientId) {
        return sessions.subscriptions(new SubscriberId(mountpoint, clientId))
                .thenApply(all -> all.stream()
                        .map(subscription -> subscription.filter().toString())
                        .sorted()
                        .toList());
    }

    /**
     * Disconnects a client; its will is published.
     *
     * @param cleanup whether its session ends too, with subscriptions and waiting messages
     * @return whether there was a session
     */
    public CompletableFuture<Boolean> disconnect(String mountpoint, String clientId, boolean cleanup) {
        return sessions.disconnect(
                new SubscriberId(mountpoint, clientId),
                ReasonCode.ADMINISTRATIVE_ACTION,
                "disconnected by an operator",
                cleanup);
    }

    /**
     * Takes a subscription back in a client's name.
     *
     * @return whether there was one
     * @throws IllegalArgumentException when the text is no topic filter
     */
    public CompletableFuture<Boolean> unsubscribe(String mountpoint, String clientId, String filter) {
        TopicFilter.Parsed parsed = TopicFilter.parse(filter);
        if (parsed.filter() == null) {
            throw new IllegalArgumentException("the topic filter " + parsed.problem());
        }
        return sessions.unsubscribe(new SubscriberId(mountpoint, clientId), parsed.filter());
    }

    /**
     * Asks anew whether a connected client may have its subscriptions, and takes back those that it may not.
     *
     * @return the topic filters taken back
     */
    public CompletableFuture<List<String>> reauthorize(String mountpoint, String clientId) {
        return sessions.reauthorize(new SubscriberId(mountpoint, clientId))
                .thenApply(taken -> taken.stream().map(TopicFilter::toString).toList());
    }
}
