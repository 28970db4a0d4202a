package io.ternmq.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.ternmq.Broker;
import io.ternmq.conformance.Checklist;
import io.ternmq.routing.Routing;
import io.ternmq.session.Sessions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What operators do, with real clients at a real broker. */
class OperatorTest {
    private static final long PATIENCE_SECONDS = 20;

    private Broker broker;
    private SessionAdmin sessions;
    private RetainedAdmin retained;

    @BeforeEach
    void start(@TempDir Path data) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "ternmq.data-dir", data.toString(),
                                "ternmq.listeners.default.kind", "tcp",
                                "ternmq.listeners.default.port", "0",
                                "ternmq.listeners.default.host", "127.0.0.1",
                                "ternmq.listeners.websocket.enabled", "false")));
        broker = Broker.of(environment);
        broker.start();
        sessions = new SessionAdmin((Sessions) broker.parts().get("sessions"));
        retained = new RetainedAdmin((Routing) broker.parts().get("routing"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Mqtt5BlockingClient connect(String clientId, CompletableFuture<Throwable> disconnected) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(broker.listeners().get(0).port())
                .addDisconnectedListener(context -> disconnected.complete(context.getCause()))
                .buildBlocking();
        client.connectWith().sessionExpiryInterval(3600).send();
        return client;
    }

    private Mqtt5BlockingClient connect(String clientId) {
        return connect(clientId, new CompletableFuture<>());
    }

    private static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Test
    @Checklist(129)
    void sessions_are_listed_and_found_with_what_they_have() {
        Mqtt5BlockingClient here = connect("pump-1");
        here.subscribeWith().topicFilter("a/+").send();
        connect("pump-2").disconnect();
        connect("valve-1");

        assertThat(sessions.list("", "pump", 10))
                .extracting(SessionReport::clientId)
                .containsExactlyInAnyOrder("pump-1", "pump-2");
        assertThat(sessions.list("", "", 2)).hasSize(2);
        assertThat(sessions.list("elsewhere", "", 10)).isEmpty();
        assertThat(sessions.find("", "pump-1")).hasValueSatisfying(session -> {
            assertThat(session.online()).isTrue();
            assertThat(session.address()).startsWith("127.0.0.1:");
            assertThat(session.listener()).isEqualTo("default");
            assertThat(session.protocol()).isEqualTo(5);
            assertThat(session.subscriptions()).isEqualTo(1);
        });
        assertThat(sessions.find("", "nobody")).isEmpty();
        assertThat(soon(sessions.subscriptions("", "pump-1"))).containsExactly("a/+");
    }

    @Test
    @Checklist(129)
    void a_client_is_disconnected_and_told_and_its_session_stays() {
        CompletableFuture<Throwable> disconnected = new CompletableFuture<>();
        connect("pump-1", disconnected);
        assertThat(soon(sessions.disconnect("", "pump-1", false))).isTrue();
        assertThat(soon(disconnected))
                .isInstanceOfSatisfying(
                        Mqtt5DisconnectException.class,
                        told -> assertThat(told.getMqttMessage().getReasonCode())
                                .isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION));
        assertThat(sessions.find("", "pump-1"))
                .hasValueSatisfying(session -> assertThat(session.online()).isFalse());
        assertThat(soon(sessions.disconnect("", "nobody", false))).isFalse();
    }

    @Test
    @Checklist(129)
    void cleaning_up_ends_the_session_too() {
        connect("pump-1");
        assertThat(soon(sessions.disconnect("", "pump-1", true))).isTrue();
        assertThat(sessions.find("", "pump-1")).isEmpty();
    }

    @Test
    @Checklist(129)
    void a_subscription_is_taken_back_in_the_client_s_name() {
        connect("pump-1").subscribeWith().topicFilter("a/+").send();
        assertThat(soon(sessions.unsubscribe("", "pump-1", "a/+"))).isTrue();
        assertThat(soon(sessions.unsubscribe("", "pump-1", "a/+"))).isFalse();
        assertThat(soon(sessions.subscriptions("", "pump-1"))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> sessions.unsubscribe("", "pump-1", "a/#/b"));
    }

    @Test
    @Checklist(67)
    void retained_messages_are_listed_and_deleted() {
        Mqtt5BlockingClient client = connect("pump-1");
        for (String topic : List.of("a/1", "a/2", "b/1")) {
            client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true)
                    .payload(new byte[5])
                    .send();
        }
        assertThat(retained.list("", "", 10)).hasSize(3);
        assertThat(retained.list("", "a/+", 10)).hasSize(2).allSatisfy(message -> {
            assertThat(message.payloadBytes()).isEqualTo(5);
            assertThat(message.qos()).isEqualTo(1);
            assertThat(message.publisher()).isEqualTo("pump-1");
        });
        assertThat(retained.list("", "", 1)).hasSize(1);
        assertThat(soon(retained.delete("", "a/1"))).isTrue();
        assertThat(soon(retained.delete("", "a/1"))).isFalse();
        assertThat(retained.list("", "a/+", 10))
                .extracting(RetainedReport::topic)
                .containsExactly("a/2");
        assertThatIllegalArgumentException().isThrownBy(() -> retained.delete("", "a/+"));
    }
}
