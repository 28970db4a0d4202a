package io.ternmq.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import io.ternmq.HiveClients;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.BrokerTestCase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HiveMQ client, MQTT 5, over TCP and websockets. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HiveMqClientIT extends BrokerTestCase {

    private final List<Mqtt5BlockingClient> clients = new ArrayList<>();

    private Mqtt5BlockingClient client(String id) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(broker().tcp().getPort())
                .buildBlocking();
        clients.add(client);
        return client;
    }

    private Mqtt5BlockingClient connectedClient() {
        Mqtt5BlockingClient client = client(clientId());
        client.connect();
        return client;
    }

    @AfterEach
    void disconnect() {
        clients.forEach(HiveClients::leave);
    }

    private static Mqtt5Publish next(Mqtt5Publishes publishes) {
        try {
            return publishes.receive(30, TimeUnit.SECONDS).orElseThrow(() -> new AssertionError("no message"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(Mqtt5Publish publish) {
        return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void messages_pass_at_every_qos_with_all_their_properties(MqttQos qos) {
        String topic = topic();
        Mqtt5BlockingClient subscriber = connectedClient();
        try (Mqtt5Publishes publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL)) {
            subscriber
                    .subscribeWith()
                    .topicFilter(topic + "/#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .send();
            Mqtt5UserProperties properties = Mqtt5UserProperties.builder()
                    .add("z", "1")
                    .add("a", "2")
                    .add("z", "3")
                    .build();
            for (int i = 0; i < 50; i++) {
                connectedOnce()
                        .publishWith()
                        .topic(topic + "/" + i)
                        .qos(qos)
                        .payload(("m" + i).getBytes(StandardCharsets.UTF_8))
                        .contentType("text/plain")
                        .responseTopic("answers")
                        .correlationData(ByteBuffer.wrap(new byte[] {1, 2}))
                        .userProperties(properties)
                        .send();
            }
            for (int i = 0; i < 50; i++) {
                Mqtt5Publish received = next(publishes);
                assertThat(text(received)).isEqualTo("m" + i);
                assertThat(received.getQos()).isEqualTo(qos);
                assertThat(received.getUserProperties()).isEqualTo(properties);
                assertThat(received.getContentType()).hasToString("Optional[text/plain]");
                assertThat(received.getResponseTopic()).hasToString("Optional[answers]");
            }
        }
    }

    private Mqtt5BlockingClient connectedOnce() {
        return clients.size() < 2 ? connectedClient() : clients.get(1);
    }

    @Test
    void retained_messages_come_to_later_subscribers_as_they_asked() {
        String topic = topic();
        Mqtt5BlockingClient publisher = connectedClient();
        publisher
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(new byte[] {1})
                .send();
        Mqtt5BlockingClient subscriber = connectedClient();
        try (Mqtt5Publishes publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL)) {
            subscriber.subscribeWith().topicFilter(topic).send();
            assertThat(next(publishes).isRetain()).isTrue();
            subscriber
                    .subscribeWith()
                    .topicFilter(topic)
                    .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                    .retainAsPublished(true)
                    .send();
            publisher
                    .publishWith()
                    .topic(topic)
                    .retain(true)
                    .payload(new byte[] {2})
                    .send();
            Mqtt5Publish live = next(publishes);
            assertThat(live.getPayloadAsBytes()).containsExactly(2);
            assertThat(live.isRetain()).isTrue();
        }
        publisher.publishWith().topic(topic).retain(true).send();
    }

    @Test
    void a_session_is_resumed_with_what_came_meanwhile() {
        String id = clientId();
        String topic = topic();
        Mqtt5BlockingClient away = client(id);
        away.connectWith().sessionExpiryInterval(600).send();
        away.subscribeWith().topicFilter(topic).qos(MqttQos.EXACTLY_ONCE).send();
        away.disconnect();
        Mqtt5BlockingClient publisher = connectedClient();
        for (int i = 0; i < 20; i++) {
            publisher
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.EXACTLY_ONCE)
                    .payload(new byte[] {(byte) i})
                    .send();
        }
        try (Mqtt5Publishes publishes = away.publishes(MqttGlobalPublishFilter.ALL)) {
            assertThat(away.connectWith()
                            .cleanStart(false)
                            .sessionExpiryInterval(600)
                            .send()
                            .isSessionPresent())
                    .isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(next(publishes).getPayloadAsBytes()).containsExactly(i);
            }
        }
    }

    @Test
    void a_request_is_answered_by_its_correlation() {
        String requests = topic();
        String answers = topic();
        Mqtt5BlockingClient responder = connectedClient();
        responder
                .toAsync()
                .subscribeWith()
                .topicFilter(requests)
                .callback(request -> responder
                        .toAsync()
                        .publishWith()
                        .topic(request.getResponseTopic().orElseThrow())
                        .correlationData(request.getCorrelationData().orElseThrow())
                        .payload("pong".getBytes(StandardCharsets.UTF_8))
                        .send())
                .send()
                .join();
        Mqtt5BlockingClient asking = connectedClient();
        try (Mqtt5Publishes publishes = asking.publishes(MqttGlobalPublishFilter.ALL)) {
            asking.subscribeWith().topicFilter(answers).send();
            asking.publishWith()
                    .topic(requests)
                    .responseTopic(answers)
                    .correlationData(ByteBuffer.wrap(new byte[] {42}))
                    .send();
            Mqtt5Publish answer = next(publishes);
            assertThat(text(answer)).isEqualTo("pong");
            assertThat(answer.getCorrelationData().orElseThrow().get(0)).isEqualTo((byte) 42);
        }
    }

    @Test
    @Checklist(56)
    void a_shared_subscription_divides_the_messages() {
        String topic = topic();
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            connectedClient()
                    .toAsync()
                    .subscribeWith()
                    .topicFilter("$share/group/" + topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(publish -> received.add(text(publish)))
                    .send()
                    .join();
        }
        Mqtt5BlockingClient publisher = connectedClient();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            sent.add("m" + i);
            publisher
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(("m" + i).getBytes(StandardCharsets.UTF_8))
                    .send();
        }
        await().untilAsserted(() -> assertThat(received).containsExactlyInAnyOrderElementsOf(sent));
    }

    @Test
    @Checklist(100)
    void the_same_client_works_over_websockets() {
        String topic = topic();
        Mqtt5BlockingClient web = Mqtt5Client.builder()
                .identifier(clientId())
                .serverHost("127.0.0.1")
                .serverPort(broker().webSocket().getPort())
                .webSocketConfig()
                .serverPath("mqtt")
                .applyWebSocketConfig()
                .buildBlocking();
        clients.add(web);
        web.connect();
        try (Mqtt5Publishes publishes = web.publishes(MqttGlobalPublishFilter.ALL)) {
            web.subscribeWith().topicFilter(topic).qos(MqttQos.EXACTLY_ONCE).send();
            web.publishWith()
                    .topic(topic)
                    .qos(MqttQos.EXACTLY_ONCE)
                    .payload(new byte[100_000])
                    .send();
            assertThat(next(publishes).getPayloadAsBytes()).hasSize(100_000);
        }
    }

    @Test
    void two_hundred_clients_get_a_message_each() {
        String topic = topic();
        int count = 200;
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<?>> ready = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Mqtt5BlockingClient client = client(clientId());
            ready.add(client.toAsync()
                    .connect()
                    .thenCompose(connack -> client.toAsync()
                            .subscribeWith()
                            .topicFilter(topic)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .callback(publish -> received.add(text(publish)))
                            .send()));
        }
        CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new)).join();
        connectedClient()
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new byte[] {'x'})
                .send();
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(received).hasSize(count));
    }
}
