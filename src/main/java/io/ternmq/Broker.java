package io.ternmq;

import io.ternmq.config.Settings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.observe.Observatory;
import io.ternmq.routing.Loops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.Environment;

/**
 * The broker: the rooms of the MQTT core, assembled by hand. It knows the settings but no Spring context, so that clients
 * are served before the web parts have been built, and a test can have one in a line.
 *
 * <p>Life: {@link #of} puts the parts together without any effect to the outside, {@link #start} opens data directory and
 * listeners, {@link #close} ends them. Each is called once, by one thread, in this order; {@link #close} may follow at any
 * point of a {@link #start} that failed.
 */
public final class Broker implements AutoCloseable {
    private final Map<String, Object> parts = new LinkedHashMap<>();
    private final Settings settings;
    private final Observatory observatory;

    private Broker(Settings settings) {
        this.settings = settings;
        observatory = new Observatory(
                settings,
                new Counters(),
                new EventBus(),
                new EmptyHouse(),
                (mountpoint, messages) -> {},
                new Loops(List.of()));
        parts.put("broker", this);
        parts.put("settings", settings);
        parts.put("observatory", observatory);
    }

    /**
     * Puts the parts together.
     *
     * @throws io.ternmq.config.StartupException when a setting is wrong
     */
    public static Broker of(Environment environment) {
        return new Broker(SettingsReader.readSettings(environment));
    }

    /**
     * Begins to serve. When it returns, every listener accepts connections.
     *
     * @throws io.ternmq.config.StartupException when a port is taken, a file can't be read, or the like
     */
    public void start() {
        observatory.start();
    }

    /** The settings, as they are now. */
    public Settings settings() {
        return settings;
    }

    /** What the web parts may have injected: bean name to object, this broker among them. */
    public Map<String, Object> parts() {
        return parts;
    }

    /** What listens where, for people: a line for each listener, such as {@code tcp 0.0.0.0:1883 (default)}. */
    public List<String> listening() {
        return List.of();
    }

    /** Where the data is, for people. */
    public String dataDirectory() {
        return settings.current().dataDir().toString();
    }

    /** Ends gracefully: no new connections, good-byes to clients, then the store. Idempotent. */
    @Override
    public void close() {
        observatory.close();
    }
}
