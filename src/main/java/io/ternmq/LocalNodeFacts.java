package io.ternmq;

import io.ternmq.access.AccessRoom;
import io.ternmq.access.SourceStatus;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.Settings;
import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.NodeFacts;
import io.ternmq.routing.Routing;
import io.ternmq.session.Sessions;
import io.ternmq.store.MessageStore;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreMetrics;
import io.ternmq.transport.ListenerStatus;
import io.ternmq.transport.Listeners;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this node's rooms tell about themselves, gathered for those who watch it. Any thread. */
record LocalNodeFacts(
        Settings settings, Sessions sessions, Routing routing, Listeners running, MessageStore kept, AccessRoom access)
        implements NodeFacts {
    @Override
    public int sessionsOnline() {
        return sessions.online();
    }

    @Override
    public int sessionsOffline() {
        return sessions.offline();
    }

    @Override
    public long subscriptions() {
        return routing.table().subscriptions();
    }

    @Override
    public long subscriptionBytes() {
        return routing.table().approximateBytes();
    }

    @Override
    public long retainedMessages() {
        return routing.retained().messages();
    }

    @Override
    public long retainedBytes() {
        return routing.retained().bytes();
    }

    @Override
    public long queuedMessages() {
        return sessions.waiting().messages();
    }

    @Override
    public StoreMetrics store() {
        return kept.metrics();
    }

    @Override
    public StoreHealth storeHealth() {
        return kept.health();
    }

    @Override
    public List<SourceStatus> sources() {
        return access.sources();
    }

    /** All that the settings want, running or not. */
    @Override
    public List<ListenerFacts> listeners() {
        Map<String, ListenerStatus> statuses =
                running.statuses().stream().collect(Collectors.toMap(ListenerStatus::name, Function.identity()));
        return settings.current().listeners().entrySet().stream()
                .filter(listener -> listener.getValue().enabled())
                .map(listener -> facts(listener.getKey(), listener.getValue(), statuses.get(listener.getKey())))
                .toList();
    }

    private static ListenerFacts facts(String name, ListenerSettings settings, @Nullable ListenerStatus status) {
        return new ListenerFacts(
                name,
                settings.kind(),
                settings.host(),
                status == null ? settings.port() : status.port(),
                settings.mountpoint(),
                status == null ? 0 : status.connections(),
                settings.maxConnections(),
                settings.proxyProtocol(),
                state(status));
    }

    private static ListenerFacts.State state(@Nullable ListenerStatus status) {
        if (status == null) {
            return ListenerFacts.State.STOPPED;
        }
        return switch (status.state()) {
            case RUNNING -> ListenerFacts.State.RUNNING;
            case SUSPENDED -> ListenerFacts.State.SUSPENDED;
        };
    }
}
