package io.ternmq.observe;

import io.ternmq.access.SourceStatus;
import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.config.Settings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.protocol.Publish;
import io.ternmq.routing.Loops;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreMetrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What an observatory watches, in the hands of a test: facts that can be set, counters that can be counted up. */
public final class NodeToWatch implements NodeFacts {
    public final Counters counters = new Counters();
    public final Counters.Lane lane = counters.lane();
    public final EventBus events = new EventBus();
    public final List<Publish> published = new CopyOnWriteArrayList<>();
    public final Settings settings;
    public volatile int online;
    public volatile int offline;
    public volatile long subscriptions;
    public volatile long retained;
    public volatile long queued;
    public volatile StoreMetrics store = StoreMetrics.NONE;
    public volatile StoreHealth storeHealth = StoreHealth.GOOD;
    public volatile List<SourceStatus> sources = List.of();
    public volatile List<ListenerFacts> listeners = List.of(
            listener("default", Kind.TCP, 1883, State.RUNNING), listener("websocket", Kind.WS, 8080, State.RUNNING));

    /** A node with these settings on top of the defaults. */
    public NodeToWatch(Map<String, String> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.copyOf(settings)));
        this.settings = SettingsReader.readSettings(environment);
    }

    /** A node of the name tern-1. */
    public static NodeToWatch named() {
        return new NodeToWatch(Map.of("ternmq.node-name", "tern-1"));
    }

    public static ListenerFacts listener(String name, Kind kind, int port, State state) {
        return new ListenerFacts(name, kind, "0.0.0.0", port, "", 0, 0, false, state);
    }

    /** An observatory that is not looking yet. */
    public Observatory observatory() {
        return new Observatory(
                settings,
                counters,
                events,
                new Alarms(events),
                this,
                (mountpoint, messages) -> published.addAll(messages),
                new Loops(List.of()));
    }

    @Override
    public int sessionsOnline() {
        return online;
    }

    @Override
    public int sessionsOffline() {
        return offline;
    }

    @Override
    public long subscriptions() {
        return subscriptions;
    }

    @Override
    public long subscriptionBytes() {
        return 100 * subscriptions;
    }

    @Override
    public long retainedMessages() {
        return retained;
    }

    @Override
    public long retainedBytes() {
        return 200 * retained;
    }

    @Override
    public long queuedMessages() {
        return queued;
    }

    @Override
    public StoreMetrics store() {
        return store;
    }

    @Override
    public StoreHealth storeHealth() {
        return storeHealth;
    }

    @Override
    public List<SourceStatus> sources() {
        return sources;
    }

    @Override
    public List<ListenerFacts> listeners() {
        return listeners;
    }
}
