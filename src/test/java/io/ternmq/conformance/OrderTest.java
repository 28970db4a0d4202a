package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of messages: section 4.6 of both versions. */
class OrderTest extends BrokerTestCase {

    static Stream<Arguments> versionsAndQos() {
        return Stream.of(MqttVersion.values())
                .flatMap(version -> Stream.of(0, 1, 2).map(qos -> Arguments.of(version, qos)));
    }

    @ParameterizedTest(name = "{0} QoS {1}")
    @MethodSource("versionsAndQos")
    @Normative({"MQTT5-4.6.0-5", "MQTT5-4.6.0-6", "MQTT311-4.6.0-5", "MQTT311-4.6.0-6"})
    void messages_of_one_topic_and_qos_come_in_the_order_they_were_sent(MqttVersion version, int qos) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic + "/+", 2);
        RawMqttClient publisher = connected(version);
        int count = 300;
        for (int first = 1; first <= count; first += 10) {
            for (int i = first; i < first + 10; i++) {
                publisher.send(publish(topic + "/" + i % 3, Integer.toString(i)).qos(qos, i));
            }
            finish(publisher, qos * 10);
        }
        int[] lastOfTopic = new int[3];
        for (int i = 1; i <= count; i++) {
            Packet packet = nextPublish(subscriber);
            int number = Integer.parseInt(packet.text());
            assertThat(number).isGreaterThan(lastOfTopic[number % 3]);
            assertThat(packet.topic()).endsWith("/" + number % 3);
            lastOfTopic[number % 3] = number;
        }
    }

    /** Reads and answers as many packets as the exchanges of ten messages have. */
    private static void finish(RawMqttClient publisher, int packets) {
        for (int i = 0; i < packets; i++) {
            Packet packet = publisher.next();
            if (packet.kind() == PacketKind.PUBREC) {
                publisher.ack(PacketKind.PUBREL, packet.packetId());
            }
        }
    }

    /** The next PUBLISH; answers whatever belongs to exchanges on the way. */
    private static Packet nextPublish(RawMqttClient subscriber) {
        while (true) {
            Packet packet = subscriber.next();
            switch (packet.kind()) {
                case PUBLISH -> {
                    if (packet.qos() > 0) {
                        subscriber.ack(packet.qos() == 1 ? PacketKind.PUBACK : PacketKind.PUBREC, packet.packetId());
                    }
                    return packet;
                }
                case PUBREL -> subscriber.ack(PacketKind.PUBCOMP, packet.packetId());
                default -> throw new AssertionError("unexpected " + packet);
            }
        }
    }

    @EveryVersion
    @Normative({"MQTT5-4.6.0-5", "MQTT5-4.6.0-1", "MQTT311-4.6.0-6", "MQTT311-4.6.0-1"})
    void the_order_is_kept_while_the_client_is_away_and_comes_back(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        RawMqttClient publisher = connected(version);
        for (int i = 1; i <= 5; i++) {
            publisher.publish(publish(topic, Integer.toString(i)).qos(1, i));
            first.expect(PacketKind.PUBLISH);
        }
        first.cut();
        for (int i = 6; i <= 100; i++) {
            publisher.publish(publish(topic, Integer.toString(i)).qos(1, i));
        }
        RawMqttClient second = connected(connect(version, id).persistent());
        for (int i = 1; i <= 100; i++) {
            second.receive(Integer.toString(i));
        }
    }

    @EveryVersion
    @Normative({"MQTT5-4.6.0-4", "MQTT311-4.6.0-4"})
    void pubrels_come_in_the_order_of_the_pubrecs(MqttVersion version) {
        String topic = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(topic, 2);
        RawMqttClient publisher = connected(version);
        int[] ids = new int[10];
        for (int i = 0; i < ids.length; i++) {
            publisher.publish(publish(topic, "x").qos(2, i + 1));
            ids[i] = subscriber.expect(PacketKind.PUBLISH).packetId();
        }
        for (int i = ids.length - 1; i >= 0; i--) {
            subscriber.ack(PacketKind.PUBREC, ids[i]);
        }
        for (int i = ids.length - 1; i >= 0; i--) {
            assertThat(subscriber.expect(PacketKind.PUBREL).packetId()).isEqualTo(ids[i]);
        }
    }
}
