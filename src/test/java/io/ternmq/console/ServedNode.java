package io.ternmq.console;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.ternmq.Broker;
import io.ternmq.HiveClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A broker that serves clients, with its web parts, on free ports of this machine. */
public final class ServedNode implements AutoCloseable {
    private final Broker broker;
    private final WebParts web;
    private final List<Mqtt5BlockingClient> clients = new ArrayList<>();

    private ServedNode(Broker broker, WebParts web) {
        this.broker = broker;
        this.web = web;
    }

    /** Starts one with these settings beside those that make it small and local. */
    public static ServedNode start(Path data, Map<String, String> settings, String... arguments) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "ternmq.data-dir", data.toString(),
                "ternmq.store.level", "memory",
                "ternmq.limit.max-client-id-bytes", "65535",
                "ternmq.listeners.default.kind", "tcp",
                "ternmq.listeners.default.port", "0",
                "ternmq.listeners.default.host", "127.0.0.1",
                "ternmq.listeners.websocket.enabled", "false"));
        all.putAll(settings);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", all));
        Broker broker = Broker.of(environment);
        broker.start();
        return new ServedNode(broker, WebParts.of(broker, arguments));
    }

    public Broker broker() {
        return broker;
    }

    public WebParts web() {
        return web;
    }

    /** Connects a client whose session outlives it. */
    public Mqtt5BlockingClient connect(String clientId) {
        Mqtt5BlockingClient client = connect(broker, clientId);
        clients.add(client);
        return client;
    }

    /** Connects a client, whose session outlives it, to the first listener of a broker. */
    static Mqtt5BlockingClient connect(Broker broker, String clientId) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(broker.listeners().get(0).port())
                .buildBlocking();
        client.connectWith().sessionExpiryInterval(3600).send();
        return client;
    }

    /** Has a client subscribe at QoS 1. */
    public static void subscribe(Mqtt5BlockingClient client, String filter) {
        client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    /** Has a client publish a retained message at QoS 1. */
    public static void retain(Mqtt5BlockingClient client, String topic, byte[] payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(payload)
                .send();
    }

    @Override
    public void close() {
        clients.forEach(HiveClients::leave);
        web.close();
    }
}
