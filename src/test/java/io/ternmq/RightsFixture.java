package io.ternmq;

import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.Who;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.rules.ARule;
import io.ternmq.access.users.Passwords;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.PublishPacket;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.ScramClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.protocol.SubscriberId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Brokers on a database, what operators do to its users, rules and bans, and clients that meet it. */
abstract class RightsFixture {
    static final int NOT_AUTHORIZED = 0x87;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int NO_SUBSCRIBERS = 0x10;

    final List<BrokerOnDatabase> brokers = new ArrayList<>();
    BrokerOnDatabase broker;

    private final List<RawMqttClient> clients = new ArrayList<>();
    private final Map<String, String> hashes = new HashMap<>();

    @TempDir
    private Path folder;

    private @Nullable RealDatabase database;

    /** An empty one; null for the file that is there without any setting. */
    abstract @Nullable RealDatabase freshDatabase();

    @BeforeEach
    void start() {
        database = freshDatabase();
        broker = node("one");
    }

    BrokerOnDatabase node(String name) {
        BrokerOnDatabase node = new BrokerOnDatabase(
                folder.resolve(name), database, Map.of("ternmq.access.database.poll-interval", "100ms"));
        brokers.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        clients.forEach(RawMqttClient::close);
        brokers.forEach(BrokerOnDatabase::close);
    }

    // ------------------------------------------------------------------ what operators do

    /** The same for the same password, so that a user who is kept again has the password that it had. */
    private String hash(String password) {
        return hashes.computeIfAbsent(password, text -> Passwords.argon2id(text.getBytes(StandardCharsets.UTF_8)));
    }

    void keep(String name, String password, boolean disabled, String... groups) {
        User user = new User(name, hash(password), null, List.of(groups), disabled, "", Instant.now());
        broker.store().users().save(user).block(PATIENCE);
    }

    void keep(String name, String... groups) {
        keep(name, "secret", false, groups);
    }

    void rules(ARule... rules) {
        broker.rules(rules);
    }

    long ban(Who.Kind kind, String value) {
        Instant now = Instant.now();
        Ban ban = new Ban(0, kind, value, "test", "me", now, now.plusSeconds(3600));
        return broker.store()
                .bans()
                .add(ban)
                .blockOptional(PATIENCE)
                .orElseThrow()
                .id();
    }

    // ------------------------------------------------------------------ what clients do

    static ConnectPacket as(String user, String clientId) {
        return ConnectPacket.connect(MqttVersion.V5, clientId).username(user).password("secret");
    }

    RawMqttClient link(BrokerOnDatabase node) {
        RawMqttClient link =
                new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", node.port())), MqttVersion.V5);
        clients.add(link);
        return link;
    }

    RawMqttClient connect(ConnectPacket connect) {
        RawMqttClient client = link(broker);
        client.connect(connect);
        return client;
    }

    RawMqttClient connect(String user, String clientId) {
        return connect(as(user, clientId));
    }

    RawMqttClient byScram(BrokerOnDatabase node, String user, String password) {
        return ScramClient.connect(link(node), "scram-of-" + user, user, password);
    }

    void assertRefused(ConnectPacket connect, int code) {
        link(broker).send(connect).expectRefused(code);
    }

    boolean isAdmitted(ConnectPacket connect) {
        return link(broker).send(connect).expect(PacketKind.CONNACK).reasonCode() == 0;
    }

    private static int answer(RawMqttClient client, PublishPacket publish) {
        return client.send(publish).expect(PacketKind.PUBACK).reasonCode();
    }

    static boolean mayPublish(RawMqttClient client, PublishPacket publish) {
        int code = answer(client, publish);
        assertThat(code).isIn(0, NO_SUBSCRIBERS, NOT_AUTHORIZED);
        return code != NOT_AUTHORIZED;
    }

    static boolean mayPublish(RawMqttClient client, String topic) {
        return mayPublish(client, publish(topic, "x").qos(1, 7));
    }

    void awaitSubscriptions(String clientId, int count) {
        await().atMost(PATIENCE).until(() -> {
            var view = broker.sessions().view(new SubscriberId("", clientId));
            return view != null && view.subscriptions() == count;
        });
    }
}
