package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.ternmq.access.AccessRoom;
import io.ternmq.access.SourceStatus;
import io.ternmq.access.real.RealRedis;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.routing.Routing;
import io.ternmq.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** What VerneMQ's ACLs in a database do to real clients; the database is a real Redis. */
class VerneDatabaseOverTheWireTest {
    private static final String NOTHING = "[]";

    private static RealRedis redis;
    private static RedisClient redisClient;
    private static RedisCommands<String, String> commands;

    @TempDir
    private Path folder;

    private ClosedBroker broker;

    @BeforeAll
    static void startRedis() {
        redis = RealRedis.start();
        redisClient = RedisClient.create("redis://127.0.0.1:" + redis.port());
        commands = redisClient.connect().sync();
    }

    @AfterAll
    static void stopRedis() {
        redisClient.shutdown();
        redis.close();
    }

    @BeforeEach
    void start() {
        commands.flushall();
        open();
    }

    private void open() {
        broker = new ClosedBroker(
                folder.resolve("data"),
                Map.of(
                        "ternmq.access.vernemq.renew-interval", "0s",
                        "ternmq.access.vernemq.redis.enabled", "true",
                        "ternmq.access.vernemq.redis.host", "127.0.0.1",
                        "ternmq.access.vernemq.redis.port", redis.port()));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static void put(String user, String publishAcl, String subscribeAcl) {
        commands.set(
                "[\"\",\"%s\",\"%s\"]".formatted(user, user),
                "{\"passhash\": \"%s\", \"publish_acl\": %s, \"subscribe_acl\": %s}"
                        .formatted(
                                BCrypt.hashpw("secret", BCrypt.gensalt("$2a", 4)),
                                publishAcl.replace('\'', '"'),
                                subscribeAcl.replace('\'', '"')));
    }

    private Mqtt5BlockingClient connect(String user) {
        Mqtt5BlockingClient client = HiveClients.at(broker.port(), user).buildBlocking();
        HiveClients.connect(client, user, "secret");
        return client;
    }

    /** Connects a client that may see everything and has subscribed to a filter. */
    private BlockingQueue<Mqtt5Publish> watcherOf(String filter) {
        put("watcher", NOTHING, "[{'pattern': '#'}, {'pattern': '$metrics/#'}]");
        return received(connect("watcher"), filter);
    }

    private static BlockingQueue<Mqtt5Publish> received(Mqtt5BlockingClient client, String filter) {
        BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();
        client.toAsync().publishes(MqttGlobalPublishFilter.ALL, received::add);
        client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.EXACTLY_ONCE)
                .retainAsPublished(true)
                .send();
        return received;
    }

    private static Mqtt5Publish next(BlockingQueue<Mqtt5Publish> received) throws InterruptedException {
        Mqtt5Publish publish = received.poll(30, TimeUnit.SECONDS);
        assertThat(publish).isNotNull();
        return publish;
    }

    private static String payload(Mqtt5Publish publish) {
        return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
    }

    /** Why it wasn't taken; null when it was. */
    private static @Nullable Mqtt5PubAckReasonCode publish(
            Mqtt5BlockingClient client, String topic, MqttQos qos, String payload) {
        return publish(
                client, publish -> publish.topic(topic).qos(qos).payload(payload.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable Mqtt5PubAckReasonCode publish(
            Mqtt5BlockingClient client, Consumer<Mqtt5PublishBuilder.Send<?>> filled) {
        try {
            var send = client.publishWith();
            filled.accept(send);
            ((Mqtt5PublishBuilder.Send.Complete<?>) send).send();
            return null;
        } catch (Mqtt5PubAckException refused) {
            return refused.getMqttMessage().getReasonCode();
        }
    }

    @Test
    @Checklist(integrations = {26, 31})
    void a_publish_becomes_what_the_modifiers_say_at_every_qos() throws Exception {
        BlockingQueue<Mqtt5Publish> received = watcherOf("#");
        put(
                "dev",
                "[{'pattern': 'in/#', 'modifiers': {'topic': 'out', 'payload': 'changed', 'qos': 1, 'retain': true,"
                        + " 'properties': {'p_user_property': [{'by': 'acl'}], 'p_content_type': 'text/plain'}}}]",
                NOTHING);
        Mqtt5BlockingClient device = connect("dev");
        for (MqttQos qos : MqttQos.values()) {
            assertThat(publish(device, "in/a", qos, "sent")).isNull();
            Mqtt5Publish publish = next(received);
            assertThat(publish.getTopic()).hasToString("out");
            assertThat(payload(publish)).isEqualTo("changed");
            assertThat(publish.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
            assertThat(publish.isRetain()).isTrue();
            assertThat(publish.getContentType().map(Object::toString)).isEqualTo(Optional.of("text/plain"));
            assertThat(publish.getUserProperties().asList()).hasSize(1);
        }
        assertThat(received).isEmpty();
    }

    @Test
    void what_the_modifiers_say_nothing_of_stays_as_it_was_sent() throws Exception {
        BlockingQueue<Mqtt5Publish> received = watcherOf("#");
        put("dev", "[{'pattern': 'in/a', 'modifiers': {'topic': 'out/a'}}, {'pattern': 'in/b'}]", NOTHING);
        Mqtt5BlockingClient device = connect("dev");
        device.publishWith()
                .topic("in/a")
                .qos(MqttQos.EXACTLY_ONCE)
                .payload("as sent".getBytes(StandardCharsets.UTF_8))
                .userProperties()
                .add("k", "v")
                .applyUserProperties()
                .send();
        Mqtt5Publish changed = next(received);
        assertThat(changed.getTopic()).hasToString("out/a");
        assertThat(payload(changed)).isEqualTo("as sent");
        assertThat(changed.getQos()).isEqualTo(MqttQos.EXACTLY_ONCE);
        assertThat(changed.getUserProperties().asList()).hasSize(1);

        assertThat(publish(device, "in/b", MqttQos.AT_LEAST_ONCE, "plain")).isNull();
        assertThat(next(received).getTopic()).hasToString("in/b");
    }

    @Test
    void a_modifier_leads_into_another_mountpoint() {
        put("dev", "[{'pattern': 'in/#', 'modifiers': {'mountpoint': 'elsewhere', 'retain': true}}]", NOTHING);
        BlockingQueue<Mqtt5Publish> received = watcherOf("#");
        assertThat(publish(connect("dev"), "in/a", MqttQos.AT_LEAST_ONCE, "x")).isNull();
        Routing routing = broker.part("routing", Routing.class);
        assertThat(routing.retained().messages()).isEqualTo(1);
        assertThat(received).isEmpty();
    }

    @Test
    @Checklist(integrations = {24, 31})
    void size_qos_and_retain_are_limited_whatever_was_remembered() {
        put(
                "dev",
                "[{'pattern': 'a', 'max_payload_size': 4}, {'pattern': 'b', 'max_qos': 1},"
                        + " {'pattern': 'c', 'allowed_retain': false}]",
                NOTHING);
        Mqtt5BlockingClient device = connect("dev");
        for (int i = 0; i < 3; i++) {
            assertThat(publish(device, "a", MqttQos.AT_LEAST_ONCE, "1234")).isNull();
            assertThat(publish(device, "a", MqttQos.AT_LEAST_ONCE, "12345"))
                    .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        }
        assertThat(publish(device, "b", MqttQos.AT_LEAST_ONCE, "1")).isNull();
        assertThat(publish(device, "c", MqttQos.AT_LEAST_ONCE, "1")).isNull();
        Mqtt5PubAckException retained = catchThrowableOfType(
                Mqtt5PubAckException.class,
                () -> device.publishWith()
                        .topic("c")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .send());
        assertThat(retained.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
    }

    @Test
    @Checklist(integrations = 26, bypass = 20)
    void nobody_is_led_into_system_topics_unless_it_is_granted() throws Exception {
        BlockingQueue<Mqtt5Publish> received = watcherOf("$metrics/#");
        put("sly", "[{'pattern': '#', 'modifiers': {'topic': '$metrics/x'}}]", NOTHING);
        put("dev", "[{'pattern': 'm', 'modifiers': {'topic': '$metrics/x'}}, {'pattern': '$metrics/x'}]", NOTHING);
        assertThat(publish(connect("sly"), "m", MqttQos.AT_LEAST_ONCE, "sly"))
                .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        assertThat(publish(connect("dev"), "m", MqttQos.AT_LEAST_ONCE, "granted"))
                .isNull();
        assertThat(payload(next(received))).isEqualTo("granted");
    }

    @Test
    void a_will_is_changed_too() throws Exception {
        BlockingQueue<Mqtt5Publish> received = watcherOf("#");
        put("dev", "[{'pattern': 'gone', 'modifiers': {'topic': 'dead/dev', 'payload': 'it is gone'}}]", NOTHING);
        Mqtt5BlockingClient device = HiveClients.at(broker.port(), "dev")
                .willPublish()
                .topic("gone")
                .applyWillPublish()
                .simpleAuth()
                .username("dev")
                .password("secret".getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        device.connect();
        device.disconnectWith()
                .reasonCode(
                        com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode
                                .DISCONNECT_WITH_WILL_MESSAGE)
                .send();
        Mqtt5Publish will = next(received);
        assertThat(will.getTopic()).hasToString("dead/dev");
        assertThat(payload(will)).isEqualTo("it is gone");
    }

    @Test
    @Checklist(value = 119, integrations = 27)
    void a_subscription_is_replaced_and_an_unsubscribe_takes_back_what_it_became() throws Exception {
        put("dev", NOTHING, "[{'pattern': 'mine', 'modifiers': [['dev/1', 1], ['dev/2', 0]]}]");
        put("pub", "[{'pattern': '#'}]", NOTHING);
        Mqtt5BlockingClient device = connect("dev");
        BlockingQueue<Mqtt5Publish> received = received(device, "mine");
        Mqtt5BlockingClient publisher = connect("pub");
        publish(publisher, "dev/1", MqttQos.EXACTLY_ONCE, "one");
        assertThat(next(received).getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
        publish(publisher, "dev/2", MqttQos.EXACTLY_ONCE, "two");
        assertThat(next(received).getQos()).isEqualTo(MqttQos.AT_MOST_ONCE);
        publish(publisher, "mine", MqttQos.AT_LEAST_ONCE, "three");

        Sessions sessions = broker.part("sessions", Sessions.class);
        assertThat(sessions.reauthorize(new SubscriberId("", "dev")).get(30, TimeUnit.SECONDS))
                .isEmpty();

        device.unsubscribeWith().topicFilter("mine").send();
        publish(publisher, "dev/1", MqttQos.AT_LEAST_ONCE, "four");
        assertThat(received).isEmpty();
    }

    @Test
    @Checklist(119)
    void reauthorization_reads_the_acl_anew_and_takes_subscriptions_back() throws Exception {
        put("dev", NOTHING, "[{'pattern': 'a'}, {'pattern': 'b'}]");
        Mqtt5BlockingClient device = connect("dev");
        received(device, "a");
        device.subscribeWith().topicFilter("b").send();
        put("dev", NOTHING, "[{'pattern': 'b'}]");
        Sessions sessions = broker.part("sessions", Sessions.class);
        assertThat(sessions.reauthorize(new SubscriberId("", "dev")).get(30, TimeUnit.SECONDS))
                .singleElement()
                .hasToString("a");
        Mqtt5SubAckException refused = catchThrowableOfType(
                Mqtt5SubAckException.class,
                () -> device.subscribeWith().topicFilter("a").send());
        assertThat(refused.getMqttMessage().getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
    }

    private @Nullable Mqtt3ConnAckReturnCode connect3(String user, @Nullable String password) {
        return HiveClients.connect3(broker.port(), user, user, password);
    }

    @Test
    void refused_clients_of_3_1_1_get_the_codes_of_vernemq() {
        put("dev", NOTHING, NOTHING);
        assertThat(connect3("dev", "secret")).isNull();
        assertThat(connect3("dev", "wrong")).isEqualTo(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(connect3("dev", null)).isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED);
        redis.close();
        try {
            await().until(() -> connect3("dev", "secret") == Mqtt3ConnAckReturnCode.NOT_AUTHORIZED);
        } finally {
            redis.startAgain();
        }
        await().untilAsserted(() ->
                assertThat(connect3("dev", "secret")).isEqualTo(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD));
        AccessRoom access = broker.part("access", AccessRoom.class);
        assertThat(access.sources())
                .extracting(SourceStatus::name)
                .containsExactly("certificate", "users", "redis", "rules");
    }

    @Test
    @Checklist(integrations = 30)
    void a_database_that_is_down_at_the_start_keeps_clients_out_until_it_is_up() {
        broker.close();
        redis.close();
        try {
            open();
            assertThat(connect3("dev", "secret")).isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED);
        } finally {
            redis.startAgain();
        }
        put("dev", NOTHING, NOTHING);
        await().until(() -> connect3("dev", "secret") == null);
    }
}
