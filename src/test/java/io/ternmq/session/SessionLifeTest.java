package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.StoreRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionLifeTest {
    private static final SubscriberId C = new SubscriberId("", "c");
    private final TestNode node = TestNode.parts().start();

    private static Disconnect disconnect(ReasonCode code, long expirySeconds) {
        return new Disconnect(code, Properties.create().set(Property.SESSION_EXPIRY_INTERVAL, expirySeconds));
    }

    private Connack connack(ProtocolVersion version, Consumer<TestClient.ConnectSpec> change) {
        TestClient client = node.client(version);
        client.connect(change);
        List<Received> news = client.connection.client.packets;
        return ((Received.Connected) news.get(0)).connack();
    }

    // ------------------------------------------------------------------ resuming and ending

    @Checklist(6)
    @Normative({"MQTT5-3.1.2-5", "MQTT5-3.2.2-3", "MQTT5-3.1.2-23", "MQTT311-3.1.2-4", "MQTT311-3.2.2-2"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_kept_session_is_resumed_with_what_came_meanwhile(ProtocolVersion version) {
        TestClient first = node.kept(version, "c");
        first.subscribe(1, Qos.AT_LEAST_ONCE, "a/#");
        first.cut();
        TestClient publisher = node.connected(version, "p");
        publisher.publish("a/1", "one", Qos.AT_LEAST_ONCE, 1);
        publisher.publish("a/2", "two", Qos.AT_LEAST_ONCE, 2);

        TestClient again = node.client(version);
        again.connect(spec -> spec.kept().clientId = "c");
        List<Received> news = again.take();
        Connack connack = ((Received.Connected) news.get(0)).connack();
        // 3.1 has no place for it.
        assertThat(connack.sessionPresent()).isEqualTo(version != ProtocolVersion.MQTT_3_1);
        assertThat(news.subList(1, 3))
                .extracting(packet -> ((Received.Message) packet).payload())
                .containsExactly("one", "two");
    }

    @Checklist(6)
    @Normative({"MQTT5-3.1.2-4", "MQTT5-3.2.2-2", "MQTT311-3.1.2-6", "MQTT311-3.2.2-1"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_clean_start_wipes_the_old_session(ProtocolVersion version) {
        TestClient first = node.kept(version, "c");
        first.subscribe(1, Qos.AT_LEAST_ONCE, "a/#");
        first.cut();
        TestClient publisher = node.connected(version, "p");
        publisher.publish("a/1", "one", Qos.AT_LEAST_ONCE, 1);
        TestClient again = node.client(version).connect(spec -> spec.clientId = "c");
        assertThat(again.takeConnack().sessionPresent()).isFalse();
        publisher.publish("a/1", "two", Qos.AT_LEAST_ONCE, 2);
        again.expectNothing();
        assertThat(node.dropped(DropReason.SESSION_ENDED)).isEqualTo(1);
        assertThat(node.table.subscriptions()).isZero();
        assertThat(node.happened(BrokerEvent.SessionEnded.class)).hasSize(1);
        assertThat(node.count(Counter.QUEUE_TEARDOWN)).isEqualTo(1);
    }

    @Normative({"MQTT311-3.1.2-6", "MQTT5-3.1.2-6"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_session_without_expiry_ends_with_its_connection(ProtocolVersion version) {
        TestClient first = node.connected(version, "c");
        first.subscribe(1, Qos.AT_LEAST_ONCE, "a/#");
        first.cut();
        assertThat(node.view("c")).isNull();
        assertThat(node.table.subscriptions()).isZero();
        Connack connack = connack(version, spec -> {
            spec.clientId = "c";
            spec.cleanStart = false;
        });
        assertThat(connack.sessionPresent()).isFalse();
    }

    @Checklist(9)
    @Test
    void a_session_that_was_started_clean_is_kept_if_it_has_an_expiry() {
        TestClient first = node.connected(
                ProtocolVersion.MQTT_5, "c", spec -> spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 10));
        first.cut();
        assertThat(connack(ProtocolVersion.MQTT_5, spec -> spec.kept().clientId = "c")
                        .sessionPresent())
                .isTrue();
    }

    @Checklist({7, 8})
    @Test
    void a_session_ends_when_its_expiry_interval_has_passed() {
        TestClient first = node.connected(
                ProtocolVersion.MQTT_5, "c", spec -> spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 10));
        first.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        first.cut();
        node.connected(ProtocolVersion.MQTT_5, "p").publish("a", "one", Qos.AT_LEAST_ONCE, 1);
        node.advance(Duration.ofSeconds(9));
        assertThat(node.sessions.offline()).isEqualTo(1);
        node.advance(Duration.ofSeconds(2));
        assertThat(node.sessions.offline()).isZero();
        assertThat(node.happened(BrokerEvent.SessionEnded.class))
                .containsExactly(new BrokerEvent.SessionEnded(C, true));
        assertThat(node.table.subscriptions()).isZero();
        assertThat(node.count(Counter.QUEUE_MESSAGE_UNHANDLED)).isEqualTo(1);
    }

    @Test
    void a_client_that_comes_back_in_time_stops_the_clock() {
        TestClient first = node.connected(
                ProtocolVersion.MQTT_5, "c", spec -> spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 10));
        first.cut();
        node.advance(Duration.ofSeconds(8));
        node.connected(ProtocolVersion.MQTT_5, "c", spec -> {
            spec.cleanStart = false;
            spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 10);
        });
        node.advance(Duration.ofHours(1));
        assertThat(node.sessions.online()).isEqualTo(1);
    }

    @Checklist(8)
    @Test
    void the_settings_cap_every_expiry_and_give_one_to_3x_sessions() {
        TestNode capped =
                TestNode.parts().set("session.max-session-expiry", "1h").start();
        capped.kept(ProtocolVersion.MQTT_3_1_1, "old").cut();
        capped.connected(
                        ProtocolVersion.MQTT_5,
                        "new",
                        spec -> spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 0xFFFFFFFFL))
                .cut();
        capped.advance(Duration.ofMinutes(59));
        assertThat(capped.sessions.offline()).isEqualTo(2);
        capped.advance(Duration.ofMinutes(2));
        assertThat(capped.sessions.offline()).isZero();
    }

    @Test
    void an_interval_of_all_ones_never_ends() {
        node.connected(
                        ProtocolVersion.MQTT_5,
                        "c",
                        spec -> spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, 0xFFFFFFFFL))
                .cut();
        node.advance(Duration.ofHours(3));
        assertThat(node.sessions.offline()).isEqualTo(1);
        assertThat(node.view("c").expiresAt()).isNull();
    }

    @Checklist(7)
    @Test
    void disconnect_may_change_the_expiry_but_not_from_zero() {
        TestClient shortened = node.kept(ProtocolVersion.MQTT_5, "c");
        shortened.disconnect(disconnect(ReasonCode.SUCCESS, 0));
        assertThat(node.view("c")).isNull();

        TestClient lengthened = node.kept(ProtocolVersion.MQTT_5, "c");
        lengthened.disconnect(disconnect(ReasonCode.SUCCESS, 7200));
        assertThat(node.view("c").expirySeconds()).isEqualTo(7200);

        TestClient zero = node.connected(ProtocolVersion.MQTT_5, "z");
        zero.disconnect(disconnect(ReasonCode.SUCCESS, 10));
        zero.expectDisconnected(ReasonCode.PROTOCOL_ERROR);
        assertThat(node.view("z")).isNull();
    }

    @Checklist(50)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void qos_0_for_an_offline_session_is_dropped_and_said(ProtocolVersion version) {
        TestClient first = node.kept(version, "c");
        first.subscribe(1, Qos.EXACTLY_ONCE, "a");
        first.cut();
        node.connected(version, "p").publish("a", "zero", Qos.AT_MOST_ONCE, 0);
        assertThat(node.dropped(DropReason.OFFLINE_QOS0)).isEqualTo(1);
        assertThat(node.count(Counter.QUEUE_MESSAGE_UNHANDLED)).isEqualTo(1);
        assertThat(node.happened(BrokerEvent.MessageDropped.class))
                .containsExactly(new BrokerEvent.MessageDropped(C, "a", 0, DropReason.OFFLINE_QOS0));
    }

    // ------------------------------------------------------------------ takeover

    @Checklist(10)
    @Normative({"MQTT5-3.1.4-3", "MQTT311-3.1.4-2"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_second_connection_takes_the_session_over_with_all_that_is_unacknowledged(ProtocolVersion version) {
        TestClient old = node.kept(version, "c");
        old.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        old.take();
        TestClient publisher = node.connected(version, "p");
        publisher.publish("a", "one", Qos.AT_LEAST_ONCE, 1);
        Received.Message before = old.takeMessages().get(0);

        TestClient newcomer = node.kept(version, "c");
        old.expectDisconnected(ReasonCode.SESSION_TAKEN_OVER);
        Received.Message after = newcomer.takeMessages().get(0);
        assertThat(after.payload()).isEqualTo("one");
        assertThat(after.duplicate()).isTrue();
        assertThat(after.packetId()).isEqualTo(before.packetId());
        newcomer.acknowledge(PacketType.PUBACK, after.packetId());
        publisher.publish("a", "two", Qos.AT_LEAST_ONCE, 2);
        assertThat(newcomer.takePayloads()).containsExactly("two");
        old.expectNothing();
        assertThat(node.sessions.online()).isEqualTo(2);
    }

    @Test
    void a_session_without_expiry_does_not_survive_a_takeover() {
        TestClient old = node.connected(ProtocolVersion.MQTT_5, "c");
        old.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        old.take();
        assertThat(connack(ProtocolVersion.MQTT_5, spec -> {
                            spec.clientId = "c";
                            spec.cleanStart = false;
                        })
                        .sessionPresent())
                .isFalse();
        old.expectDisconnected(ReasonCode.SESSION_TAKEN_OVER);
        assertThat(node.table.subscriptions()).isZero();
        assertThat(node.sessions.online()).isEqualTo(1);
    }

    @Checklist(101)
    @Test
    void equal_client_ids_of_two_mountpoints_are_two_sessions() {
        TestClient one = node.client(ProtocolVersion.MQTT_5, TestNode.peer("one"));
        one.connect(spec -> spec.clientId = "c");
        TestClient two = node.client(ProtocolVersion.MQTT_5, TestNode.peer("two"));
        two.connect(spec -> spec.clientId = "c");
        one.subscribe(1, Qos.AT_MOST_ONCE, "#");
        two.subscribe(1, Qos.AT_MOST_ONCE, "#");
        one.take();
        two.take();
        one.publish("a", "one", Qos.AT_MOST_ONCE, 0);
        assertThat(one.takePayloads()).containsExactly("one");
        two.expectNothing();
        assertThat(node.sessions.online()).isEqualTo(2);
    }

    // ------------------------------------------------------------------ operators

    @Checklist(129)
    @Test
    void an_operator_disconnects_with_and_without_the_session() {
        TestClient first = node.kept(ProtocolVersion.MQTT_5, "c");
        assertThat(node.await(node.sessions.disconnect(C, ReasonCode.ADMINISTRATIVE_ACTION, "why", false)))
                .isTrue();
        first.expectDisconnected(ReasonCode.ADMINISTRATIVE_ACTION);
        assertThat(node.sessions.offline()).isEqualTo(1);
        TestClient second = node.kept(ProtocolVersion.MQTT_5, "c");
        node.await(node.sessions.disconnect(C, ReasonCode.ADMINISTRATIVE_ACTION, "why", true));
        second.expectDisconnected(ReasonCode.ADMINISTRATIVE_ACTION);
        assertThat(node.view("c")).isNull();
        assertThat(node.await(node.sessions.disconnect(C, ReasonCode.ADMINISTRATIVE_ACTION, "why", true)))
                .isFalse();
    }

    @Test
    void an_operator_ends_an_offline_session() {
        node.kept(ProtocolVersion.MQTT_5, "c").cut();
        assertThat(node.await(node.sessions.disconnect(C, ReasonCode.ADMINISTRATIVE_ACTION, "why", true)))
                .isTrue();
        assertThat(node.sessions.offline()).isZero();
    }

    @Checklist(129)
    @Test
    void an_operator_looks_and_unsubscribes() {
        TestClient client = node.kept(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "a", "b");
        SessionView view = node.view("c");
        assertThat(view.online()).isTrue();
        assertThat(view.subscriptions()).isEqualTo(2);
        assertThat(view.version()).isEqualTo(ProtocolVersion.MQTT_5);
        assertThat(node.await(node.sessions.unsubscribe(C, TopicFilter.of("a"))))
                .isTrue();
        assertThat(node.await(node.sessions.unsubscribe(C, TopicFilter.of("a"))))
                .isFalse();
        assertThat(node.await(node.sessions.subscriptions(C)))
                .extracting(subscription -> subscription.filter().toString())
                .containsExactly("b");
        assertThat(node.sessions
                        .scan()
                        .page(SessionFilter.ALL, null, 10, Duration.ofSeconds(20))
                        .sessions())
                .hasSize(1);
    }

    @Checklist(130)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_stopping_node_says_so_and_takes_no_new_clients(ProtocolVersion version) {
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            clients.add(node.kept(version, "c" + i));
        }
        node.await(node.sessions.stop());
        clients.forEach(client -> client.expectDisconnected(ReasonCode.SERVER_SHUTTING_DOWN));
        assertThat(node.sessions.online()).isZero();
        assertThat(node.sessions.offline()).isEqualTo(600);
        assertThat(connack(version, spec -> spec.clientId = "late").reasonCode())
                .isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    }

    @Test
    void the_owner_of_a_subscriber_id_is_told_when_its_session_is_gone_and_not_before() {
        List<String> told = new ArrayList<>();
        TestNode.Parts parts = TestNode.parts();
        parts.ownership = new SessionOwnership() {
            @Override
            public void claim(SubscriberId id, Consumer<Claim> answer) {
                told.add("claim");
                answer.accept(Claim.OWNED);
            }

            @Override
            public void release(SubscriberId id) {
                told.add("release");
            }
        };
        TestNode owned = parts.start();
        owned.kept(ProtocolVersion.MQTT_5, "c").cut();
        assertThat(told).containsExactly("claim");
        // Starting clean makes a new session of an id that stays owned.
        TestClient clean = owned.connected(ProtocolVersion.MQTT_5, "c");
        assertThat(told).containsExactly("claim", "claim");
        clean.cut();
        assertThat(told).containsExactly("claim", "claim", "release");
    }

    @Test
    void the_store_is_told_of_the_life_of_a_kept_session_and_of_no_other() {
        DelayingStore store = new DelayingStore(1);
        TestNode.Parts parts = TestNode.parts();
        parts.store = store;
        TestNode stored = parts.start();
        stored.connected(ProtocolVersion.MQTT_5, "clean").cut();
        assertThat(store.records).isEmpty();
        TestClient client = stored.kept(ProtocolVersion.MQTT_5, "c");
        client.subscribe(1, Qos.AT_LEAST_ONCE, "a");
        client.cut();
        stored.advance(Duration.ofSeconds(3602));
        assertThat(store.records)
                .extracting(Object::getClass)
                .containsExactly(
                        StoreRecord.SessionOpened.class,
                        StoreRecord.SubscriptionPut.class,
                        StoreRecord.SessionClosed.class,
                        StoreRecord.SessionRemoved.class);
    }
}
