package io.ternmq.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.BrokerTestCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paho's clients for MQTT 3.1, 3.1.1 and 5. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PahoClientsIT extends BrokerTestCase {

    private final List<MqttClient> clients = new ArrayList<>();

    @AfterEach
    void disconnect() throws MqttException {
        for (MqttClient client : clients) {
            if (client.isConnected()) {
                client.disconnect();
            }
            client.close();
        }
    }

    private MqttClient client(String id, String scheme) throws MqttException {
        int port = scheme.equals("ws")
                ? broker().webSocket().getPort()
                : broker().tcp().getPort();
        String path = scheme.equals("ws") ? "/mqtt" : "";
        MqttClient client = new MqttClient(scheme + "://127.0.0.1:" + port + path, id, new MemoryPersistence());
        client.setTimeToWait(30_000);
        clients.add(client);
        return client;
    }

    private static MqttConnectOptions options(int version) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(version);
        // Paho counts a message as done somewhat later than it says so.
        options.setMaxInflight(100);
        return options;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttConnectOptions.MQTT_VERSION_3_1, MqttConnectOptions.MQTT_VERSION_3_1_1})
    @Checklist(1)
    void messages_pass_at_every_qos(int version) throws MqttException {
        String topic = topic();
        List<String> received = new CopyOnWriteArrayList<>();
        MqttClient subscriber = client(clientId(), "tcp");
        subscriber.connect(options(version));
        subscriber.subscribe(
                topic + "/+", 2, (name, message) -> received.add(message.getQos() + new String(message.getPayload())));
        MqttClient publisher = client(clientId(), "tcp");
        publisher.connect(options(version));
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            publisher.publish(topic + "/" + i, bytes("m" + i), i % 3, false);
            sent.add(i % 3 + "m" + i);
        }
        await().untilAsserted(() -> assertThat(received).containsExactlyInAnyOrderElementsOf(sent));
    }

    @Test
    void a_will_is_published_when_the_client_dies() throws MqttException {
        String topic = topic();
        List<String> received = new CopyOnWriteArrayList<>();
        MqttClient watcher = client(clientId(), "tcp");
        watcher.connect();
        watcher.subscribe(topic, 1, (name, message) -> received.add(new String(message.getPayload())));
        MqttClient dying = client(clientId(), "tcp");
        MqttConnectOptions options = options(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setWill(topic, bytes("gone"), 1, false);
        dying.connect(options);
        dying.disconnectForcibly(0, 1, false);
        await().untilAsserted(() -> assertThat(received).containsExactly("gone"));
    }

    @Test
    void a_session_is_resumed_with_what_came_meanwhile() throws MqttException {
        String topic = topic();
        List<String> received = new CopyOnWriteArrayList<>();
        MqttConnectOptions persistent = options(MqttConnectOptions.MQTT_VERSION_3_1_1);
        persistent.setCleanSession(false);
        String id = clientId();
        MqttClient away = client(id, "tcp");
        away.connect(persistent);
        away.subscribe(topic, 2);
        away.disconnect();
        MqttClient publisher = client(clientId(), "tcp");
        publisher.connect();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            publisher.publish(topic, bytes("m" + i), 1 + i % 2, false);
            sent.add("m" + i);
        }
        away.setCallback(new Collecting(received));
        assertThat(away.connectWithResult(persistent).getSessionPresent()).isTrue();
        await().untilAsserted(() -> assertThat(received).containsExactlyInAnyOrderElementsOf(sent));
    }

    @Test
    void retained_messages_are_kept_and_removed() throws MqttException {
        String topic = topic();
        MqttClient publisher = client(clientId(), "tcp");
        publisher.connect();
        publisher.publish(topic, bytes("kept"), 1, true);
        List<MqttMessage> received = new CopyOnWriteArrayList<>();
        MqttClient subscriber = client(clientId(), "tcp");
        subscriber.connect();
        subscriber.subscribe(topic, 1, (name, message) -> received.add(message));
        await().untilAsserted(() -> assertThat(received).hasSize(1));
        assertThat(received.get(0).isRetained()).isTrue();
        publisher.publish(topic, new byte[0], 1, true);
        await().untilAsserted(() -> assertThat(received).hasSize(2));
        assertThat(received.get(1).isRetained()).isFalse();
    }

    @Test
    @Checklist(100)
    void the_client_works_over_websockets() throws MqttException {
        String topic = topic();
        List<Integer> received = new CopyOnWriteArrayList<>();
        MqttClient web = client(clientId(), "ws");
        web.connect();
        web.subscribe(topic, 1, (name, message) -> received.add(message.getPayload().length));
        web.publish(topic, new byte[200_000], 1, false);
        await().untilAsserted(() -> assertThat(received).containsExactly(200_000));
    }

    @Test
    void a_refused_client_id_is_an_error_of_the_client() throws MqttException {
        MqttClient client = client("x".repeat(300), "tcp");
        assertThatThrownBy(client::connect).isInstanceOf(MqttException.class);
    }

    @Test
    void version_5_carries_user_properties_in_order() throws Exception {
        String topic = topic();
        String address = "tcp://127.0.0.1:" + broker().tcp().getPort();
        List<List<UserProperty>> received = new CopyOnWriteArrayList<>();
        var client = new org.eclipse.paho.mqttv5.client.MqttClient(
                address, clientId(), new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
        try {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setReceiveMaximum(10);
            client.connect(options);
            client.setCallback(new CollectingProperties(received));
            client.subscribe(new MqttSubscription[] {new MqttSubscription(topic, 2)});
            MqttProperties properties = new MqttProperties();
            properties.setUserProperties(
                    List.of(new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3")));
            var message = new org.eclipse.paho.mqttv5.common.MqttMessage(bytes("x"), 2, false, properties);
            client.publish(topic, message);
            await().untilAsserted(() -> assertThat(received).hasSize(1));
            assertThat(received.get(0)).extracting(UserProperty::getKey).containsExactly("b", "a", "b");
            assertThat(received.get(0)).extracting(UserProperty::getValue).containsExactly("1", "2", "3");
        } finally {
            client.disconnect();
            client.close();
        }
    }
}
