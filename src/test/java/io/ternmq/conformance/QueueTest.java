package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Version3;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order and the limits of queues that are settings. */
class QueueTest extends BrokerTestCase {

    private BrokerUnderTest broker = BrokerUnderTest.shared();

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }

    private static BrokerUnderTest lifo() {
        return BrokerUnderTest.named(
                "lifo",
                settings -> settings.with("ternmq.queue.order", "lifo")
                        .with("ternmq.queue.max-offline-messages", 5)
                        .with("ternmq.queue.max-online-messages", 3)
                        .with("ternmq.queue.override-max-online-messages", "true"));
    }

    private static BrokerUnderTest narrow(boolean override) {
        return BrokerUnderTest.named(
                "narrow " + override,
                settings -> settings.with("ternmq.queue.max-offline-messages", 20)
                        .with("ternmq.queue.max-online-messages", 3)
                        .with("ternmq.session.max-inflight-messages", 2)
                        .with("ternmq.queue.override-max-online-messages", override));
    }

    private List<String> queuedWhileAway(MqttVersion version, int published, int expected) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        for (int i = 1; i <= published; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1, i));
        }
        RawMqttClient second = connected(connect(version, id).persistent());
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < expected; i++) {
            payloads.add(second.receive().text());
        }
        publisher.publish(publish(topic, "marker").qos(1, 99));
        second.receive("marker");
        return payloads;
    }

    @EveryVersion
    @Checklist(48)
    void a_lifo_queue_delivers_the_newest_first_and_drops_the_oldest(MqttVersion version) {
        broker = lifo();
        assertThat(queuedWhileAway(version, 8, 5)).containsExactly("m8", "m7", "m6", "m5", "m4");
    }

    @Version3
    @Checklist(49)
    void all_offline_messages_come_when_the_online_limit_is_overridden(MqttVersion version) {
        broker = narrow(true);
        assertThat(queuedWhileAway(version, 15, 15))
                .hasSize(15)
                .startsWith("m1", "m2")
                .endsWith("m15");
    }

    @Version3
    @Checklist(49)
    void otherwise_the_online_limit_holds_when_the_client_returns(MqttVersion version) {
        broker = narrow(false);
        assertThat(queuedWhileAway(version, 15, 5)).containsExactly("m1", "m2", "m3", "m4", "m5");
    }

    @Test
    @Checklist(62)
    void a_full_member_of_a_shared_subscription_is_passed_over() {
        broker = narrow(false);
        String topic = topic();
        RawMqttClient full = connected(MqttVersion.V311);
        full.subscribe("$share/g/" + topic, 1);
        RawMqttClient publisher = connected(MqttVersion.V311);
        for (int i = 1; i <= 5; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1, i));
        }
        full.expect(PacketKind.PUBLISH);
        full.expect(PacketKind.PUBLISH);
        RawMqttClient free = connected(MqttVersion.V311);
        free.subscribe("$share/g/" + topic, 1);
        for (int i = 6; i <= 15; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1, i));
            free.receive("m" + i);
        }
    }

    @EveryVersion
    @Checklist(54)
    void a_client_that_does_not_read_holds_nobody_up(MqttVersion version) {
        String topic = topic();
        RawMqttClient stuck = connected(connect(version, clientId()).keepAlive(0));
        stuck.subscribe(topic, 0);
        RawMqttClient healthy = connected(connect(version, clientId()).keepAlive(0));
        healthy.subscribe(topic, 0);
        RawMqttClient publisher = connected(version);
        byte[] payload = new byte[200_000];
        for (int i = 0; i < 200; i++) {
            publisher.send(publish(topic).payload(payload));
            assertThat(healthy.receive().payload()).hasSize(payload.length);
        }
        publisher.expectOnlyPong();
    }

    @Test
    @Checklist(51)
    void a_clients_message_rate_is_bounded_by_not_reading_from_it() {
        broker = BrokerUnderTest.named("rates", settings -> settings.with("ternmq.load.max-message-rate", 20));
        String topic = topic();
        RawMqttClient eager = connected(MqttVersion.V311);
        RawMqttClient other = connected(MqttVersion.V311);
        long began = System.nanoTime();
        for (int i = 1; i <= 70; i++) {
            eager.send(publish(topic, "x").qos(1, i));
        }
        other.publish(publish(topic, "x").qos(1, 1)).expectOnlyPong();
        for (int i = 1; i <= 70; i++) {
            assertThat(eager.expect(PacketKind.PUBACK).packetId()).isEqualTo(i);
        }
        assertThat(System.nanoTime() - began).isGreaterThan(1_000_000_000L);
    }
}
