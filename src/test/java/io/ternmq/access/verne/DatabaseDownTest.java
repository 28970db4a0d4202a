package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.lettuce.core.RedisClient;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;
import io.ternmq.access.real.RealRedis;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that go away and come back. */
class DatabaseDownTest {
    private static final Somebody ANN = Somebody.elsewhere().client("c1").as("ann", "secret");
    private static final String ALL = "[{\"pattern\": \"a\"}]";

    private final EventBus events = new EventBus();
    private final List<BrokerEvent> alarms = new CopyOnWriteArrayList<>();

    DatabaseDownTest() {
        events.subscribe(AlarmRaised.class, alarms::add);
        events.subscribe(AlarmCleared.class, alarms::add);
    }

    /** Something that is done to a database. */
    private interface Deed {
        void run() throws Exception;
    }

    private void goesAwayAndComesBack(SourceUnderTest source, Deed stop, Deed start) throws Exception {
        await().until(() -> source.ask(ANN).verdict() == Verdict.OK);
        Client connected = source.admitted(ANN);

        stop.run();
        await().until(() -> {
            source.ask(ANN);
            return source.source().health().state() != SourceHealth.State.UP;
        });
        AuthenticationSource.Answer denied = source.ask(ANN);
        assertThat(denied.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(denied.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(denied.rule()).contains("is unreachable since 2").doesNotContain("hunter2");
        assertThat(source.publish(connected, "a").verdict()).isEqualTo(Verdict.OK);
        assertThat(alarms).last().isInstanceOf(AlarmRaised.class);

        start.run();
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> source.source().health().state() == SourceHealth.State.UP);
        await().untilAsserted(() -> assertThat(alarms).last().isInstanceOf(AlarmCleared.class));
    }

    @Test
    void redis_is_asked_again_when_it_is_back() throws Exception {
        try (RealRedis redis = RealRedis.start("requirepass hunter2");
                SourceUnderTest source = new SourceUnderTest(
                        Map.of(
                                "redis.enabled", "true",
                                "redis.host", "127.0.0.1",
                                "redis.port", Integer.toString(redis.port()),
                                "redis.password", "hunter2"),
                        events)) {
            fill(redis);
            goesAwayAndComesBack(source, redis::close, redis::startAgain);
            fill(redis);
            await().until(() -> source.ask(ANN).verdict() == Verdict.OK);
        }
    }

    private static void fill(RealRedis redis) {
        try (RedisClient client = RedisClient.create("redis://hunter2@127.0.0.1:" + redis.port())) {
            client.connect()
                    .sync()
                    .set(
                            "[\"\",\"c1\",\"ann\"]",
                            "{\"passhash\":\"%s\",\"publish_acl\":%s}".formatted(Hashes.bcrypt("secret"), ALL));
        }
    }

    /** MongoDB's driver against an emulation of its server. */
    @Test
    void mongodb_is_asked_again_when_it_is_back() throws Exception {
        MongoServer[] server = {new MongoServer(new MemoryBackend())};
        server[0].bind("127.0.0.1", 0);
        InetSocketAddress address = server[0].getLocalAddress();
        try (SourceUnderTest source = new SourceUnderTest(
                Map.of(
                        "mongodb.enabled", "true",
                        "mongodb.host", "127.0.0.1",
                        "mongodb.port", Integer.toString(address.getPort()),
                        "time-limit", "2s"),
                events)) {
            await().until(() -> source.ask(ANN).verdict() == Verdict.NEXT);
            server[0].shutdownNow();
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                source.ask(ANN);
                return source.source().health().state() == SourceHealth.State.DOWN;
            });
            assertThat(source.ask(ANN).verdict()).isEqualTo(Verdict.REJECT);
            server[0] = new MongoServer(new MemoryBackend());
            server[0].bind(address);
            await().atMost(60, TimeUnit.SECONDS).until(() -> source.ask(ANN).verdict() == Verdict.NEXT);
        } finally {
            server[0].shutdownNow();
        }
    }

    @Test
    @Checklist(integrations = 30)
    void a_database_that_is_down_at_the_start_is_known_to_be_and_asked_when_it_is_up() throws Exception {
        RealRedis redis = RealRedis.start();
        redis.close();
        try (SourceUnderTest source = new SourceUnderTest(
                Map.of(
                        "redis.enabled", "true",
                        "redis.host", "127.0.0.1",
                        "redis.port", Integer.toString(redis.port())),
                events)) {
            await().until(() -> !alarms.isEmpty());
            assertThat(source.ask(ANN).verdict()).isEqualTo(Verdict.REJECT);
            redis.startAgain();
            await().until(() -> source.ask(ANN).verdict() == Verdict.NEXT);
        } finally {
            redis.close();
        }
    }

    @Test
    void postgresql_is_killed_under_a_thousand_clients_that_connect(@TempDir Path folder) throws Exception {
        EmbeddedPostgres[] server = {RealPostgres.startIn(folder, 0)};
        int port = server[0].getPort();
        RealDatabase database = RealPostgres.freshDatabase(server[0]);
        database.execute(
                "CREATE EXTENSION pgcrypto",
                "CREATE TABLE vmq_auth_acl (mountpoint character varying(10) NOT NULL,"
                        + " client_id character varying(128) NOT NULL, username character varying(128) NOT NULL,"
                        + " password character varying(128), publish_acl json, subscribe_acl json,"
                        + " CONSTRAINT vmq_auth_acl_primary_key PRIMARY KEY (mountpoint, client_id, username))",
                "INSERT INTO vmq_auth_acl VALUES ('', '*', 'ann', crypt('secret', gen_salt('bf', 4)), '" + ALL
                        + "', '[]')");
        Map<String, String> settings = new HashMap<>(Map.of(
                "postgres.enabled", "true",
                "postgres.host", "127.0.0.1",
                "postgres.port", Integer.toString(port),
                "postgres.user", "ternmq",
                "postgres.password", "secret",
                "postgres.database", database.name()));
        try (SourceUnderTest source = new SourceUnderTest(settings, events)) {
            await().until(() -> source.ask(ANN).verdict() == Verdict.OK);
            List<CompletableFuture<AuthenticationSource.Answer>> asked = IntStream.range(0, 1000)
                    .mapToObj(i -> {
                        CompletableFuture<AuthenticationSource.Answer> answer = new CompletableFuture<>();
                        source.source()
                                .authenticate(
                                        Somebody.elsewhere()
                                                .client("c" + i)
                                                .as("ann", "secret")
                                                .request(),
                                        answer::complete);
                        return answer;
                    })
                    .toList();
            server[0].close();
            for (CompletableFuture<AuthenticationSource.Answer> answer : asked) {
                assertThat(answer.get(30, TimeUnit.SECONDS).verdict()).isIn(Verdict.OK, Verdict.REJECT);
            }
            goesAwayAndComesBackFrom(source, () -> server[0] = RealPostgres.startIn(folder, port));
        } finally {
            server[0].close();
        }
    }

    private void goesAwayAndComesBackFrom(SourceUnderTest source, Deed start) throws Exception {
        await().until(() -> {
            source.ask(ANN);
            return source.source().health().state() != SourceHealth.State.UP;
        });
        assertThat(source.ask(ANN).rule()).contains("is unreachable since 2");
        start.run();
        await().atMost(30, TimeUnit.SECONDS).until(() -> source.ask(ANN).verdict() == Verdict.OK);
        await().untilAsserted(() -> assertThat(alarms).last().isInstanceOf(AlarmCleared.class));
    }
}
