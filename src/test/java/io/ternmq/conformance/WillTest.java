package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.WillSpec;
import io.ternmq.conformance.harness.Wire;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The will: section 3.1.2.5 to 3.1.2.7 and 3.1.3.2 of MQTT 5, 3.1.2.5 to 3.1.2.7 of 3.1.1. */
class WillTest extends BrokerTestCase {

    private RawMqttClient watcher(MqttVersion version, String topic) {
        RawMqttClient watcher = connected(version);
        watcher.subscribe(topic, 2);
        return watcher;
    }

    /** Publishes a marker that must be the next message the watcher sees. */
    private void expectNoWill(RawMqttClient watcher, String topic) {
        connected(watcher.version()).publish(publish(topic, "marker").qos(1, 1));
        watcher.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-7", "MQTT5-3.1.2-8", "MQTT5-3.1.2-14", "MQTT311-3.1.2-8", "MQTT311-3.1.2-16"})
    @Checklist(12)
    void a_lost_connection_publishes_the_will_at_its_qos(MqttVersion version) {
        for (int qos = 0; qos <= 2; qos++) {
            String topic = topic();
            RawMqttClient watcher = watcher(version, topic);
            WillSpec will = WillSpec.will(topic, "gone").withQos(qos);
            connected(connect(version, clientId()).will(will)).cut();
            Packet received = watcher.receive("gone");
            assertThat(received.qos()).isEqualTo(qos);
            assertThat(received.retain()).isFalse();
            RawMqttClient late = watcher(version, topic);
            expectNoWill(late, topic);
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-15", "MQTT311-3.1.2-17"})
    void a_will_with_retain_is_kept_for_later_subscribers(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        WillSpec will = WillSpec.will(topic, "gone").withQos(1).withRetain();
        connected(connect(version, clientId()).will(will)).cut();
        assertThat(watcher.receive("gone").retain()).isFalse();
        RawMqttClient late = watcher(version, topic);
        assertThat(late.receive("gone").retain()).isTrue();
        late.publish(publish(topic).retain());
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-10", "MQTT5-3.14.4-3", "MQTT311-3.1.2-10", "MQTT311-3.14.4-3"})
    @Checklist(12)
    void a_normal_disconnect_discards_the_will(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        RawMqttClient client = connected(connect(version, clientId()).will(WillSpec.will(topic, "will")));
        client.sendDisconnect().expectClosed();
        expectNoWill(watcher, topic);
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-10", "MQTT311-3.1.2-10"})
    void a_will_is_published_once(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        connected(connect(version, id)
                        .persistent()
                        .will(WillSpec.will(topic, "gone").withQos(1)))
                .cut();
        watcher.receive("gone");
        connected(connect(version, id).persistent()).cut();
        RawMqttClient again = connected(connect(version, id).persistent());
        again.sendDisconnect().expectClosed();
        expectNoWill(watcher, topic);
    }

    @EveryVersion
    @Normative("MQTT311-3.1.2-12")
    void without_a_will_nothing_is_published(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        String id = clientId();
        connected(connect(version, id)).cut();
        connected(connect(version, id)).expectOnlyPong();
        expectNoWill(watcher, topic);
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-8", "MQTT311-3.1.2-8"})
    @Checklist(12)
    void a_takeover_publishes_the_will(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        RawMqttClient old = connected(connect(version, id).will(WillSpec.will(topic, "taken over")));
        connected(connect(version, id));
        old.expectEnd(0x8E);
        watcher.receive("taken over");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-8", "MQTT311-3.1.2-8"})
    void a_protocol_error_publishes_the_will(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        RawMqttClient client = connected(connect(version, clientId()).will(WillSpec.will(topic, "offended")));
        client.send(0x00, 0x00).expectEnd(0x81, 0x82);
        watcher.receive("offended");
    }

    @Test
    @Normative({"MQTT5-3.1.2-10", "MQTT5-3.1.2-8"})
    @Checklist(12)
    void a_disconnect_with_another_reason_publishes_the_will() {
        for (int reason : new int[] {0x04, 0x80, 0x98}) {
            String topic = topic();
            RawMqttClient watcher = watcher(MqttVersion.V5, topic);
            connected(connect(MqttVersion.V5, clientId()).will(WillSpec.will(topic, "asked for")))
                    .sendDisconnect(reason, Props.none())
                    .expectClosed();
            watcher.receive("asked for");
        }
    }

    @Test
    @Normative({"MQTT5-3.1.3-9", "MQTT5-3.1.2-8"})
    @Checklist(14)
    void a_will_waits_for_its_delay() {
        String topic = topic();
        RawMqttClient watcher = watcher(MqttVersion.V5, topic);
        WillSpec later = WillSpec.will(topic, "after 2 s").delayed(2);
        WillSpec sooner = WillSpec.will(topic, "after 1 s").delayed(1);
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(60).will(later))
                .cut();
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(60).will(sooner))
                .cut();
        connected(connect(MqttVersion.V5, clientId()).will(WillSpec.will(topic, "at once")))
                .cut();
        watcher.receive("at once");
        watcher.receive("after 1 s");
        watcher.receive("after 2 s");
    }

    @Test
    @Normative("MQTT5-3.1.3-9")
    @Checklist(14)
    void a_reconnection_within_the_delay_cancels_the_will() {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = watcher(MqttVersion.V5, topic);
        WillSpec will = WillSpec.will(topic, "must not come").delayed(1);
        connected(connect(MqttVersion.V5, id).sessionExpiry(60).will(will)).cut();
        connected(connect(MqttVersion.V5, id).cleanStart(false).sessionExpiry(60));
        WillSpec clock = WillSpec.will(topic, "2 s have passed").delayed(2);
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(60).will(clock))
                .cut();
        watcher.receive("2 s have passed");
    }

    @Test
    @Normative({"MQTT5-3.1.2-8", "MQTT5-3.1.3-9"})
    @Checklist(14)
    void the_end_of_the_session_publishes_a_delayed_will() {
        String topic = topic();
        RawMqttClient watcher = watcher(MqttVersion.V5, topic);
        WillSpec will = WillSpec.will(topic, "session over").delayed(3600);
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(1).will(will))
                .cut();
        watcher.receive("session over");
        connected(connect(MqttVersion.V5, clientId()).sessionExpiry(0).will(will))
                .cut();
        watcher.receive("session over");
    }

    @Test
    @Normative({"MQTT5-3.1.2-8", "MQTT5-3.1.2-4"})
    @Checklist(14)
    void a_clean_start_ends_the_old_session_and_publishes_its_delayed_will() {
        String id = clientId();
        String topic = topic();
        RawMqttClient watcher = watcher(MqttVersion.V5, topic);
        WillSpec will = WillSpec.will(topic, "old session over").delayed(3600);
        connected(connect(MqttVersion.V5, id).sessionExpiry(3600).will(will)).cut();
        connected(connect(MqttVersion.V5, id));
        watcher.receive("old session over");
    }

    @Test
    @Normative({
        "MQTT5-3.1.3-10",
        "MQTT5-3.3.2-4",
        "MQTT5-3.3.2-15",
        "MQTT5-3.3.2-16",
        "MQTT5-3.3.2-17",
        "MQTT5-3.3.2-20"
    })
    void the_will_carries_its_properties_in_order() {
        String topic = topic();
        RawMqttClient watcher = watcher(MqttVersion.V5, topic);
        WillSpec will = WillSpec.will(topic, "x")
                .with(Prop.USER_PROPERTY, Map.entry("z", "1"))
                .with(Prop.PAYLOAD_FORMAT_INDICATOR, 1)
                .with(Prop.CONTENT_TYPE, "text/plain")
                .with(Prop.RESPONSE_TOPIC, "answers")
                .with(Prop.CORRELATION_DATA, new byte[] {1, 0, 2})
                .with(Prop.USER_PROPERTY, Map.entry("a", "2"))
                .with(Prop.USER_PROPERTY, Map.entry("z", "1"));
        connected(connect(MqttVersion.V5, clientId()).will(will)).cut();
        Props props = watcher.receive("x").props();
        assertThat(props.userProperties())
                .containsExactly(Map.entry("z", "1"), Map.entry("a", "2"), Map.entry("z", "1"));
        assertThat(props.number(Prop.PAYLOAD_FORMAT_INDICATOR, -1)).isEqualTo(1);
        assertThat(props.text(Prop.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(props.text(Prop.RESPONSE_TOPIC)).isEqualTo("answers");
        assertThat(props.binary(Prop.CORRELATION_DATA)).containsExactly(1, 0, 2);
        assertThat(props.has(Prop.WILL_DELAY_INTERVAL)).isFalse();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-9", "MQTT311-3.1.2-9"})
    void an_empty_will_payload_is_legal(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = watcher(version, topic);
        connected(connect(version, clientId()).will(WillSpec.will(topic, ""))).cut();
        watcher.receive("");
    }

    @Test
    @Normative("MQTT5-3.14.4-3")
    void a_will_disappears_even_if_disconnect_and_close_arrive_together() {
        String topic = topic();
        RawMqttClient watcher = watcher(MqttVersion.V5, topic);
        RawMqttClient client = open(MqttVersion.V5);
        byte[] connect = connect(MqttVersion.V5, clientId())
                .will(WillSpec.will(topic, "will"))
                .bytes();
        client.send(Wire.wire().raw(connect).raw(0xE0, 0).bytes());
        client.expectEndEventually();
        expectNoWill(watcher, topic);
    }
}
