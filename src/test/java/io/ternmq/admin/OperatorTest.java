package io.ternmq.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.ternmq.Broker;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.conformance.Checklist;
import io.ternmq.observe.Observatory;
import io.ternmq.routing.Routing;
import io.ternmq.session.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** What operators do, with real clients at a real broker. */
class OperatorTest {
    private static final long PATIENCE_SECONDS = 20;

    private Broker broker;
    private static final Author OPERATOR = new Author("olga", "console", "127.0.0.1");

    private final BuiltinStore kept = new MemoryBuiltinStore();
    private SessionAdmin sessions;
    private SubscriptionAdmin subscriptions;
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
        Map<String, Object> parts = broker.parts();
        AuditTrail trail = new AuditTrail(kept, JsonMapper.builder().build());
        sessions = new SessionAdmin((Sessions) parts.get("sessions"), (Observatory) parts.get("observatory"), trail);
        subscriptions = new SubscriptionAdmin((Sessions) parts.get("sessions"), (Routing) parts.get("routing"));
        retained = new RetainedAdmin((Routing) parts.get("routing"), trail);
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

    private static <T> T soon(Mono<T> answer) {
        return answer.block(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    private static ClientFilter having(String part) {
        return new ClientFilter(part, null, null, null, null, null, null, null);
    }

    private static ClientName client(String id) {
        return ClientName.of("", id);
    }

    private ClientReport found(String id) {
        return soon(sessions.find(client(id)));
    }

    private List<String> audited() {
        return kept.audit()
                .list("", Long.MAX_VALUE, 10)
                .map(entry -> entry.author() + " " + entry.action() + " " + entry.object())
                .collectList()
                .block();
    }

    @Test
    @Checklist(129)
    void sessions_are_listed_and_found_with_what_they_have() {
        Mqtt5BlockingClient here = connect("pump-1");
        here.subscribeWith().topicFilter("a/+").send();
        connect("pump-2").disconnect();
        connect("valve-1");

        assertThat(soon(sessions.list(having("pump"), null, 10)).items())
                .extracting(SessionReport::clientId)
                .containsExactly("pump-1", "pump-2");
        ListPage<SessionReport> two = soon(sessions.list(ClientFilter.ALL, null, 2));
        assertThat(two.items()).hasSize(2);
        assertThat(soon(sessions.list(ClientFilter.ALL, two.next(), 2)).items())
                .extracting(SessionReport::clientId)
                .containsExactly("valve-1");
        ClientFilter elsewhere = new ClientFilter(null, "elsewhere", null, null, null, null, null, null);
        assertThat(soon(sessions.list(elsewhere, null, 10)).items()).isEmpty();
        ClientReport found = found("pump-1");
        assertThat(found.session().online()).isTrue();
        assertThat(found.session().address()).startsWith("127.0.0.1:");
        assertThat(found.session().listener()).isEqualTo("default");
        assertThat(found.session().protocol()).isEqualTo(5);
        assertThat(found.subscriptions()).extracting(SubscriptionReport::filter).containsExactly("a/+");
        assertThat(found.connections()).hasSize(1);
        assertThat(found("nobody")).isNull();
    }

    @Test
    @Checklist(129)
    void a_client_is_disconnected_and_told_and_its_session_stays() {
        CompletableFuture<Throwable> disconnected = new CompletableFuture<>();
        connect("pump-1", disconnected);
        assertThat(soon(sessions.disconnect(OPERATOR, client("pump-1"), false))).isTrue();
        assertThat(soon(disconnected))
                .isInstanceOfSatisfying(
                        Mqtt5DisconnectException.class,
                        told -> assertThat(told.getMqttMessage().getReasonCode())
                                .isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION));
        assertThat(found("pump-1").session().online()).isFalse();
        assertThat(soon(sessions.disconnect(OPERATOR, client("nobody"), false))).isFalse();
        assertThat(audited()).containsExactly("olga client.disconnect pump-1");
    }

    @Test
    @Checklist(129)
    void cleaning_up_ends_the_session_too() {
        connect("pump-1");
        assertThat(soon(sessions.disconnect(OPERATOR, client("pump-1"), true))).isTrue();
        assertThat(found("pump-1")).isNull();
        assertThat(audited()).containsExactly("olga client.remove pump-1");
    }

    @Test
    @Checklist(129)
    void a_subscription_is_taken_back_in_the_client_s_name() {
        connect("pump-1").subscribeWith().topicFilter("a/+").send();
        assertThat(soon(sessions.unsubscribe(OPERATOR, client("pump-1"), "a/+")))
                .isTrue();
        assertThat(soon(sessions.unsubscribe(OPERATOR, client("pump-1"), "a/+")))
                .isFalse();
        assertThat(found("pump-1").subscriptions()).isEmpty();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> sessions.unsubscribe(OPERATOR, client("pump-1"), "a/#/b"));
    }

    @Test
    void many_subscriptions_of_one_client_are_listed_page_by_page() {
        Mqtt5BlockingClient client = connect("pump-1");
        for (int i = 0; i < 7; i++) {
            client.subscribeWith().topicFilter("a/" + i).send();
        }
        connect("pump-2").subscribeWith().topicFilter("b").send();
        SubscriptionFilter all = new SubscriptionFilter(null, null, null, null);
        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            ListPage<SubscriptionReport> page = soon(subscriptions.list(all, cursor, 3));
            page.items().forEach(each -> listed.add(each.filter()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(listed).containsExactly("a/0", "a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "b");
    }

    @Test
    void what_a_client_loses_is_counted_and_told_in_its_timeline() {
        Mqtt5BlockingClient away = connect("away");
        away.subscribeWith().topicFilter("a").qos(MqttQos.AT_LEAST_ONCE).send();
        away.disconnect();
        Mqtt5BlockingClient publisher = connect("publisher");
        for (int i = 0; i < 1003; i++) {
            publisher.publishWith().topic("a").qos(MqttQos.AT_LEAST_ONCE).send();
        }
        ClientReport found = found("away");
        assertThat(found.queue().messages()).isEqualTo(1000);
        assertThat(found.queue().dropped()).containsEntry("queue full", 3L);
        assertThat(found.timeline().get(0).what()).isEqualTo("messages lost");
        assertThat(found.timeline()).extracting(TimelineReport::what).contains("connected", "subscribed");
        ClientFilter waiting = new ClientFilter(null, null, null, null, null, null, null, true);
        assertThat(soon(sessions.list(waiting, null, 10)).items())
                .extracting(SessionReport::clientId)
                .containsExactly("away");
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
        assertThat(topics(null)).containsExactly("a/1", "a/2", "b/1");
        assertThat(soon(retained.list("", "a/+", null, 10)).items()).hasSize(2).allSatisfy(message -> {
            assertThat(message.payloadBytes()).isEqualTo(5);
            assertThat(message.qos()).isEqualTo(1);
            assertThat(message.publisher()).isEqualTo("pump-1");
        });
        RetainedPage one = soon(retained.list("", "", null, 1));
        assertThat(one.matching()).isEqualTo(3);
        assertThat(soon(retained.list("", "", one.next(), 10)).items())
                .extracting(RetainedReport::topic)
                .containsExactly("a/2", "b/1");
        assertThat(soon(retained.delete(OPERATOR, "", "a/1"))).isTrue();
        assertThat(soon(retained.delete(OPERATOR, "", "a/1"))).isFalse();
        assertThat(topics("a/+")).containsExactly("a/2");
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> retained.delete(OPERATOR, "", "a/+"));
    }

    private List<String> topics(String filter) {
        return soon(retained.list("", filter, null, 10)).items().stream()
                .map(RetainedReport::topic)
                .toList();
    }

    @Test
    void no_more_retained_messages_are_deleted_than_were_confirmed() {
        Mqtt5BlockingClient client = connect("pump-1");
        for (int i = 0; i < 600; i++) {
            client.publishWith()
                    .topic("a/" + i)
                    .retain(true)
                    .payload(new byte[1])
                    .send();
        }
        client.publishWith()
                .topic("b")
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(new byte[1])
                .send();
        assertThat(soon(retained.previewDelete("", "a/#"))).isEqualTo(new Preview(600, true));
        assertThat(soon(retained.deleteAll(OPERATOR, "", "a/#", 590))).isEqualTo(new BulkReport(590, 590, 10));
        assertThat(soon(retained.deleteAll(OPERATOR, "", "a/#", 999))).isEqualTo(new BulkReport(999, 10, 0));
        assertThat(topics(null)).containsExactly("b");
    }
}
