package io.ternmq.observe;

import io.ternmq.access.SourceStatus;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreMetrics;
import java.util.List;

/**
 * What the rooms of the broker tell about themselves at this moment. The assembly of the broker implements it from sessions,
 * routing, retained messages and listeners. Every method may be called from any thread, about once a second, and never waits.
 */
public interface NodeFacts {
    /** Sessions with a client connected. */
    int sessionsOnline();

    /** Sessions that wait for their client. */
    int sessionsOffline();

    /** Subscriptions in the routing table. */
    long subscriptions();

    /** About how many bytes the routing table takes. */
    long subscriptionBytes();

    /** Retained messages. */
    long retainedMessages();

    /** About how many bytes the retained messages take. */
    long retainedBytes();

    /** Messages that wait in sessions, for a window, a slow client or one that is away. */
    long queuedMessages();

    /** Figures of the store; {@link StoreMetrics#NONE} when nothing is kept on disk. */
    StoreMetrics store();

    /** How the store is. */
    StoreHealth storeHealth();

    /** The sources of access control, in the order in which they are asked. */
    default List<SourceStatus> sources() {
        return List.of();
    }

    /** The listeners that are meant to run, in the order of the settings. */
    List<ListenerFacts> listeners();
}
