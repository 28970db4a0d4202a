package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.Version3;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Windows with small settings: Receive Maximum from the client, and the windows the broker itself sets. */
class ReceiveMaximumTest extends BrokerTestCase {

    @Override
    protected BrokerUnderTest broker() {
        return TestBrokers.withSmallLimits();
    }

    @Test
    @Normative({"MQTT5-3.3.4-7", "MQTT5-4.13.1-1"})
    @Checklist(32)
    void one_publish_too_many_ends_the_connection() {
        RawMqttClient client = open(MqttVersion.V5);
        Packet connack = client.connect(connect(MqttVersion.V5, clientId()));
        assertThat(connack.props().number(Prop.RECEIVE_MAXIMUM, 65_535)).isEqualTo(5);
        for (int id = 1; id <= 5; id++) {
            client.send(publish(topic(), "x").qos(2, id)).expect(PacketKind.PUBREC);
        }
        client.send(publish(topic(), "x").qos(2, 6)).expectEnd(0x93);
    }

    @Test
    @Normative("MQTT5-3.3.4-7")
    @Checklist(32)
    void finished_exchanges_make_room() {
        RawMqttClient client = connected(MqttVersion.V5);
        for (int id = 1; id <= 40; id++) {
            client.publish(publish(topic(), "x").qos(1 + id % 2, id));
        }
        for (int id = 1; id <= 5; id++) {
            client.send(publish(topic(), "x").qos(2, id)).expect(PacketKind.PUBREC);
        }
        client.send(publish(topic(), "x").qos(2, 3).dup()).expect(PacketKind.PUBREC);
        client.ack(PacketKind.PUBREL, 1).expect(PacketKind.PUBCOMP);
        client.send(publish(topic(), "x").qos(2, 6)).expect(PacketKind.PUBREC);
    }

    @Test
    @Normative("MQTT5-3.3.4-7")
    void qos_0_never_counts() {
        RawMqttClient client = connected(MqttVersion.V5);
        for (int id = 1; id <= 5; id++) {
            client.send(publish(topic(), "x").qos(2, id)).expect(PacketKind.PUBREC);
        }
        for (int i = 0; i < 20; i++) {
            client.publish(topic(), "x");
        }
        client.expectOnlyPong();
    }

    @Test
    @Normative("MQTT5-4.9.0-1")
    @Checklist(32)
    void the_brokers_own_maximum_bounds_that_of_the_client() {
        String topic = topic();
        RawMqttClient subscriber = connected(connect(MqttVersion.V5, clientId()).with(Prop.RECEIVE_MAXIMUM, 100));
        subscriber.subscribe(topic, 1);
        RawMqttClient publisher = connected(MqttVersion.V5);
        for (int i = 1; i <= 6; i++) {
            publisher.publish(publish(topic, "x").qos(1, i));
        }
        for (int i = 1; i <= 4; i++) {
            subscriber.expect(PacketKind.PUBLISH);
        }
        subscriber.expectOnlyPong();
    }

    @Version3
    @Checklist(21)
    void max_inflight_messages_bounds_what_is_under_way_in_3(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(MqttVersion.V5);
        for (int i = 1; i <= 6; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1 + i % 2, i));
        }
        Packet first = subscriber.expect(PacketKind.PUBLISH);
        subscriber.expect(PacketKind.PUBLISH);
        subscriber.expect(PacketKind.PUBLISH);
        subscriber.expectOnlyPong();
        subscriber.ack(PacketKind.PUBREC, first.packetId()).expect(PacketKind.PUBREL);
        subscriber.expectOnlyPong();
        subscriber.ack(PacketKind.PUBCOMP, first.packetId());
        assertThat(subscriber.expect(PacketKind.PUBLISH).text()).isEqualTo("m4");
        subscriber.expectOnlyPong();
    }

    @Version3
    @Normative("MQTT311-4.3.3-2")
    void a_client_of_3_may_leave_every_packet_id_unfinished(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 0);
        RawMqttClient client = connected(version);
        for (int id = 1; id <= 65_535; id++) {
            client.send(publish(topic(), "").qos(2, id));
            if (id % 100 == 0 || id == 65_535) {
                client.drain(Duration.ofMillis(1));
            }
        }
        for (int id = 1; id <= 65_535; id += 6_000) {
            client.send(publish(topic, "repeated").qos(2, id).dup());
        }
        connected(version).publish(topic, "marker");
        subscriber.receive("marker");
    }
}
