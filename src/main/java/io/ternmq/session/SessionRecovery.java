package io.ternmq.session;

import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.store.RecoveredSession;
import io.ternmq.store.StoreRecovery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Takes up the sessions of a store, each on its home loop, many at a time. Clients that were connected when the broker ended without
 * a good-bye have lost their connection by that: once all sessions are there their wills are published, or begin to wait.
 */
final class SessionRecovery {
    private static final int AT_A_TIME = 512;

    private final Sessions sessions;
    private final Map<SessionLoop, List<RecoveredSession>> gathered = new HashMap<>();
    private final List<CompletableFuture<?>> under = new ArrayList<>();
    private long highestPosition;

    SessionRecovery(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Does it, and waits until it is done. */
    void run(StoreRecovery found) {
        highestPosition = found.highestPosition();
        List<RecoveredSession> lost = new ArrayList<>();
        found.forEachSession(each -> {
            gather(sessions.homeOf(each.id()), each);
            if (each.wasConnected()) {
                lost.add(each);
            }
        });
        gathered.forEach(this::take);
        await();
        for (RecoveredSession each : lost) {
            SessionLoop home = sessions.homeOf(each.id());
            under.add(CompletableFuture.runAsync(() -> loseConnection(each), home.loop()));
        }
        await();
    }

    private void gather(SessionLoop home, RecoveredSession found) {
        List<RecoveredSession> some = gathered.computeIfAbsent(home, any -> new ArrayList<>(AT_A_TIME));
        some.add(found);
        if (some.size() == AT_A_TIME) {
            take(home, some);
            some.clear();
        }
    }

    private void take(SessionLoop home, List<RecoveredSession> some) {
        List<RecoveredSession> all = List.copyOf(some);
        under.add(CompletableFuture.runAsync(() -> all.forEach(each -> restore(home, each)), home.loop()));
    }

    private void restore(SessionLoop home, RecoveredSession found) {
        Session session = new Session(found.id(), home, found.uid());
        sessions.add(session);
        session.restore(found, highestPosition);
    }

    private void await() {
        CompletableFuture.allOf(under.toArray(CompletableFuture[]::new)).join();
        under.clear();
    }

    private void loseConnection(RecoveredSession found) {
        Session session = sessions.find(found.id());
        if (session == null || session.firstAttachment() != null) {
            return;
        }
        WillKeeper.onLost(session, LeftWill.of(found.will()), null, VersionRules.of(ProtocolVersion.MQTT_5));
    }
}
