package io.ternmq;

import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.NodeFacts;
import java.util.List;

/** What there is to tell of a broker whose rooms have not been put in yet: nothing. Goes when they are. */
final class EmptyHouse implements NodeFacts {
    @Override
    public int sessionsOnline() {
        return 0;
    }

    @Override
    public int sessionsOffline() {
        return 0;
    }

    @Override
    public long subscriptions() {
        return 0;
    }

    @Override
    public long subscriptionBytes() {
        return 0;
    }

    @Override
    public long retainedMessages() {
        return 0;
    }

    @Override
    public long retainedBytes() {
        return 0;
    }

    @Override
    public long queuedMessages() {
        return 0;
    }

    @Override
    public List<ListenerFacts> listeners() {
        return List.of();
    }
}
