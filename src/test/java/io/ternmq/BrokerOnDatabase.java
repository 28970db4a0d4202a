package io.ternmq;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.rules.ARule;
import io.ternmq.routing.Routing;
import io.ternmq.session.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import reactor.core.publisher.Flux;

/** A broker in this process that keeps its users in a database, where nobody is admitted without one. */
final class BrokerOnDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Broker broker;

    /** @param database null for the file that is there without any setting */
    BrokerOnDatabase(Path data, @Nullable RealDatabase database, Map<String, String> more) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "ternmq.data-dir", data.toString(),
                "ternmq.access.allow-anonymous", "false",
                "ternmq.listeners.default.host", "127.0.0.1",
                "ternmq.listeners.default.port", "0",
                "ternmq.listeners.websocket.enabled", "false"));
        if (database != null) {
            values.put("ternmq.access.database.url", database.url());
            values.put("ternmq.access.database.user", database.user());
            values.put("ternmq.access.database.password", database.password());
        }
        values.putAll(more);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        broker = Broker.of(environment);
        broker.start();
    }

    int port() {
        return broker.listeners().get(0).port();
    }

    BuiltinStore store() {
        return (BuiltinStore) broker.parts().get("builtinStore");
    }

    Sessions sessions() {
        return (Sessions) broker.parts().get("sessions");
    }

    /** How many subscriptions all clients have together. */
    long subscriptions() {
        return ((Routing) broker.parts().get("routing")).table().subscriptions();
    }

    /** Puts these rules in the place of those there are. */
    void rules(ARule... rules) {
        RuleStore kept = store().rules();
        List<Rule> list = Stream.of(rules).map(ARule::rule).toList();
        kept.load().flatMap(now -> kept.replace(now.version(), list)).block(PATIENCE);
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
