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
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** UNSUBSCRIBE and UNSUBACK: sections 3.10 and 3.11 of both versions. */
class UnsubscribeTest extends BrokerTestCase {

    @EveryVersion
    @Normative({
        "MQTT5-3.10.4-2",
        "MQTT5-3.10.4-4",
        "MQTT5-2.2.1-6",
        "MQTT311-3.10.4-2",
        "MQTT311-3.10.4-4",
        "MQTT311-2.3.1-7"
    })
    void nothing_new_comes_after_unsubscribing(MqttVersion version) {
        String topic = topic();
        String other = topic();
        RawMqttClient client = connected(version);
        client.subscribe(topic, 1);
        client.subscribe(other, 1);
        Packet unsuback = client.sendUnsubscribe(filters(54_321).filter(topic)).expect(PacketKind.UNSUBACK);
        assertThat(unsuback.packetId()).isEqualTo(54_321);
        RawMqttClient publisher = connected(version);
        publisher
                .publish(publish(topic, "too late").qos(1, 1))
                .publish(publish(other, "marker").qos(1, 2));
        client.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-3.10.4-1", "MQTT5-3.10.4-5", "MQTT311-3.10.4-1", "MQTT311-3.10.4-5"})
    void only_the_identical_filter_is_removed(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = connected(version);
        client.subscribe(topic + "/+", 0);
        for (String filter :
                new String[] {topic + "/#", topic + "/a", topic, topic + "/+/", topic.toUpperCase(Locale.ROOT) + "/+"
                }) {
            Packet unsuback = client.unsubscribe(filter);
            if (version.hasProperties()) {
                assertThat(unsuback.codes()).containsExactly(0x11);
            }
        }
        client.publish(topic + "/a", "still subscribed");
        client.receive("still subscribed");
    }

    @Test
    @Normative({"MQTT5-3.11.3-1", "MQTT5-3.11.3-2", "MQTT5-3.10.4-6", "MQTT5-3.10.4-5"})
    @Checklist(45)
    void each_filter_has_its_reason_code_in_order() {
        String topic = topic();
        RawMqttClient client = connected(MqttVersion.V5);
        client.subscribe(topic + "/a", 0);
        client.subscribe(topic + "/b", 0);
        Packet unsuback = client.sendUnsubscribe(filters(5)
                        .filter(topic + "/a")
                        .filter(topic + "/never")
                        .filter(topic + "/b")
                        .filter(topic + "/a"))
                .expect(PacketKind.UNSUBACK);
        assertThat(unsuback.codes()).containsExactly(0x00, 0x11, 0x00, 0x11);
    }

    @EveryVersion
    @Normative({"MQTT5-3.10.4-6", "MQTT311-3.10.4-6"})
    void several_filters_get_one_answer(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = connected(version);
        client.subscribe(topic + "/a", 0);
        client.subscribe(topic + "/b", 0);
        client.subscribe(topic + "/c", 0);
        client.sendUnsubscribe(filters(5).filter(topic + "/a").filter(topic + "/b"))
                .expect(PacketKind.UNSUBACK);
        client.publish(topic + "/a", "1");
        client.publish(topic + "/b", "2");
        client.publish(topic + "/c", "3");
        client.receive("3");
        client.expectOnlyPong();
    }

    @EveryVersion
    @Normative({"MQTT5-3.10.4-3", "MQTT311-3.10.4-3"})
    void a_delivery_that_has_begun_is_completed(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient client = subscribed(version, id, topic, 2);
        RawMqttClient publisher = connected(version);
        publisher
                .publish(publish(topic, "one").qos(1, 1))
                .publish(publish(topic, "two").qos(2, 2));
        int one = client.expect(PacketKind.PUBLISH).packetId();
        int two = client.expect(PacketKind.PUBLISH).packetId();
        client.unsubscribe(topic);
        client.cut();
        RawMqttClient again = resumed(version, id);
        assertThat(again.expect(PacketKind.PUBLISH).packetId()).isEqualTo(one);
        assertThat(again.expect(PacketKind.PUBLISH).packetId()).isEqualTo(two);
        again.ack(PacketKind.PUBACK, one).ack(PacketKind.PUBREC, two);
        assertThat(again.expect(PacketKind.PUBREL).packetId()).isEqualTo(two);
    }

    @EveryVersion
    @Normative({"MQTT5-3.10.3-2", "MQTT5-4.13.1-1", "MQTT311-3.10.3-2", "MQTT311-4.8.0-1"})
    void an_unsubscribe_without_filters_ends_the_connection(MqttVersion version) {
        connected(version).sendUnsubscribe(filters(1)).expectEnd(0x81, 0x82);
    }

    @EveryVersion
    @Normative({"MQTT5-3.10.3-1", "MQTT311-4.8.0-1"})
    void a_filter_cut_short_ends_the_connection(MqttVersion version) {
        Wire body = Wire.wire().u16(1).raw(version.hasProperties() ? new byte[1] : new byte[0]);
        connected(version)
                .send(Wire.packet(0xA2, body.u16(10).raw('a').bytes()))
                .expectEnd(0x81);
        connected(version).send(0xA2, 1, 0).expectEnd(0x81);
    }
}
