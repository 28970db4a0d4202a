package io.ternmq.transport;

import io.ternmq.config.BrokerSettings;
import io.ternmq.config.LoadSettings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.EventBus;
import io.ternmq.transport.load.MemoryReading;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Listeners on free ports before echoing sessions, with settings as a person writes them. */
final class TestBroker implements AutoCloseable {
    static final int LOOPS = 2;

    final EventBus bus = new EventBus();
    final Counters counters = new Counters();
    final List<BrokerEvent> events = new CopyOnWriteArrayList<>();
    final MqttLoops loops;
    final EchoSessions sessions;
    final Listeners listeners;
    final Memory memory = new Memory();
    final AtomicReference<LoadSettings> load;
    private final BrokerSettings settings;

    /** A memory whose level the test sets. */
    static final class Memory implements MemoryReading {
        volatile int percent;
        volatile int refreshes;

        @Override
        public int percent() {
            return percent;
        }

        @Override
        public String describe() {
            return "a memory of the test";
        }

        @Override
        public void refresh() {
            refreshes++;
        }
    }

    private TestBroker(boolean epoll, BrokerSettings settings) {
        this.settings = settings;
        this.load = new AtomicReference<>(settings.load());
        bus.subscribe(BrokerEvent.class, events::add);
        loops = MqttLoops.create(LOOPS, epoll);
        sessions = new EchoSessions(loops.loops());
        LoadRegulation regulation = new LoadRegulation(load::get, memory, bus);
        listeners = new Listeners(loops, settings.limit(), regulation, sessions, bus, counters);
    }

    /** A broker whose settings are given as {@code key=value} below {@code ternmq.}; those of the listener {@code t} without its name. */
    static TestBroker of(String... settings) {
        return of(true, settings);
    }

    static TestBroker of(boolean epoll, String... settings) {
        TestBroker broker = new TestBroker(epoll, read(settings));
        try {
            broker.listeners.start(broker.settings.listeners());
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    static BrokerSettings read(String... settings) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "ternmq.listeners.default.enabled", "false",
                "ternmq.listeners.websocket.enabled", "false",
                "ternmq.listeners.t.kind", "tcp",
                "ternmq.listeners.t.host", "127.0.0.1",
                "ternmq.listeners.t.port", "0"));
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            boolean whole = parts[0].matches("(limit|load|listeners)\\..*");
            values.put("ternmq." + (whole ? "" : "listeners.t.") + parts[0], parts[1]);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        return SettingsReader.read(environment);
    }

    int port() {
        return listeners.statuses().stream()
                .filter(status -> status.name().equals("t"))
                .findFirst()
                .orElseThrow()
                .port();
    }

    TestClient client() throws java.io.IOException {
        return new TestClient(new java.net.Socket(InetAddress.getLoopbackAddress(), port()));
    }

    long total(Counter counter) {
        return counters.total(counter);
    }

    <E extends BrokerEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends BrokerEvent> E event(Class<E> type, Predicate<E> which) {
        return Await.value(() -> events(type).stream().filter(which).findFirst().orElse(null));
    }

    @Override
    public void close() {
        listeners.close();
        loops.close();
    }
}
