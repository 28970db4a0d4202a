package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.real.RealRedis;
import io.ternmq.conformance.Checklist;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A real Redis that wants a password, with a user of its own for the broker. */
class RedisTest extends DatabaseSuite {
    private static RealRedis redis;
    private static RedisClient client;
    private static RedisCommands<String, String> commands;

    @BeforeAll
    static void start() {
        redis = RealRedis.start(
                "user broker on >hunter2 ~* +@read +@connection +select", "user default on >root ~* +@all");
        client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(redis.port())
                .withPassword("root".toCharArray())
                .withDatabase(3)
                .build());
        commands = client.connect().sync();
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        redis.close();
    }

    @Override
    Map<String, String> emptyDatabase() {
        commands.flushdb();
        return settingsOfNow();
    }

    @Override
    Map<String, String> settingsOfNow() {
        return Map.of(
                "redis.enabled", "true",
                "redis.host", "127.0.0.1",
                "redis.port", Integer.toString(redis.port()),
                "redis.user", "broker",
                "redis.password", "hunter2",
                "redis.database", "3");
    }

    private static String key(String mountpoint, String clientId, String userName) {
        return JsonMapper.shared().writeValueAsString(new String[] {mountpoint, clientId, userName});
    }

    @Override
    void put(
            String mountpoint,
            String clientId,
            String userName,
            String password,
            @Nullable String publishAcl,
            @Nullable String subscribeAcl) {
        commands.set(
                key(mountpoint, clientId, userName),
                "{\"passhash\": \"%s\", \"publish_acl\": %s, \"subscribe_acl\": %s}"
                        .formatted(Hashes.bcrypt(password), publishAcl, subscribeAcl));
    }

    @Override
    void delete(String mountpoint, String clientId, String userName) {
        commands.del(key(mountpoint, clientId, userName));
    }

    private static Somebody ann() {
        return Somebody.elsewhere().client("c1").as("ann", "secret");
    }

    @Test
    @Checklist(integrations = 22)
    void the_key_is_that_of_vernemq_to_the_byte() {
        commands.set("[\"\",\"c1\",\"ann\"]", "{\"passhash\":\"" + Hashes.bcrypt("secret") + "\"}");
        assertThat(source().ask(ann()).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    @Checklist(integrations = 28)
    void missing_acls_allow_nothing() {
        commands.set("[\"\",\"c1\",\"ann\"]", "{\"passhash\":\"" + Hashes.bcrypt("secret") + "\"}");
        assertThat(source().publish(source().admitted(ann()), "a").verdict()).isEqualTo(Verdict.REJECT);
    }

    @Test
    void nobody_gets_in_by_a_value_that_is_no_object_or_has_no_bcrypt_hash() {
        for (String value : new String[] {
            "",
            "no json",
            "[]",
            "{}",
            "null",
            "{\"passhash\": null}",
            "{\"passhash\": \"\"}",
            "{\"passhash\": \"secret\"}",
            "{\"passhash\": \"$2a$99$abc\"}",
            "[".repeat(100_000)
        }) {
            commands.set("[\"\",\"c1\",\"ann\"]", value);
            assertThat(source().ask(ann()).verdict()).as(value).isEqualTo(Verdict.REJECT);
            assertThat(source().ask(ann().as("ann", "")).verdict()).as(value).isEqualTo(Verdict.REJECT);
        }
    }
}
