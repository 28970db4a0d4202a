package io.ternmq;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.real.RealDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import reactor.core.publisher.Flux;

/** A broker in this process that keeps its users in a database, where nobody is admitted without one. */
final class BrokerOnPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Broker broker;

    BrokerOnPostgres(Path data, RealDatabase database, Map<String, String> more) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "ternmq.data-dir",
                data.toString(),
                "ternmq.access.allow-anonymous",
                "false",
                "ternmq.access.database.url",
                database.url(),
                "ternmq.access.database.user",
                database.user(),
                "ternmq.access.database.password",
                database.password(),
                "ternmq.listeners.default.host",
                "127.0.0.1",
                "ternmq.listeners.default.port",
                "0",
                "ternmq.listeners.websocket.enabled",
                "false"));
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

    BuiltinStore store() {
        return (BuiltinStore) broker.parts().get("builtinStore");
    }

    /** So many users, whose names begin with the prefix and end with a number. */
    void keepUsers(String prefix, int count, String hash) {
        Flux.range(0, count)
                .concatMap(i ->
                        store().users().save(new User(prefix + i, hash, null, List.of(), false, "", Instant.EPOCH)))
                .then()
                .block(PATIENCE);
    }

    @Override
    public void close() {
        broker.close();
    }
}
