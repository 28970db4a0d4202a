package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.WillSpec.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.harness.BrokerSettings;
import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is still there when the broker has been started again on the same data directory. */
class RestartTest extends BrokerTestCase {
    @TempDir
    Path data;

    private BrokerUnderTest broker = BrokerUnderTest.shared();
    private boolean own;

    @Override
    protected BrokerUnderTest broker() {
        if (!own) {
            restart();
        }
        return broker;
    }

    private void restart() {
        if (own) {
            broker.close();
        }
        own = true;
        broker = BrokerUnderTest.start(BrokerSettings.defaults()
                .with("ternmq.access.allow-anonymous", "true")
                .with("ternmq.queue.max-offline-messages", 5000)
                .with("ternmq.queue.max-online-messages", 5000)
                .with("ternmq.data-dir", data));
    }

    @AfterEach
    void stop() {
        if (own) {
            assertThat(broker.loggedErrors()).isEmpty();
            broker.close();
        }
    }

    @EveryVersion
    void a_session_its_subscriptions_and_what_waits_for_it_are_there_in_order(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic + "/+", 2);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        for (int i = 1; i <= 1000; i++) {
            publisher.publish(publish(topic + "/" + i % 3, "m" + i).qos(1 + i % 2, i));
        }
        restart();
        RawMqttClient second = resumed(version, id);
        List<String> odd = new ArrayList<>();
        List<String> even = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            Packet message = second.receive();
            (message.qos() == 2 ? odd : even).add(message.text());
        }
        for (int i = 1; i <= 1000; i++) {
            assertThat((i % 2 == 1 ? odd : even).get((i - 1) / 2)).isEqualTo("m" + i);
        }
        second.expectOnlyPong();
        connected(version).publish(publish(topic + "/live", "after").qos(1, 1));
        second.receive("after");
    }

    @EveryVersion
    void a_client_that_takes_its_session_over_while_its_queue_is_read_gets_everything_once_and_in_order(
            MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient gone = subscribed(version, id, topic, 1);
        gone.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        for (int i = 1; i <= 1000; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1, i));
        }
        // It acknowledges nothing, so that its queue is in memory in part; its will comes to the session between two
        // connections.
        RawMqttClient first = resumed(
                connect(version, id).persistent().will(will(topic, "will").withQos(1)));
        first.expect(PacketKind.PUBLISH);
        RawMqttClient second = resumed(version, id);
        for (int i = 1; i <= 1000; i++) {
            assertThat(second.receive().text()).isEqualTo("m" + i);
        }
        second.receive("will");
        second.expectOnlyPong();
    }

    @EveryVersion
    @Normative({"MQTT5-4.4.0-1", "MQTT311-4.4.0-1"})
    void what_was_under_way_comes_again_with_dup_and_the_same_packet_ids(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 2);
        RawMqttClient publisher = connected(version);
        List<Packet> sent = underWay(publisher, first, topic, 4);
        first.ack(PacketKind.PUBACK, sent.get(1).packetId());
        first.ack(PacketKind.PUBREC, sent.get(2).packetId()).expect(PacketKind.PUBREL);
        restart();
        RawMqttClient second = resumed(version, id);
        for (int i : new int[] {0, 2, 3}) {
            Packet again = second.next();
            assertThat(again.packetId()).isEqualTo(sent.get(i).packetId());
            if (i == 2) {
                assertThat(again.kind()).isEqualTo(PacketKind.PUBREL);
            } else {
                assertThat(again.text()).isEqualTo(sent.get(i).text());
                assertThat(again.dup()).isTrue();
            }
        }
    }

    @EveryVersion
    void a_qos_2_publish_that_was_taken_is_not_taken_again(MqttVersion version) {
        String subscriberId = clientId();
        String publisherId = clientId();
        String topic = topic();
        subscribed(version, subscriberId, topic, 2);
        RawMqttClient publisher = connected(connect(version, publisherId).persistent());
        publisher.send(publish(topic, "once").qos(2, 9));
        publisher.expect(PacketKind.PUBREC);
        restart();
        RawMqttClient again = resumed(version, publisherId);
        again.send(publish(topic, "once").qos(2, 9).dup());
        again.expect(PacketKind.PUBREC);
        again.ack(PacketKind.PUBREL, 9).expect(PacketKind.PUBCOMP);
        RawMqttClient subscriber = resumed(version, subscriberId);
        subscriber.receive("once");
        subscriber.expectOnlyPong();
    }

    @EveryVersion
    void retained_messages_are_there_and_removed_ones_are_not(MqttVersion version) {
        String topic = topic();
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic + "/kept", "old").qos(1, 1).retain());
        publisher.publish(publish(topic + "/kept", "new").qos(2, 2).retain());
        publisher.publish(publish(topic + "/removed", "gone").qos(1, 3).retain());
        publisher.publish(publish(topic + "/removed", "").qos(1, 4).retain());
        restart();
        RawMqttClient reader = connected(version);
        reader.subscribe(topic + "/#", 2);
        Packet kept = reader.receive("new");
        assertThat(kept.retain()).isTrue();
        assertThat(kept.qos()).isEqualTo(2);
        reader.expectOnlyPong();
    }

    @Test
    void properties_and_expiry_of_what_waits_are_kept() {
        String id = clientId();
        String topic = topic();
        connected(connect(MqttVersion.V5, id).persistent()).subscribe(topic, 1, 77);
        connected(MqttVersion.V5)
                .publish(publish(topic, "m")
                        .qos(1, 1)
                        .with(Prop.CONTENT_TYPE, "text")
                        .with(Prop.MESSAGE_EXPIRY_INTERVAL, 1000)
                        .user("a", "b"));
        restart();
        Packet message = resumed(MqttVersion.V5, id).expect(PacketKind.PUBLISH);
        assertThat(message.props().text(Prop.CONTENT_TYPE)).isEqualTo("text");
        assertThat(message.props().subscriptionIdentifiers()).containsExactly(77);
        assertThat(message.props().number(Prop.MESSAGE_EXPIRY_INTERVAL, -1)).isBetween(900L, 1000L);
    }

    @Test
    void a_session_that_has_expired_meanwhile_is_gone() {
        String topic = topic();
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(1)).subscribe(topic, 1);
        restart();
        RawMqttClient publisher = connected(MqttVersion.V5);
        await().untilAsserted(() -> {
            publisher.send(publish(topic, "m").qos(1, 1));
            // No matching subscribers.
            assertThat(publisher.expect(PacketKind.PUBACK).reasonCode()).isEqualTo(0x10);
        });
    }

    @Test
    void a_delayed_will_is_published_at_its_time() {
        String topic = topic();
        String watcher = clientId();
        subscribed(MqttVersion.V5, watcher, topic, 1);
        RawMqttClient dying = connected(connect(MqttVersion.V5, clientId())
                .persistent()
                .will(will(topic, "farewell").withQos(1).delayed(3)));
        dying.cut();
        restart();
        resumed(MqttVersion.V5, watcher).receive("farewell");
    }
}
