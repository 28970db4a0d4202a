package io.ternmq.session;

import io.ternmq.event.BrokerEvent.MessagesLost;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.SubscriberId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many messages each client of a loop has lost and why: of the last {@value #MAX_CLIENTS} clients that lost any. On the loop
 * only. An event tells of losses, at once and then for each client once in ten seconds.
 */
final class DropLedger {
    private static final int MAX_CLIENTS = 1000;
    private static final long QUIET_MILLIS = 10_000;
    private static final int REASONS = DropReason.values().length;

    private final SessionLoop home;
    private final Map<SubscriberId, Drops> clients = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SubscriberId, Drops> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    private static final class Drops {
        private final long[] counts = new long[REASONS];
        private long untold;
        private long quietUntilMillis;
    }

    DropLedger(SessionLoop home) {
        this.home = home;
    }

    void add(SubscriberId client, DropReason reason) {
        Drops drops = clients.get(client);
        if (drops == null) {
            drops = new Drops();
            clients.put(client, drops);
        }
        drops.counts[reason.ordinal()]++;
        if (isLoss(reason)) {
            drops.untold++;
            if (home.nowMillis() >= drops.quietUntilMillis) {
                tell(client, drops, reason);
            }
        }
    }

    /** Whether it is more than what a client that is away or gone has to expect. */
    private static boolean isLoss(DropReason reason) {
        return reason != DropReason.OFFLINE_QOS0 && reason != DropReason.SESSION_ENDED;
    }

    private void tell(SubscriberId client, Drops drops, DropReason reason) {
        long count = drops.untold;
        drops.untold = 0;
        drops.quietUntilMillis = home.nowMillis() + QUIET_MILLIS;
        home.tell(MessagesLost.class, () -> new MessagesLost(client, reason, count));
    }

    /** What a client has lost, as far as it is known. */
    Map<DropReason, Long> of(SubscriberId client) {
        Map<DropReason, Long> known = new EnumMap<>(DropReason.class);
        Drops drops = clients.get(client);
        if (drops != null) {
            for (DropReason reason : DropReason.values()) {
                long count = drops.counts[reason.ordinal()];
                if (count > 0) {
                    known.put(reason, count);
                }
            }
        }
        return known;
    }

    void forget(SubscriberId client) {
        clients.remove(client);
    }
}
