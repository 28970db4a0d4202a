package io.ternmq;

import io.ternmq.access.AccessRoom;
import io.ternmq.access.AccessTester;
import io.ternmq.access.PasswordHasher;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.Durability;
import io.ternmq.config.Settings;
import io.ternmq.config.SettingsReader;
import io.ternmq.config.StartupException;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.observe.Alarms;
import io.ternmq.observe.Observatory;
import io.ternmq.observe.Refusals;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.routing.RemoteNodes;
import io.ternmq.routing.Routing;
import io.ternmq.routing.SubscriptionTable;
import io.ternmq.session.SessionOwnership;
import io.ternmq.session.SessionPorts;
import io.ternmq.session.Sessions;
import io.ternmq.store.DurableStore;
import io.ternmq.store.MemoryStore;
import io.ternmq.store.MessageStore;
import io.ternmq.store.StoreRecovery;
import io.ternmq.transport.ListenerStatus;
import io.ternmq.transport.Listeners;
import io.ternmq.transport.LoadRegulation;
import io.ternmq.transport.MqttLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * The broker: the rooms of the MQTT core, assembled by hand. It knows the settings but no Spring context, so that clients
 * are served before the web parts have been built, and a test can have one in a line.
 *
 * <p>Life: {@link #of} puts the parts together and takes the data directory, {@link #start} recovers what the store has kept and
 * opens the listeners, {@link #close} ends them. Each is called once, by one thread, in this order; {@link #close} may follow at any
 * point of a {@link #start} that failed.
 */
public final class Broker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);
    private static final long FAREWELL_SECONDS = 4;

    private final Settings settings;
    private final Counters counters = new Counters();
    private final EventBus events = new EventBus();
    private final AccessRoom access;
    private final MessageStore store;
    private final Sessions sessions;
    private final Listeners listeners;
    private final Observatory observatory;
    private final Refusals refusals;
    private final AccessTester accessTester;
    private final BuiltinStore builtinStore;
    private final PasswordHasher passwordHasher;
    private final Routing routing;
    private final RetainedMessages retained;
    /** What has been opened, the latest first. */
    private final Deque<AutoCloseable> open;

    private Broker(Settings settings, Deque<AutoCloseable> open, @Nullable BuiltinStore given) {
        this.settings = settings;
        this.open = open;
        BrokerSettings now = settings.current();
        Alarms alarms = new Alarms(events);
        refusals = new Refusals(events, now.access().refusalsKept(), Clock.systemUTC());
        store = opened(openStore(now));
        builtinStore = given == null ? opened(AccessRoom.openStore(now, events)) : given;
        access = opened(AccessRoom.open(now, events, builtinStore));
        access.follow(settings);
        passwordHasher = access.passwordHasher();
        accessTester = access.tester();
        MqttLoops loops = opened(MqttLoops.create());
        LoadRegulation load = new LoadRegulation(() -> settings.current().load(), events);
        retained = new RetainedMessages(() -> settings.current().retained());
        routing = new Routing(
                loops.loops(),
                new SubscriptionTable(),
                retained,
                RemoteNodes.NONE,
                events,
                () -> settings.current().session().sharedSubscriptionPolicy());
        SessionPorts ports = new SessionPorts(
                settings,
                events,
                counters,
                access.control(),
                access.control(),
                access.control().enhancedAuthenticators(),
                SessionOwnership.ALONE,
                load,
                0);
        sessions = new Sessions(ports, loops.loops(), routing, store);
        listeners = opened(new Listeners(loops, now.limit(), load, sessions, events, counters));
        LocalNodeFacts facts = new LocalNodeFacts(settings, sessions, routing, listeners, store, access);
        observatory =
                opened(new Observatory(settings, counters, events, alarms, facts, routing::publish, loops.loops()));
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /**
     * Puts the parts together.
     *
     * @throws StartupException when a setting is wrong, or another broker has the data directory
     */
    public static Broker of(Environment environment) {
        return of(environment, null);
    }

    /**
     * As {@link #of(Environment)}, with what the broker keeps itself of users and rights in a store of the caller's.
     *
     * @param builtinStore null for the database that the settings name
     */
    public static Broker of(Environment environment, @Nullable BuiltinStore builtinStore) {
        Settings settings = SettingsReader.readSettings(environment);
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            return new Broker(settings, open, builtinStore);
        } catch (RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    private MessageStore openStore(BrokerSettings now) {
        openDataDirectory(now.dataDir());
        return now.store().level() == Durability.MEMORY
                ? new MemoryStore()
                : DurableStore.open(DurableStore.Options.of(now.store(), now.dataDir()), events);
    }

    /**
     * Begins to serve. When it returns, every listener accepts connections.
     *
     * @throws StartupException when a port is taken, a file can't be read, or the like
     */
    public void start() {
        recover();
        listeners.start(settings.current().listeners());
        observatory.start();
    }

    private void recover() {
        StoreRecovery found = store.recovery();
        long now = System.currentTimeMillis();
        found.forEachRetained((mountpoint, message) -> {
            if (!message.expired(now)) {
                retained.restore(mountpoint, message);
            }
        });
        sessions.recover(found);
    }

    private static void openDataDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, forOwnerOnly(directory));
            }
        } catch (IOException e) {
            throw new StartupException(
                    "the data directory " + directory.toAbsolutePath() + " can't be made: " + e.getMessage(), e);
        }
    }

    /** Users and their passwords' hashes will lie there. */
    private static FileAttribute<?>[] forOwnerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** The settings, as they are now. */
    public Settings settings() {
        return settings;
    }

    /** What the web parts may have injected: bean name to object, this broker among them. */
    public Map<String, Object> parts() {
        return Map.ofEntries(
                Map.entry("broker", this),
                Map.entry("settings", settings),
                Map.entry("events", events),
                Map.entry("counters", counters),
                Map.entry("access", access),
                Map.entry("messageStore", store),
                Map.entry("sessions", sessions),
                Map.entry("mqttListeners", listeners),
                Map.entry("routing", routing),
                Map.entry("observatory", observatory),
                Map.entry("builtinStore", builtinStore),
                Map.entry("passwordHasher", passwordHasher),
                Map.entry("refusals", refusals),
                Map.entry("accessTester", accessTester));
    }

    /** The listeners that run, with the ports they have. */
    public List<ListenerStatus> listeners() {
        return listeners.statuses();
    }

    /** What listens where, for people: a line for each listener, such as {@code tcp 0.0.0.0:1883 (default)}. */
    public List<String> listening() {
        return listeners.statuses().stream()
                .map(listener -> "%s %s:%d (%s)"
                        .formatted(
                                listener.kind().name().toLowerCase(Locale.ROOT),
                                listener.host(),
                                listener.port(),
                                listener.name()))
                .toList();
    }

    /** Where the data is, for people. */
    public String dataDirectory() {
        return settings.current().dataDir().toAbsolutePath().normalize().toString();
    }

    /** Ends gracefully: no new connections, good-byes to clients, then the store. Idempotent. */
    @Override
    public void close() {
        sayGoodbye();
        closeAll(open);
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.error("{} did not end as it should", part.getClass().getSimpleName(), e);
            }
        }
    }

    private void sayGoodbye() {
        if (open.isEmpty()) {
            return;
        }
        for (ListenerStatus listener : listeners.statuses()) {
            listeners.suspend(listener.name());
        }
        try {
            sessions.stop().get(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("Not every client could be told that the broker stops", e);
        }
    }
}
