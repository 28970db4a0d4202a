package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.WillSpec;
import org.junit.jupiter.api.Test;

/** A broker whose optional features are switched off says so and refuses their use: MQTT 5 section 3.2.2.3. */
class OptionalFeaturesTest extends BrokerTestCase {

    @Override
    protected BrokerUnderTest broker() {
        return TestBrokers.withoutOptionalFeatures();
    }

    @Test
    @Normative({"MQTT5-3.2.2-18", "MQTT5-3.3.2-9"})
    @Checklist(33)
    void no_alias_may_be_used_when_none_was_offered() {
        RawMqttClient client = open(MqttVersion.V5);
        Packet connack = client.connect(connect(MqttVersion.V5, clientId()));
        assertThat(connack.props().number(Prop.TOPIC_ALIAS_MAXIMUM, 0)).isZero();
        client.send(publish(topic(), "x").with(Prop.TOPIC_ALIAS, 1)).expectEnd(0x94);
    }

    @Test
    @Normative("MQTT5-3.2.2-14")
    void retain_is_refused_where_it_is_not_available() {
        RawMqttClient client = open(MqttVersion.V5);
        Packet connack = client.connect(connect(MqttVersion.V5, clientId()));
        assertThat(connack.props().number(Prop.RETAIN_AVAILABLE, 1)).isZero();
        client.send(publish(topic(), "x").retain()).expectEnd(0x9A);
    }

    @EveryVersion
    @Normative("MQTT5-3.2.2-13")
    void a_retained_will_is_refused_where_retain_is_not_available(MqttVersion version) {
        WillSpec will = WillSpec.will(topic(), "x").withRetain();
        RawMqttClient client = open(version).send(connect(version, clientId()).will(will));
        if (version.hasProperties()) {
            client.expectRefused(0x9A);
        } else {
            client.expectRefusedOrClosed();
        }
    }

    @Test
    @Normative("MQTT5-3.1.2-28")
    void response_information_is_sent_to_those_who_ask() {
        Packet asked = open(MqttVersion.V5)
                .connect(connect(MqttVersion.V5, clientId()).with(Prop.REQUEST_RESPONSE_INFORMATION, 1));
        assertThat(asked.props().text(Prop.RESPONSE_INFORMATION)).startsWith("answers/");
        Packet declined = open(MqttVersion.V5)
                .connect(connect(MqttVersion.V5, clientId()).with(Prop.REQUEST_RESPONSE_INFORMATION, 0));
        assertThat(declined.props().has(Prop.RESPONSE_INFORMATION)).isFalse();
        Packet silent = open(MqttVersion.V5).connect(connect(MqttVersion.V5, clientId()));
        assertThat(silent.props().has(Prop.RESPONSE_INFORMATION)).isFalse();
    }
}
