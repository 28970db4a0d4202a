package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maximum Packet Size that the client sets: MQTT 5 section 3.1.2.11.4. The broker's is in {@link LimitsTest}. */
class PacketSizeTest extends BrokerTestCase {

    private RawMqttClient limited(String id, int bytes) {
        return connected(connect(MqttVersion.V5, id)
                .persistent()
                .with(Prop.MAXIMUM_PACKET_SIZE, bytes)
                .with(Prop.RECEIVE_MAXIMUM, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @Normative({"MQTT5-3.1.2-24", "MQTT5-3.1.2-25"})
    @Checklist(39)
    void a_message_beyond_the_clients_maximum_is_discarded_as_if_delivered(int qos) {
        String id = clientId();
        String topic = topic();
        int limit = 200;
        RawMqttClient subscriber = limited(id, limit);
        subscriber.subscribe(topic, 2);
        int overhead = 2 + 2 + topic.length() + (qos > 0 ? 2 : 0) + 1;
        RawMqttClient publisher = connected(MqttVersion.V5);
        byte[] fits = new byte[limit - overhead - 1];
        publisher.publish(publish(topic, "x".repeat(500)).qos(qos, 1));
        publisher.publish(publish(topic).payload(fits).qos(qos, 2));
        publisher.publish(publish(topic).payload(new byte[fits.length + 1]).qos(qos, 3));
        publisher.publish(publish(topic, "marker").qos(qos, 4));
        Packet largest = subscriber.receive();
        assertThat(largest.payload()).hasSize(fits.length);
        assertThat(largest.size()).isEqualTo(limit);
        subscriber.receive("marker");
        subscriber.cut();

        RawMqttClient unlimited = resumed(MqttVersion.V5, id);
        unlimited.expectOnlyPong();
    }

    @Test
    @Normative({"MQTT5-3.1.2-24", "MQTT5-3.1.2-25"})
    @Checklist(39)
    void a_queued_message_beyond_the_maximum_of_the_next_connection_is_discarded() {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(MqttVersion.V5, id, topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher
                .publish(publish(topic, "x".repeat(500)).qos(1, 1))
                .publish(publish(topic, "small").qos(1, 2));
        limited(id, 100).receive("small");
    }

    @Test
    @Normative("MQTT5-3.1.2-24")
    void an_ordinary_subscriber_is_not_touched_by_anothers_maximum() {
        String topic = topic();
        limited(clientId(), 100).subscribe(topic, 1);
        RawMqttClient ordinary = connected(MqttVersion.V5);
        ordinary.subscribe(topic, 1);
        connected(MqttVersion.V5).publish(publish(topic, "x".repeat(500)).qos(1, 1));
        assertThat(ordinary.receive().payload()).hasSize(500);
    }

    /** Provokes every answer that may carry reason string and user properties. */
    private List<Packet> answersToErrors(RawMqttClient client) {
        List<Packet> answers = new ArrayList<>();
        answers.add(client.ack(PacketKind.PUBREC, 901).expect(PacketKind.PUBREL));
        answers.add(client.ack(PacketKind.PUBREL, 902).expect(PacketKind.PUBCOMP));
        answers.add(client.send(publish(topic(), "x").qos(1, 903)).expect(PacketKind.PUBACK));
        answers.add(client.send(publish(topic(), "x").qos(2, 904)).expect(PacketKind.PUBREC));
        answers.add(client.sendSubscribe(filters(905).filter(topic(), 0)).expect(PacketKind.SUBACK));
        answers.add(client.sendUnsubscribe(filters(906).filter(topic())).expect(PacketKind.UNSUBACK));
        answers.add(client.send(publish("", "x")).expect(PacketKind.DISCONNECT));
        return answers;
    }

    @Test
    @Normative({
        "MQTT5-3.4.2-2", "MQTT5-3.4.2-3", "MQTT5-3.5.2-2", "MQTT5-3.5.2-3", "MQTT5-3.6.2-2", "MQTT5-3.6.2-3",
                "MQTT5-3.7.2-2",
        "MQTT5-3.7.2-3", "MQTT5-3.9.2-1", "MQTT5-3.9.2-2", "MQTT5-3.11.2-1", "MQTT5-3.11.2-2", "MQTT5-3.14.2-3",
                "MQTT5-3.14.2-4"
    })
    @Checklist(39)
    void explanations_are_left_out_of_answers_that_would_grow_too_large() {
        for (int limit : new int[] {20, 30, 40}) {
            RawMqttClient client = open(MqttVersion.V5);
            client.connect(connect(MqttVersion.V5, clientId()).with(Prop.MAXIMUM_PACKET_SIZE, 500));
            client.cut();
            RawMqttClient small = open(MqttVersion.V5);
            small.send(connect(MqttVersion.V5, clientId()).with(Prop.MAXIMUM_PACKET_SIZE, limit));
            assertThat(small.expect(PacketKind.CONNACK).size()).isLessThanOrEqualTo(limit);
            for (Packet answer : answersToErrors(small)) {
                assertThat(answer.size()).as(answer.toString()).isLessThanOrEqualTo(limit);
            }
            small.expectClosed();
        }
    }

    @Test
    @Normative({"MQTT5-3.2.2-19", "MQTT5-3.2.2-20", "MQTT5-3.2.2-7"})
    void a_refusal_fits_into_the_clients_maximum() {
        for (int limit : new int[] {20, 40}) {
            RawMqttClient client = open(MqttVersion.V5);
            client.send(connect(MqttVersion.V5, clientId())
                    .with(Prop.AUTHENTICATION_METHOD, "NOT-SUPPORTED")
                    .with(Prop.MAXIMUM_PACKET_SIZE, limit));
            Packet connack = client.expect(PacketKind.CONNACK);
            assertThat(connack.reasonCode()).isEqualTo(0x8C);
            assertThat(connack.size()).isLessThanOrEqualTo(limit);
            client.expectClosed();
        }
    }

    @Test
    @Normative("MQTT5-3.1.2-29")
    @Checklist(40)
    void without_problem_information_only_connack_and_disconnect_explain() {
        RawMqttClient client = connected(connect(MqttVersion.V5, clientId()).with(Prop.REQUEST_PROBLEM_INFORMATION, 0));
        for (Packet answer : answersToErrors(client)) {
            if (answer.kind() != PacketKind.DISCONNECT) {
                Props props = answer.props();
                assertThat(props.has(Prop.REASON_STRING)).as(answer.toString()).isFalse();
                assertThat(props.has(Prop.USER_PROPERTY)).as(answer.toString()).isFalse();
            }
        }
    }

    @Test
    @Normative({"MQTT5-3.1.2-29", "MQTT5-3.3.2-17"})
    @Checklist(40)
    void without_problem_information_messages_keep_their_user_properties() {
        String topic = topic();
        RawMqttClient client = connected(connect(MqttVersion.V5, clientId()).with(Prop.REQUEST_PROBLEM_INFORMATION, 0));
        client.subscribe(topic, 0);
        client.publish(publish(topic, "x").user("a", "b"));
        assertThat(client.receive("x").props().userProperties()).hasSize(1);
    }
}
