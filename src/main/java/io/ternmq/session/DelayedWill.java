package io.ternmq.session;

import io.ternmq.access.Client;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Will;
import io.ternmq.store.RecoveredSession;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * A will that waits for its time.
 *
 * @param atMillis when it is to be published, wall clock
 * @param client who has left it; null when that isn't known any more
 */
record DelayedWill(LeftWill left, long atMillis, @Nullable Client client) {
    /** What the store has kept; null when no will waits. */
    static @Nullable DelayedWill of(RecoveredSession found) {
        LeftWill kept = LeftWill.of(found.will());
        return kept == null ? null : new DelayedWill(kept, found.willAtMillis(), null);
    }

    /** As it is published. */
    Will will() {
        return left.will();
    }

    /** What the store is told of a session without connection. */
    static StoreRecord closed(SessionUid uid, long expiresAtMillis, @Nullable DelayedWill waits) {
        return waits == null
                ? new StoreRecord.SessionClosed(uid, expiresAtMillis, null, Publish.NEVER)
                : new StoreRecord.SessionClosed(uid, expiresAtMillis, waits.will(), waits.atMillis);
    }
}
