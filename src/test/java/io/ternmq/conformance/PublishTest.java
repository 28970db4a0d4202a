package io.ternmq.conformance;

import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Wire;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PUBLISH in general: section 3.3 of both versions. */
class PublishTest extends BrokerTestCase {

    static Stream<Arguments> versionsAndQos() {
        return Stream.of(MqttVersion.values())
                .flatMap(version -> Stream.of(0, 1, 2).map(qos -> Arguments.of(version, qos)));
    }

    @ParameterizedTest(name = "{0} QoS {1}")
    @MethodSource("versionsAndQos")
    @Normative({
        "MQTT5-3.3.4-1",
        "MQTT5-2.2.1-5",
        "MQTT5-4.3.2-4",
        "MQTT5-4.3.3-8",
        "MQTT5-4.3.3-11",
        "MQTT311-3.3.4-1",
        "MQTT311-2.3.1-6",
        "MQTT311-4.3.2-2",
        "MQTT311-4.3.3-2"
    })
    void the_broker_answers_as_the_qos_asks(MqttVersion version, int qos) {
        RawMqttClient client = connected(version);
        client.publish(publish(topic(), "x").qos(qos, 4711));
        client.publish(publish(topic(), "x").qos(qos, 1));
        client.publish(publish(topic(), "x").qos(qos, 65535));
        client.expectOnlyPong();
    }

    @ParameterizedTest(name = "{0} QoS {1}")
    @MethodSource("versionsAndQos")
    @Normative({
        "MQTT5-3.3.2-3", "MQTT5-2.2.1-2", "MQTT5-4.3.1-1", "MQTT5-4.3.2-2", "MQTT5-4.3.3-2", "MQTT5-4.3.3-4",
        "MQTT311-2.3.1-5", "MQTT311-3.3.2-3", "MQTT311-4.3.1-1", "MQTT311-4.3.2-1", "MQTT311-4.3.3-1", "MQTT311-7.0.0-2"
    })
    void a_message_reaches_its_subscribers_of_all_versions(MqttVersion version, int qos) {
        String topic = topic();
        List<RawMqttClient> subscribers = new ArrayList<>();
        for (MqttVersion each : MqttVersion.values()) {
            subscribers.add(connected(each));
            subscribers.get(subscribers.size() - 1).subscribe(topic, 2);
        }
        connected(version).publish(publish(topic, "payload").qos(qos, 9));
        for (RawMqttClient subscriber : subscribers) {
            Packet received = subscriber.receive("payload");
            assertThat(received.topic()).isEqualTo(topic);
            assertThat(received.qos()).isEqualTo(qos);
            assertThat(received.dup()).isFalse();
            assertThat(received.retain()).isFalse();
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.1-3", "MQTT5-4.3.2-5", "MQTT311-3.3.1-3", "MQTT311-4.3.2-2"})
    void dup_of_a_publish_is_not_passed_on(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(version);
        publisher
                .publish(publish(topic, "one").qos(1, 3).dup())
                .publish(publish(topic, "two").qos(2, 3).dup());
        assertThat(subscriber.receive("one").dup()).isFalse();
        assertThat(subscriber.receive("two").dup()).isFalse();
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.2-2", "MQTT5-4.7.0-1", "MQTT311-3.3.2-2", "MQTT311-4.7.1-1", "MQTT311-4.8.0-1"})
    @Checklist({27, 43})
    void a_topic_name_with_wildcards_ends_the_connection(MqttVersion version) {
        for (String topic : new String[] {"#", "+", "a/#", "a/+/b", "a#", "a+b"}) {
            for (int qos = 0; qos <= 2; qos++) {
                connected(version).send(publish(topic, "x").qos(qos, 1)).expectEnd(0x81, 0x82, 0x90);
            }
        }
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.3-1", "MQTT5-3.3.2-1", "MQTT311-4.7.3-1", "MQTT311-4.8.0-1"})
    void an_empty_topic_name_ends_the_connection(MqttVersion version) {
        for (int qos = 0; qos <= 2; qos++) {
            connected(version).send(publish("", "x").qos(qos, 1)).expectEnd(0x81, 0x82, 0x90);
        }
    }

    @EveryVersion
    @Normative({"MQTT5-2.2.1-3", "MQTT311-2.3.1-1", "MQTT311-4.8.0-1"})
    void packet_identifier_0_ends_the_connection(MqttVersion version) {
        connected(version).send(publish(topic(), "x").qos(1, 0)).expectEnd(0x81, 0x82);
        connected(version).send(publish(topic(), "x").qos(2, 0)).expectEnd(0x81, 0x82);
        connected(version).sendSubscribe(filters(0).filter(topic(), 0)).expectEnd(0x81, 0x82);
        connected(version).sendUnsubscribe(filters(0).filter(topic())).expectEnd(0x81, 0x82);
    }

    @EveryVersion
    @Normative({"MQTT5-3.3.2-1", "MQTT5-4.13.1-1", "MQTT311-4.8.0-1"})
    void a_publish_cut_short_ends_the_connection(MqttVersion version) {
        connected(version).send(0x30, 0).expectEnd(0x81);
        connected(version).send(0x30, 1, 0).expectEnd(0x81);
        connected(version)
                .send(Wire.packet(0x30, Wire.wire().u16(5).raw('a', 'b').bytes()))
                .expectEnd(0x81);
        connected(version)
                .send(Wire.packet(0x32, Wire.wire().string("a").u8(1).bytes()))
                .expectEnd(0x81);
    }

    @EveryVersion
    @Normative({
        "MQTT5-2.2.1-4",
        "MQTT5-4.3.2-1",
        "MQTT5-4.3.3-1",
        "MQTT311-2.3.1-1",
        "MQTT311-2.3.1-4",
        "MQTT311-4.3.3-1"
    })
    void unacknowledged_messages_have_different_packet_ids(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(version);
        Set<Integer> ids = new HashSet<>();
        for (int i = 1; i <= 16; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1 + i % 2, i));
            assertThat(ids.add(subscriber.expect(PacketKind.PUBLISH).packetId()))
                    .isTrue();
        }
    }

    @EveryVersion
    @Normative({"MQTT5-4.5.0-1", "MQTT311-4.5.0-1"})
    void empty_and_large_payloads_pass_unchanged(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 1);
        RawMqttClient publisher = connected(version);
        byte[] large = new byte[900_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        publisher.publish(publish(topic).qos(1, 1));
        publisher.publish(publish(topic).qos(1, 2).payload(large));
        assertThat(subscriber.receive().payload()).isEmpty();
        assertThat(subscriber.receive().payload()).isEqualTo(large);
    }

    @EveryVersion
    @Normative({"MQTT5-4.6.0-2", "MQTT5-4.6.0-3", "MQTT311-4.6.0-2", "MQTT311-4.6.0-3"})
    void acknowledgements_come_in_the_order_of_the_publishes(MqttVersion version) {
        RawMqttClient client = connected(version);
        for (int id = 1; id <= 60; id++) {
            client.send(publish(topic(), "x").qos(1 + id % 2, id));
        }
        List<Integer> acknowledged = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        for (int id = 1; id <= 60; id++) {
            Packet answer = client.next();
            (answer.kind() == PacketKind.PUBACK ? acknowledged : received).add(answer.packetId());
        }
        assertThat(acknowledged).hasSize(30).isSorted();
        assertThat(received).hasSize(30).isSorted();
    }

    @Test
    @Normative("MQTT311-3.3.5-1")
    void a_topic_nobody_subscribed_to_is_acknowledged() {
        connected(MqttVersion.V311)
                .publish(publish(topic(), "x").qos(1, 1))
                .publish(publish(topic(), "x").qos(2, 2));
    }

    @Test
    @Normative("MQTT5-3.4.2-1")
    @Checklist(45)
    void publishing_for_nobody_is_told_in_version_5() {
        RawMqttClient client = connected(MqttVersion.V5);
        assertThat(client.send(publish(topic(), "x").qos(1, 1))
                        .expect(PacketKind.PUBACK)
                        .reasonCode())
                .isEqualTo(0x10);
        assertThat(client.send(publish(topic(), "x").qos(2, 2))
                        .expect(PacketKind.PUBREC)
                        .reasonCode())
                .isEqualTo(0x10);
        client.ack(PacketKind.PUBREL, 2);
        assertThat(client.expect(PacketKind.PUBCOMP).reasonCode()).isZero();
        String topic = topic();
        client.subscribe(topic, 0);
        client.send(publish(topic, "x").qos(1, 3));
        Packet one = client.next();
        Packet other = client.next();
        Packet puback = one.kind() == PacketKind.PUBACK ? one : other;
        assertThat(puback.reasonCode()).isZero();
    }
}
