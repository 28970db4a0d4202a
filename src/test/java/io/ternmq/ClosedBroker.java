package io.ternmq;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A broker in this process, on a free port of the loopback, which admits nobody without a name. */
final class ClosedBroker implements AutoCloseable {
    private final Broker broker;

    /** @param more settings besides, by their full names */
    ClosedBroker(Path data, Map<String, ?> more) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "ternmq.data-dir", data.toString(),
                "ternmq.access.allow-anonymous", "false",
                "ternmq.listeners.default.host", "127.0.0.1",
                "ternmq.listeners.default.port", "0",
                "ternmq.listeners.websocket.enabled", "false"));
        values.putAll(more);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        broker = Broker.of(environment);
        broker.start();
    }

    Broker broker() {
        return broker;
    }

    int port() {
        return broker.listeners().get(0).port();
    }

    <T> T part(String name, Class<T> type) {
        return type.cast(broker.parts().get(name));
    }

    @Override
    public void close() {
        broker.close();
    }
}
