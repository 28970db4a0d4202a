package io.ternmq;

import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.rules.ARule.allow;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.AccessTester;
import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.access.PasswordHasher;
import io.ternmq.access.PasswordHasher.Hashed;
import io.ternmq.access.Somebody;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.rules.ARule;
import io.ternmq.config.Settings;
import io.ternmq.observe.Refusal;
import io.ternmq.observe.Refusals;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.routing.Routing;
import io.ternmq.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A broker in this process that keeps its users in a database, where nobody is admitted without one. */
final class BrokerOnDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ClosedBroker broker;
    private int changes;

    /** @param database null for the file that is there without any setting */
    BrokerOnDatabase(Path data, @Nullable RealDatabase database, Map<String, String> more) {
        Map<String, Object> values = new TreeMap<>(more);
        if (database != null) {
            values.put("ternmq.access.database.url", database.url());
            values.put("ternmq.access.database.user", database.user());
            values.put("ternmq.access.database.password", database.password());
        }
        broker = new ClosedBroker(data, values);
    }

    Broker broker() {
        return broker.broker();
    }

    int port() {
        return broker.port();
    }

    BuiltinStore store() {
        return broker.part("builtinStore", BuiltinStore.class);
    }

    Sessions sessions() {
        return broker.part("sessions", Sessions.class);
    }

    Settings settings() {
        return broker.part("settings", Settings.class);
    }

    /** The latest refusal of the kind, when it has come. */
    Refusal refused(String kind) {
        Refusals refusals = broker.part("refusals", Refusals.class);
        return await().atMost(PATIENCE)
                .until(
                        () -> refusals.list(Refusal.Filter.ALL, Long.MAX_VALUE, 100).stream()
                                .filter(each -> each.kind().equals(kind))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Sets a user's password as operators do; the user is made when it isn't there. */
    void password(String name, String password) {
        User before = store().users().find(name).blockOptional(PATIENCE).orElse(User.withoutPassword(name));
        Hashed kept = broker.part("passwordHasher", PasswordHasher.class)
                .hash(password.getBytes(StandardCharsets.UTF_8), before)
                .blockOptional(PATIENCE)
                .orElseThrow();
        User user = new User(
                name,
                kept.passwordHash(),
                kept.scramKeys(),
                before.groups(),
                before.disabled(),
                before.note(),
                Instant.now(),
                kept.firstPrint());
        store().users().save(user).block(PATIENCE);
    }

    /** How many subscriptions all clients have together. */
    long subscriptions() {
        return broker.part("routing", Routing.class).table().subscriptions();
    }

    /** Puts these rules in the place of those there are; they are in force when it returns. */
    void rules(ARule... rules) {
        String mark = "in-force/" + ++changes;
        List<Rule> list = Stream.concat(Stream.of(allow(mark, PUBLISH)), Stream.of(rules))
                .map(ARule::rule)
                .toList();
        RuleStore kept = store().rules();
        kept.load().flatMap(now -> kept.replace(now.version(), list)).block(PATIENCE);
        Client anybody = Somebody.elsewhere().admitted();
        Action marked = new Action.Publish(Topic.of(mark), Qos.AT_MOST_ONCE, false);
        AccessTester tester = broker.part("accessTester", AccessTester.class);
        await().atMost(PATIENCE).until(() -> tester.test(anybody, marked).join().allowed());
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
