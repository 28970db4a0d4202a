package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Version3;
import io.ternmq.conformance.harness.WillSpec;
import org.junit.jupiter.api.Test;

/** Sessions that outlive a connection, and those that don't: section 3.1.2.4 and 4.1 of both versions. */
class SessionTest extends BrokerTestCase {

    private static ConnectPacket persistent(MqttVersion version, String id) {
        return connect(version, id).persistent();
    }

    @EveryVersion
    @Normative({
        "MQTT5-3.1.2-5",
        "MQTT5-3.1.2-23",
        "MQTT5-3.2.2-3",
        "MQTT5-4.5.0-1",
        "MQTT5-3.1.4-4",
        "MQTT311-3.1.2-4",
        "MQTT311-3.1.2-5",
        "MQTT311-3.2.2-2",
        "MQTT311-3.1.4-3",
        "MQTT311-4.5.0-1"
    })
    @Checklist(6)
    void a_session_is_resumed_with_its_subscriptions_and_messages(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(persistent(version, id));
        first.subscribe(topic, 2);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        publisher
                .publish(publish(topic, "one").qos(1, 1))
                .publish(publish(topic, "two").qos(2, 2));

        RawMqttClient second = resumed(persistent(version, id));
        assertThat(second.receive("one").qos()).isEqualTo(1);
        assertThat(second.receive("two").qos()).isEqualTo(2);
        publisher.publish(publish(topic, "three"));
        second.receive("three");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-6", "MQTT5-3.2.2-3", "MQTT311-3.1.2-4", "MQTT311-3.2.2-3"})
    void without_a_session_a_new_one_is_made(MqttVersion version) {
        Packet connack = open(version).connect(persistent(version, clientId()));
        assertThat(connack.sessionPresent()).isFalse();
    }

    @EveryVersion
    @Normative({
        "MQTT5-3.1.2-4",
        "MQTT5-3.2.2-2",
        "MQTT5-3.1.4-4",
        "MQTT311-3.1.2-6",
        "MQTT311-3.2.2-1",
        "MQTT311-3.1.4-3"
    })
    @Checklist(6)
    void a_clean_start_discards_subscriptions_and_messages(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(persistent(version, id));
        first.subscribe(topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "old").qos(1, 1));

        RawMqttClient second = open(version);
        assertThat(second.connect(connect(version, id)).sessionPresent()).isFalse();
        publisher.publish(publish(topic, "not subscribed").qos(1, 1));
        String other = topic();
        second.subscribe(other, 1);
        publisher.publish(publish(other, "marker").qos(1, 2));
        second.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-4.1.0-2", "MQTT311-3.1.2-6"})
    @Checklist(6)
    void a_session_without_expiry_ends_with_its_connection(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(connect(version, id));
        first.subscribe(topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient second = open(version);
        assertThat(second.connect(connect(version, id).cleanStart(false)).sessionPresent())
                .isFalse();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "for nobody").qos(1, 1));
        String other = topic();
        second.subscribe(other, 0);
        publisher.publish(other, "marker");
        second.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-4.1.0-2", "MQTT311-3.1.2-6"})
    void a_session_without_expiry_ends_when_the_network_fails(MqttVersion version) {
        String id = clientId();
        String willTopic = topic();
        RawMqttClient watcher = connected(version);
        watcher.subscribe(willTopic, 0);
        connected(connect(version, id).will(WillSpec.will(willTopic, "gone"))).cut();
        watcher.receive("gone");
        Packet connack = open(version).connect(connect(version, id).cleanStart(false));
        assertThat(connack.sessionPresent()).isFalse();
    }

    @Version3
    @Normative("MQTT311-3.1.2-4")
    void cleaning_at_the_next_connect_leaves_nothing_to_resume(MqttVersion version) {
        String id = clientId();
        connected(connect(version, id).cleanStart(false)).sendDisconnect().expectClosed();
        connected(connect(version, id)).sendDisconnect().expectClosed();
        Packet connack = open(version).connect(connect(version, id).cleanStart(false));
        assertThat(connack.sessionPresent()).isFalse();
    }

    @EveryVersion
    @Normative("MQTT311-3.1.2-7")
    void retained_messages_outlive_the_session_of_their_publisher(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "kept").qos(1, 1).retain());
        publisher.sendDisconnect().expectClosed();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 0);
        assertThat(subscriber.receive("kept").retain()).isTrue();
        subscriber.publish(publish(topic).retain());
    }

    @EveryVersion
    @Normative({"MQTT5-4.1.0-1", "MQTT311-4.1.0-1", "MQTT311-4.1.0-2"})
    void a_session_lives_on_while_a_connection_takes_it_over(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(persistent(version, id));
        first.subscribe(topic, 1);
        RawMqttClient second = resumed(persistent(version, id));
        first.expectEnd(0x8E);
        connected(version).publish(publish(topic, "still subscribed").qos(1, 1));
        second.receive("still subscribed");
    }

    @Test
    @Normative({"MQTT5-4.1.0-2", "MQTT5-3.1.2-23"})
    @Checklist(7)
    void a_session_ends_when_its_expiry_interval_has_passed() {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = connected(MqttVersion.V5);
        watcher.subscribe(topic, 0);
        WillSpec will = WillSpec.will(topic, "session ended").delayed(3600);
        connected(connect(MqttVersion.V5, id).sessionExpiry(1).will(will)).cut();
        watcher.receive("session ended");
        Packet connack =
                open(MqttVersion.V5).connect(connect(MqttVersion.V5, id).cleanStart(false));
        assertThat(connack.sessionPresent()).isFalse();
    }

    @Test
    @Normative("MQTT5-4.1.0-1")
    void a_session_does_not_expire_while_its_connection_is_open() {
        String topic = topic();
        RawMqttClient watcher = connected(MqttVersion.V5);
        watcher.subscribe(topic, 0);
        RawMqttClient open = connected(connect(MqttVersion.V5, clientId()).sessionExpiry(1));
        open.subscribe(topic, 0);
        WillSpec will = WillSpec.will(topic, "an interval of 2 s has passed").delayed(3600);
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(2).will(will))
                .cut();
        watcher.receive();
        open.receive("an interval of 2 s has passed");
    }

    @Test
    @Normative("MQTT5-4.1.0-2")
    @Checklist(7)
    void disconnect_may_set_another_expiry() {
        String id = clientId();
        RawMqttClient first = connected(connect(MqttVersion.V5, id).sessionExpiry(1));
        first.sendDisconnect(0, Props.of(Prop.SESSION_EXPIRY_INTERVAL, 3600L)).expectClosed();
        String topic = topic();
        RawMqttClient watcher = connected(MqttVersion.V5);
        watcher.subscribe(topic, 0);
        WillSpec will = WillSpec.will(topic, "2 s have passed").delayed(3600);
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(2).will(will))
                .cut();
        watcher.receive("2 s have passed");

        RawMqttClient second =
                resumed(connect(MqttVersion.V5, id).cleanStart(false).sessionExpiry(60));
        second.sendDisconnect(0, Props.of(Prop.SESSION_EXPIRY_INTERVAL, 0L)).expectClosed();
        Packet third = open(MqttVersion.V5).connect(connect(MqttVersion.V5, id).cleanStart(false));
        assertThat(third.sessionPresent()).isFalse();
    }

    @Test
    @Normative({"MQTT5-3.14.2-2", "MQTT5-4.13.1-1"})
    @Checklist(7)
    void an_expiry_of_0_can_not_grow_in_disconnect() {
        String id = clientId();
        RawMqttClient client = connected(connect(MqttVersion.V5, id));
        client.sendDisconnect(0, Props.of(Prop.SESSION_EXPIRY_INTERVAL, 60L)).expectEnd(0x82);
        Packet connack =
                open(MqttVersion.V5).connect(connect(MqttVersion.V5, id).cleanStart(false));
        assertThat(connack.sessionPresent()).isFalse();
    }

    @Test
    @Normative("MQTT5-3.1.2-23")
    @Checklist(7)
    void the_expiry_is_that_of_the_latest_connect() {
        String id = clientId();
        connected(connect(MqttVersion.V5, id).sessionExpiry(3600))
                .sendDisconnect()
                .expectClosed();
        RawMqttClient second = resumed(connect(MqttVersion.V5, id).cleanStart(false));
        second.sendDisconnect().expectClosed();
        Packet third = open(MqttVersion.V5).connect(connect(MqttVersion.V5, id).cleanStart(false));
        assertThat(third.sessionPresent()).isFalse();
    }

    @Test
    @Normative({"MQTT5-3.1.2-5", "MQTT311-3.1.2-4"})
    void a_session_moves_between_protocol_versions() {
        String id = clientId();
        String topic = topic();
        RawMqttClient three = connected(persistent(MqttVersion.V311, id));
        three.subscribe(topic, 1);
        three.sendDisconnect().expectClosed();
        connected(MqttVersion.V5).publish(publish(topic, "x").qos(1, 1).user("a", "b"));
        RawMqttClient five = resumed(persistent(MqttVersion.V5, id));
        five.receive("x");
        five.sendDisconnect().expectClosed();
        connected(MqttVersion.V5).publish(publish(topic, "y").qos(1, 1).user("a", "b"));
        RawMqttClient again = open(MqttVersion.V31);
        again.connect(persistent(MqttVersion.V31, id));
        again.receive("y");
    }

    @EveryVersion
    @Normative({"MQTT5-4.5.0-1", "MQTT311-4.5.0-1"})
    @Checklist(50)
    void qos_0_messages_for_an_absent_client_are_dropped(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(persistent(version, id));
        first.subscribe(topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "at most once"));
        publisher.publish(publish(topic, "at least once").qos(1, 1));
        RawMqttClient second = connected(persistent(version, id));
        second.receive("at least once");
    }
}
