package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.Elapsed;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.Version3;
import io.ternmq.conformance.harness.WillSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Times that the broker caps or counts by its own settings. */
class ShortTimesTest extends BrokerTestCase {

    @Override
    protected BrokerUnderTest broker() {
        return TestBrokers.withShortTimes();
    }

    @Test
    @Normative("MQTT5-3.2.2-21")
    @Checklist({16, 44})
    void a_longer_keep_alive_or_none_is_overridden_and_told() {
        for (int asked : new int[] {0, 60, 65_535}) {
            RawMqttClient client = open(MqttVersion.V5);
            Packet connack = client.connect(connect(MqttVersion.V5, clientId()).keepAlive(asked));
            assertThat(connack.props().number(Prop.SERVER_KEEP_ALIVE, -1)).isEqualTo(2);
        }
        RawMqttClient silent = connected(connect(MqttVersion.V5, clientId()).keepAlive(0));
        silent.expectEnd(0x8D);
    }

    @Test
    @Normative("MQTT5-3.2.2-22")
    @Checklist(44)
    void a_shorter_keep_alive_stays() {
        Packet connack =
                open(MqttVersion.V5).connect(connect(MqttVersion.V5, clientId()).keepAlive(1));
        assertThat(connack.props().has(Prop.SERVER_KEEP_ALIVE)).isFalse();
    }

    @Version3
    @Checklist(16)
    void the_cap_of_keep_alive_holds_for_3_too(MqttVersion version) {
        connected(connect(version, clientId()).keepAlive(0)).expectEnd();
    }

    @Test
    @Checklist({7, 8, 44})
    void a_longer_session_expiry_is_capped_and_told() {
        String topic = topic();
        RawMqttClient watcher = connected(connect(MqttVersion.V5, clientId()).keepAlive(2));
        RawMqttClient client = open(MqttVersion.V5);
        WillSpec will = WillSpec.will(topic, "x");
        String id = clientId();
        Packet connack = client.connect(
                connect(MqttVersion.V5, id).sessionExpiry(0xFFFFFFFFL).will(will));
        assertThat(connack.props().number(Prop.SESSION_EXPIRY_INTERVAL, -1)).isEqualTo(3);
        client.cut();
        watcher.cut();
        Elapsed.atLeast(Duration.ofMillis(4500));
        Packet late = open(MqttVersion.V5).connect(connect(MqttVersion.V5, id).cleanStart(false));
        assertThat(late.sessionPresent()).isFalse();
    }

    @Version3
    @Checklist(8)
    void a_session_of_3_expires_by_the_setting(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        first.sendDisconnect().expectClosed();
        Elapsed.atLeast(Duration.ofMillis(4500));
        Packet connack =
                open(MqttVersion.V311).connect(connect(MqttVersion.V311, id).cleanStart(false));
        assertThat(connack.sessionPresent()).isFalse();
    }

    @Test
    @Checklist(14)
    void a_longer_will_delay_is_capped() {
        String topic = topic();
        RawMqttClient watcher = connected(MqttVersion.V5);
        watcher.subscribe(topic, 0);
        WillSpec will = WillSpec.will(topic, "capped").delayed(3600);
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(3600).will(will))
                .cut();
        long end = System.nanoTime() + RawMqttClient.PATIENCE.toNanos();
        Packet received = null;
        while (received == null && System.nanoTime() < end) {
            received = watcher.poll(Duration.ofMillis(500));
            if (received == null) {
                watcher.sendPing();
            } else if (received.kind() == PacketKind.PINGRESP) {
                received = null;
            }
        }
        assertThat(received).isNotNull();
        assertThat(received.text()).isEqualTo("capped");
    }

    @EveryVersion
    @Checklist(13)
    void the_will_can_be_suppressed_on_takeover(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = connected(version);
        watcher.subscribe(topic, 0);
        RawMqttClient old = connected(connect(version, id).will(WillSpec.will(topic, "must not come")));
        connected(connect(version, id));
        old.expectEnd(0x8E);
        connected(version).publish(topic, "marker");
        watcher.receive("marker");
        connected(connect(version, clientId()).will(WillSpec.will(topic, "others come")))
                .cut();
        watcher.receive("others come");
    }

    @EveryVersion
    @Checklist(22)
    void the_qos_can_be_raised_to_that_of_the_subscription(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(version);
        publisher.publish(publish(topic, "zero"));
        assertThat(subscriber.receive("zero").qos()).isEqualTo(2);
        publisher.publish(publish(topic, "one").qos(1, 1));
        assertThat(subscriber.receive("one").qos()).isEqualTo(2);
    }

    @Version3
    @Normative({"MQTT311-3.3.1-1", "MQTT311-2.3.1-3"})
    @Checklist(18)
    void an_unacknowledged_message_is_sent_again_after_the_retry_interval(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(connect(version, clientId()).keepAlive(2));
        subscriber.subscribe(topic, 1);
        connected(version).publish(publish(topic, "x").qos(1, 1));
        Packet first = subscriber.expect(PacketKind.PUBLISH);
        assertThat(first.dup()).isFalse();
        Packet again = nextButPong(subscriber);
        assertThat(again.dup()).isTrue();
        assertThat(again.packetId()).isEqualTo(first.packetId());
        subscriber.ack(PacketKind.PUBACK, first.packetId());
    }

    @Version3
    @Checklist(18)
    void an_uncompleted_pubrel_is_sent_again_after_the_retry_interval(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(connect(version, clientId()).keepAlive(2));
        subscriber.subscribe(topic, 2);
        connected(version).publish(publish(topic, "x").qos(2, 1));
        int id = subscriber.expect(PacketKind.PUBLISH).packetId();
        subscriber.ack(PacketKind.PUBREC, id).expect(PacketKind.PUBREL);
        Packet again = nextButPong(subscriber);
        assertThat(again.kind()).isEqualTo(PacketKind.PUBREL);
        assertThat(again.packetId()).isEqualTo(id);
    }

    /** The next packet; keeps the connection alive meanwhile. */
    private static Packet nextButPong(RawMqttClient client) {
        long end = System.nanoTime() + RawMqttClient.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            client.sendPing();
            Packet packet = client.poll(Duration.ofMillis(300));
            while (packet != null && packet.kind() == PacketKind.PINGRESP) {
                packet = client.poll(Duration.ofMillis(300));
            }
            if (packet != null) {
                return packet;
            }
        }
        throw new AssertionError("nothing came");
    }
}
