package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receive Maximum towards the client: MQTT 5 sections 3.3.4 and 4.9. The other way is in {@link ReceiveMaximumTest}. */
class FlowControlTest extends BrokerTestCase {

    private RawMqttClient subscriber(String topic, int receiveMaximum) {
        RawMqttClient client =
                connected(connect(MqttVersion.V5, clientId()).with(Prop.RECEIVE_MAXIMUM, receiveMaximum));
        client.subscribe(topic, 2);
        return client;
    }

    private void publishMany(String topic, int count, int qos) {
        RawMqttClient publisher = connected(MqttVersion.V5);
        for (int i = 1; i <= count; i++) {
            publisher.publish(publish(topic, "m" + i).qos(qos, i));
        }
    }

    @Test
    @Normative({"MQTT5-3.3.4-9", "MQTT5-4.9.0-1", "MQTT5-4.9.0-2"})
    @Checklist(32)
    void no_more_than_receive_maximum_are_under_way_and_each_puback_frees_one() {
        String topic = topic();
        RawMqttClient subscriber = subscriber(topic, 3);
        publishMany(topic, 10, 1);
        List<Packet> underWay = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            underWay.add(subscriber.expect(PacketKind.PUBLISH));
        }
        subscriber.expectOnlyPong();
        for (int i = 4; i <= 10; i++) {
            subscriber.ack(PacketKind.PUBACK, underWay.remove(0).packetId());
            Packet next = subscriber.expect(PacketKind.PUBLISH);
            assertThat(next.text()).isEqualTo("m" + i);
            underWay.add(next);
            subscriber.expectOnlyPong();
        }
    }

    @Test
    @Normative({"MQTT5-3.3.4-9", "MQTT5-4.9.0-2"})
    @Checklist(32)
    void a_qos_2_message_counts_until_pubcomp() {
        String topic = topic();
        RawMqttClient subscriber = subscriber(topic, 1);
        publishMany(topic, 2, 2);
        int id = subscriber.expect(PacketKind.PUBLISH).packetId();
        subscriber.ack(PacketKind.PUBREC, id).expect(PacketKind.PUBREL);
        subscriber.expectOnlyPong();
        subscriber.ack(PacketKind.PUBCOMP, id);
        subscriber.receive("m2");
    }

    @Test
    @Normative({"MQTT5-3.3.4-9", "MQTT5-4.9.0-2"})
    void a_pubrec_with_an_error_frees_its_place() {
        String topic = topic();
        RawMqttClient subscriber = subscriber(topic, 1);
        publishMany(topic, 2, 2);
        subscriber.ack(PacketKind.PUBREC, subscriber.expect(PacketKind.PUBLISH).packetId(), 0x80);
        subscriber.receive("m2");
    }

    @Test
    @Normative({"MQTT5-3.3.4-10", "MQTT5-4.9.0-3"})
    void everything_but_publish_flows_while_the_quota_is_used_up() {
        String topic = topic();
        RawMqttClient subscriber = subscriber(topic, 1);
        publishMany(topic, 3, 1);
        Packet first = subscriber.expect(PacketKind.PUBLISH);
        subscriber.expectOnlyPong();
        subscriber.send(publish(topic(), "x").qos(1, 11)).expect(PacketKind.PUBACK);
        subscriber.send(publish(topic(), "x").qos(2, 12)).expect(PacketKind.PUBREC);
        subscriber.ack(PacketKind.PUBREL, 12).expect(PacketKind.PUBCOMP);
        subscriber.subscribe(topic(), 1);
        subscriber.unsubscribe(topic);
        subscriber.expectOnlyPong();
        subscriber.ack(PacketKind.PUBACK, first.packetId());
        subscriber.receive("m2");
        subscriber.receive("m3");
    }

    @Test
    @Normative("MQTT5-4.9.0-2")
    @Checklist(21)
    void qos_0_messages_do_not_count() {
        String full = topic();
        String free = topic();
        RawMqttClient subscriber = subscriber(full, 1);
        subscriber.subscribe(free, 0);
        publishMany(full, 1, 1);
        subscriber.expect(PacketKind.PUBLISH);
        RawMqttClient publisher = connected(MqttVersion.V5);
        for (int i = 0; i < 5; i++) {
            publisher.publish(free, "q0 " + i);
            subscriber.receive("q0 " + i);
        }
    }

    @Test
    @Normative({"MQTT5-3.3.4-9", "MQTT5-4.9.0-1"})
    void the_receive_maximum_of_each_connection_is_its_own() {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(connect(MqttVersion.V5, id).persistent().with(Prop.RECEIVE_MAXIMUM, 10));
        first.subscribe(topic, 1);
        publishMany(topic, 5, 1);
        for (int i = 0; i < 5; i++) {
            first.expect(PacketKind.PUBLISH);
        }
        first.cut();
        RawMqttClient second =
                connected(connect(MqttVersion.V5, id).persistent().with(Prop.RECEIVE_MAXIMUM, 2));
        Packet one = second.expect(PacketKind.PUBLISH);
        second.expect(PacketKind.PUBLISH);
        second.expectOnlyPong();
        second.ack(PacketKind.PUBACK, one.packetId());
        assertThat(second.expect(PacketKind.PUBLISH).text()).isEqualTo("m3");
        second.expectOnlyPong();
    }
}
