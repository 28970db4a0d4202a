package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DISCONNECT: section 3.14 of both versions, and how errors end a connection: MQTT 5 section 4.13. */
class DisconnectTest extends BrokerTestCase {

    @EveryVersion
    @Normative({"MQTT5-3.14.4-3", "MQTT311-3.14.4-3"})
    void the_broker_closes_after_disconnect_without_an_answer(MqttVersion version) {
        connected(version).sendDisconnect().expectClosed();
    }

    @EveryVersion
    @Normative({"MQTT5-3.14.4-1", "MQTT311-3.14.4-2"})
    void nothing_after_disconnect_is_processed(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = connected(version);
        watcher.subscribe(topic, 0);
        byte[] late = publish(topic, "too late").bytes(version);
        connected(version).send(Wire.wire().raw(0xE0, 0).raw(late).bytes()).expectClosed();
        connected(version).publish(topic, "marker");
        watcher.receive("marker");
    }

    @Test
    @Normative("MQTT5-3.14.2-1")
    void disconnect_in_all_legal_lengths_is_understood() {
        connected(MqttVersion.V5).send(0xE0, 0).expectClosed();
        connected(MqttVersion.V5).send(0xE0, 1, 0).expectClosed();
        connected(MqttVersion.V5).send(0xE0, 2, 0, 0).expectClosed();
        connected(MqttVersion.V5).send(0xE0, 1, 4).expectClosed();
        Props props = Props.of(Prop.REASON_STRING, "good bye").user("a", "b").user("a", "b");
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(60))
                .sendDisconnect(0, props.with(Prop.SESSION_EXPIRY_INTERVAL, 10L))
                .expectClosed();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x02, 0x18, 0x7F, 0x85, 0x8D + 0x60, 0xFF})
    @Normative({"MQTT5-3.14.2-1", "MQTT5-4.13.1-1"})
    void an_unknown_reason_code_in_disconnect_is_an_error(int code) {
        connected(MqttVersion.V5).send(0xE0, 1, code).expectEnd(0x81, 0x82);
    }

    @ParameterizedTest
    @EnumSource(Prop.class)
    @Normative("MQTT5-4.13.1-1")
    @Checklist(43)
    void a_property_of_other_packets_in_disconnect_is_an_error(Prop prop) {
        if (!prop.mayStandIn(PacketKind.DISCONNECT)) {
            connected(MqttVersion.V5)
                    .sendDisconnect(0, Props.of(prop, PropertySamples.of(prop)))
                    .expectEnd(0x81, 0x82);
        } else if (!prop.mayRepeat()) {
            Object value = PropertySamples.of(prop);
            connected(connect(MqttVersion.V5, clientId()).sessionExpiry(60))
                    .sendDisconnect(0, Props.of(prop, value).with(prop, value))
                    .expectEnd(0x81, 0x82);
        }
    }

    @EveryVersion
    @Normative({"MQTT5-4.13.1-1", "MQTT5-3.14.4-2", "MQTT311-4.8.0-1"})
    void packets_that_only_a_broker_may_send_end_the_connection(MqttVersion version) {
        int[][] packets = {
            {0x20, 2, 0, 0},
            {0x20, 3, 0, 0, 0},
            {0x90, 3, 0, 1, 0},
            {0x90, 4, 0, 1, 0, 0},
            {0xB0, 2, 0, 1},
            {0xB0, 4, 0, 1, 0, 0},
            {0xD0, 0}
        };
        for (int[] packet : packets) {
            connected(version).send(packet).expectEnd(0x81, 0x82);
        }
    }

    @Test
    @Normative({"MQTT5-4.13.1-1", "MQTT5-4.13.2-1", "MQTT5-3.14.4-1", "MQTT5-3.14.4-2", "MQTT5-3.14.2-2"})
    void the_broker_says_why_and_closes_at_once() {
        RawMqttClient client = connected(MqttVersion.V5);
        byte[] bad = publish("bad/#", "x").bytes(MqttVersion.V5);
        client.send(Wire.wire().raw(bad).raw(0xC0, 0).bytes()).expectEnd(0x81, 0x82, 0x90);
    }

    @EveryVersion
    @Normative("MQTT311-4.8.0-2")
    void an_error_of_one_client_leaves_the_others_alone(MqttVersion version) {
        String topic = topic();
        RawMqttClient healthy = connected(version);
        healthy.subscribe(topic, 0);
        for (int i = 0; i < 10; i++) {
            connected(version).send(0x00, 0x00).expectEnd(0x81, 0x82);
            healthy.publish(topic, "still well");
            healthy.receive("still well");
        }
    }
}
