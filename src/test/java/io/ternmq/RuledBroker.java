package io.ternmq;

import static org.awaitility.Awaitility.await;

import io.ternmq.access.AccessTester;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.rules.ARule;
import io.ternmq.config.Settings;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.observe.Refusal;
import io.ternmq.observe.Refusals;
import io.ternmq.session.Sessions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A broker with rules of its own, which believes everybody's user name, and clients of it. */
final class RuledBroker implements AutoCloseable {
    final MemoryBuiltinStore store = new MemoryBuiltinStore();
    private final Map<String, Object> settings = new HashMap<>();
    private final List<RawMqttClient> clients = new ArrayList<>();
    private Broker broker;
    private int port;

    RuledBroker(Path data, String... keysAndValues) {
        settings.putAll(Map.of(
                "ternmq.data-dir", data.toString(),
                "ternmq.access.allow-anonymous", "true",
                "ternmq.listeners.default.host", "127.0.0.1",
                "ternmq.listeners.default.port", "0",
                "ternmq.listeners.websocket.enabled", "false"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("ternmq." + keysAndValues[i], keysAndValues[i + 1]);
        }
        broker = open();
    }

    private Broker open() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        Broker opened = Broker.of(environment, store);
        opened.start();
        port = opened.listeners().get(0).port();
        return opened;
    }

    void restart() {
        broker.close();
        broker = open();
    }

    /** Puts these rules in force. */
    void rules(ARule... rules) {
        store.rules(Stream.of(rules).map(ARule::rule).toArray(Rule[]::new));
    }

    // ------------------------------------------------------------------ clients

    static ConnectPacket as(String user, String clientId) {
        return ConnectPacket.connect(MqttVersion.V5, clientId).username(user);
    }

    /** A connection on which nothing has been said. */
    RawMqttClient link() {
        return link(MqttVersion.V5);
    }

    RawMqttClient link(MqttVersion version) {
        RawMqttClient client = new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", port)), version);
        clients.add(client);
        return client;
    }

    RawMqttClient client(ConnectPacket connect) {
        RawMqttClient client = link();
        client.connect(connect);
        return client;
    }

    RawMqttClient client(String user, String clientId) {
        return client(as(user, clientId));
    }

    /** The reason code of the broker's answer to a subscription. */
    static int subscribe(RawMqttClient client, String filter) {
        return client.sendSubscribe(SubscribePacket.filters(77).filter(filter, 1))
                .next()
                .codes()
                .get(0);
    }

    // ------------------------------------------------------------------ what the broker knows

    Broker broker() {
        return broker;
    }

    int port() {
        return port;
    }

    Settings settings() {
        return part("settings", Settings.class);
    }

    Sessions sessions() {
        return part("sessions", Sessions.class);
    }

    AccessTester tester() {
        return part("accessTester", AccessTester.class);
    }

    private <T> T part(String name, Class<T> type) {
        return type.cast(broker.parts().get(name));
    }

    List<Refusal> refusals() {
        return part("refusals", Refusals.class).list(Refusal.Filter.ALL, Long.MAX_VALUE, 100);
    }

    /** The latest refusal of the kind, when it has come. */
    Refusal refused(String kind) {
        return await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> refusals().stream()
                                .filter(each -> each.kind().equals(kind))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        clients.forEach(RawMqttClient::close);
        broker.close();
    }
}
