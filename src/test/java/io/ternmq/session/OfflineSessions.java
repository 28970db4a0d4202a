package io.ternmq.session;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.routing.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes many sessions without connecting anybody: each waits for its client for ever and has one subscription. */
public final class OfflineSessions {
    private static final int SLICE = 1000;

    private OfflineSessions() {}

    /** Makes them, in no order of their names. */
    public static void make(Sessions sessions, int count) {
        List<CompletableFuture<Void>> under = new ArrayList<>();
        for (int from = 0; from < count; from += SLICE) {
            for (int i = from; i < Math.min(count, from + SLICE); i++) {
                SubscriberId id = new SubscriberId("", "device-%08x".formatted(i * 0x9E3779B1));
                SessionLoop home = sessions.homeOf(id);
                under.add(CompletableFuture.runAsync(() -> make(sessions, home, id), home.loop()));
            }
            under.forEach(CompletableFuture::join);
            under.clear();
        }
    }

    private static void make(Sessions sessions, SessionLoop home, SubscriberId id) {
        Session session = new Session(id, home, sessions.nextUid());
        sessions.add(session);
        session.expirySeconds(SessionLoop.NEVER_EXPIRES);
        session.subscribe(new Subscription(
                session, TopicFilter.of("devices/" + id.clientId()), SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE), 0));
    }
}
