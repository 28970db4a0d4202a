package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.ternmq.HttpPublisher.Answer;
import io.ternmq.access.real.RealRedis;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.RawMqttClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** What VerneMQ's ACLs in a database, a real Redis, make of messages that are published over HTTP. */
class HttpPublishModifiersTest {
    private static final String ACL = "{'passhash': '%s', 'publish_acl': %s, 'subscribe_acl': [{'pattern': '#'}]}";

    @TempDir
    private Path folder;

    private static void user(StatefulRedisConnection<String, String> redis, String name, String publishAcl) {
        String hash = BCrypt.hashpw("secret", BCrypt.gensalt("$2a", 4));
        redis.sync()
                .set(
                        "[\"\",\"%s\",\"%s\"]".formatted(name, name),
                        ACL.formatted(hash, publishAcl).replace('\'', '"'));
    }

    private static Map<String, Object> of(String user, String topic, String payload) {
        return Map.of(
                "clientId", user, "user", user, "password", "secret", "topic", topic, "payload", payload, "qos", 2);
    }

    @Test
    @Checklist(bypass = 12)
    void modifiers_and_the_limit_of_payloads_hold_over_http() {
        try (RealRedis server = RealRedis.start();
                RedisClient redis = RedisClient.create("redis://127.0.0.1:" + server.port());
                RuledBroker broker = new RuledBroker(
                        folder,
                        "access.allow-anonymous",
                        "false",
                        "access.vernemq.redis.enabled",
                        "true",
                        "access.vernemq.redis.host",
                        "127.0.0.1",
                        "access.vernemq.redis.port",
                        String.valueOf(server.port()));
                HttpPublisher http = new HttpPublisher(broker.broker())) {
            StatefulRedisConnection<String, String> commands = redis.connect();
            user(commands, "watcher", "[]");
            user(
                    commands,
                    "dev",
                    "[{'pattern': 'in/#', 'max_payload_size': 9, 'modifiers': {'topic': 'out', 'qos': 1, 'retain': true}}]");
            RawMqttClient watcher =
                    broker.client(RuledBroker.as("watcher", "watcher").password("secret"));
            watcher.subscribe("#", 2);

            Answer changed = http.publish(of("dev", "in/a", "sent"));
            assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
            assertThat(changed.text("topic")).isEqualTo("out");
            assertThat(changed.number("qos")).isEqualTo(1);
            Packet got = watcher.receive("sent");
            assertThat(got.topic()).isEqualTo("out");
            assertThat(got.qos()).isEqualTo(1);

            for (Map<String, Object> denied :
                    List.of(of("dev", "in/a", "more than 9"), of("dev", "out", "x"), of("watcher", "in/a", "x"))) {
                assertThat(http.publish(denied).status()).isEqualTo(403);
            }
            watcher.expectOnlyPong();
        }
    }
}
