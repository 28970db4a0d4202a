package io.ternmq.transport;

import io.ternmq.config.LimitSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.StartupException;
import io.ternmq.event.BrokerEvent.ListenerStarted;
import io.ternmq.event.BrokerEvent.ListenerStopped;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.session.Connectors;
import io.ternmq.transport.connection.ConnectionLoop;
import io.ternmq.transport.connection.Disconnector;
import io.ternmq.transport.connection.ListenerContext;
import io.ternmq.transport.connection.OffenderLog;
import io.ternmq.transport.listener.ListenerFactory;
import io.ternmq.transport.listener.RunningListener;
import io.ternmq.transport.load.UnadmittedBytes;
import io.ternmq.transport.tls.TlsContexts;
import io.ternmq.transport.tls.TlsProblem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a node, by name. All methods may wait, so they aren't for event loops; any other thread may call them.
 * What must be looked after from time to time (memory, changed certificates, the log of offenders) is done by one thread here.
 */
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Duration MEMORY_INTERVAL = Duration.ofMillis(500);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final long CLOSE_POLL_MILLIS = 20;

    private final ListenerContext.Node node;
    private final ListenerFactory factory;
    private final EventBus events;
    private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mqtt-upkeep");
        thread.setDaemon(true);
        return thread;
    });

    private record Entry(RunningListener listener, @Nullable ScheduledFuture<?> reloading) {}

    /** No listener is started yet. */
    public Listeners(
            MqttLoops loops,
            LimitSettings limits,
            LoadRegulation load,
            Connectors connectors,
            EventBus events,
            Counters counters) {
        List<ConnectionLoop> connectionLoops = loops.netty().stream()
                .map(loop -> new ConnectionLoop(
                        loop, counters, load.settings(), loops.netty().size()))
                .toList();
        OffenderLog offenders = new OffenderLog();
        this.events = events;
        this.factory = new ListenerFactory(loops.group(), connectionLoops, load.settings(), events);
        this.node = new ListenerContext.Node(
                limits,
                connectors,
                new Disconnector(events, offenders),
                load.memory(),
                new UnadmittedBytes(limits.unauthenticatedBytes().toBytes()),
                connectionLoops);
        every(MEMORY_INTERVAL, load.memory()::look);
        every(LOG_INTERVAL, offenders::sweep);
    }

    private ScheduledFuture<?> every(Duration interval, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("Upkeep failed", e);
            }
        };
        return upkeep.scheduleWithFixedDelay(guarded, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts those that are enabled.
     *
     * @throws ListenerException at the first that can't be started; those before it stay
     */
    public void start(Map<String, ListenerSettings> listeners) {
        listeners.forEach((name, settings) -> {
            if (settings.enabled()) {
                start(name, settings);
            }
        });
    }

    /**
     * Starts one.
     *
     * @throws ListenerException if it can't be started, or if there is one of that name
     */
    public synchronized ListenerStatus start(String name, ListenerSettings settings) {
        try {
            if (entries.containsKey(name)) {
                throw new IllegalArgumentException("there is one of that name");
            }
            ListenerFactory.Made made = factory.make(name, settings, node);
            made.listener().accept();
            entries.put(name, new Entry(made.listener(), reloading(settings, made.tls())));
            announce(made.listener());
            return status(made.listener());
        } catch (TlsProblem | IllegalArgumentException | StartupException e) {
            throw new ListenerException(
                    "Listener " + name + " (" + address(settings, settings.port()) + ") can't be started: "
                            + e.getMessage(),
                    e);
        }
    }

    private @Nullable ScheduledFuture<?> reloading(ListenerSettings settings, @Nullable TlsContexts tls) {
        Duration interval = settings.tls().reloadInterval();
        return tls == null || interval.isZero() ? null : every(interval, tls::reloadIfChanged);
    }

    /** Accepts nothing more there; the connections stay. */
    public synchronized void suspend(String name) {
        RunningListener listener = get(name).listener();
        if (listener.isAccepting()) {
            listener.stopAccepting();
            events.publish(new ListenerStopped(name));
        }
    }

    /**
     * Accepts connections there again, on the port it had.
     *
     * @throws ListenerException if somebody else has taken the port meanwhile
     */
    public synchronized void resume(String name) {
        RunningListener listener = get(name).listener();
        if (listener.isAccepting()) {
            return;
        }
        try {
            listener.accept();
            announce(listener);
        } catch (StartupException e) {
            ListenerSettings settings = listener.context().settings();
            throw new ListenerException(
                    "Listener " + name + " (" + address(settings, listener.port()) + ") can't be resumed: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Ends one and its connections, which are told the reason; waits until they are gone, for some seconds at the most. */
    public synchronized void stop(String name, ReasonCode reason) {
        Entry entry = get(name);
        entries.remove(name);
        end(List.of(entry), reason);
    }

    /** Ends all of them and their connections. */
    @Override
    public synchronized void close() {
        List<Entry> all = List.copyOf(entries.values());
        entries.clear();
        end(all, ReasonCode.SERVER_SHUTTING_DOWN);
        upkeep.shutdownNow();
    }

    private void end(List<Entry> ended, ReasonCode reason) {
        for (Entry entry : ended) {
            RunningListener listener = entry.listener();
            if (entry.reloading() != null) {
                entry.reloading().cancel(false);
            }
            boolean accepted = listener.isAccepting();
            listener.context().close();
            listener.stopAccepting();
            if (accepted) {
                events.publish(new ListenerStopped(listener.context().name()));
            }
            listener.forEachConnection(connection -> connection.disconnect(reason, "the listener is closing"));
        }
        awaitGone(ended);
    }

    private static void awaitGone(List<Entry> ended) {
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            while (System.nanoTime() < deadline
                    && ended.stream()
                            .anyMatch(entry -> entry.listener().context().connections() > 0)) {
                TimeUnit.MILLISECONDS.sleep(CLOSE_POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that have been started and not stopped, by name. */
    public List<ListenerStatus> statuses() {
        return entries.values().stream().map(entry -> status(entry.listener())).toList();
    }

    private static ListenerStatus status(RunningListener listener) {
        ListenerContext context = listener.context();
        ListenerSettings settings = context.settings();
        return new ListenerStatus(
                context.name(),
                settings.kind(),
                settings.host(),
                listener.port(),
                context.mountpoint(),
                context.connections(),
                settings.maxConnections(),
                listener.isAccepting() ? ListenerStatus.State.RUNNING : ListenerStatus.State.SUSPENDED);
    }

    private Entry get(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("there is no listener " + name);
        }
        return entry;
    }

    private void announce(RunningListener listener) {
        ListenerContext context = listener.context();
        String address = address(context.settings(), listener.port());
        LOG.debug("Listener {} accepts connections at {}", context.name(), address);
        events.publish(new ListenerStarted(context.name(), address));
    }

    private static String address(ListenerSettings settings, int port) {
        return settings.kind().name().toLowerCase(Locale.ROOT) + "://" + settings.host() + ":" + port;
    }
}
