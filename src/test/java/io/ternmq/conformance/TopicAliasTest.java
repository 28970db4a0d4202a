package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic aliases in both directions: MQTT 5 section 3.3.2.3.4. */
class TopicAliasTest extends BrokerTestCase {

    @Override
    protected BrokerUnderTest broker() {
        return BrokerUnderTest.isExternal() ? BrokerUnderTest.shared() : TestBrokers.withSmallLimits();
    }

    private int aliasMaximum(RawMqttClient client) {
        Packet connack = client.connect(connect(MqttVersion.V5, clientId()));
        return (int) connack.props().number(Prop.TOPIC_ALIAS_MAXIMUM, 0);
    }

    @Test
    @Normative({"MQTT5-3.3.2-12", "MQTT5-3.2.2-17"})
    @Checklist(33)
    void every_alias_up_to_the_maximum_is_understood_and_can_be_changed() {
        String topic = topic();
        RawMqttClient subscriber = connected(MqttVersion.V5);
        subscriber.subscribe(topic + "/+", 0);
        RawMqttClient publisher = open(MqttVersion.V5);
        int maximum = aliasMaximum(publisher);
        assertThat(maximum).isPositive();
        for (int round = 0; round < 2; round++) {
            for (int alias = 1; alias <= maximum; alias++) {
                String name = topic + "/" + round + "-" + alias;
                publisher.publish(publish(name, "set").with(Prop.TOPIC_ALIAS, alias));
                publisher.publish(publish("", "used").with(Prop.TOPIC_ALIAS, alias));
                assertThat(subscriber.receive("set").topic()).isEqualTo(name);
                assertThat(subscriber.receive("used").topic()).isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @Normative({"MQTT5-3.3.2-8", "MQTT5-3.3.2-9", "MQTT5-3.2.2-17", "MQTT5-4.13.1-1"})
    @Checklist(33)
    void an_alias_of_0_beyond_the_maximum_or_unknown_ends_the_connection(int qos) {
        RawMqttClient probe = open(MqttVersion.V5);
        int beyond = aliasMaximum(probe) + 1;
        for (int alias : new int[] {0, beyond, 65_535}) {
            connected(MqttVersion.V5)
                    .send(publish(topic(), "x").qos(qos, 1).with(Prop.TOPIC_ALIAS, alias))
                    .expectEnd(alias == 0 ? new Integer[] {0x81, 0x82, 0x94} : new Integer[] {0x94});
        }
        connected(MqttVersion.V5)
                .send(publish("", "x").qos(qos, 1).with(Prop.TOPIC_ALIAS, 1))
                .expectEnd(0x82, 0x94);
    }

    @Test
    @Normative("MQTT5-3.3.2-7")
    void aliases_end_with_their_connection() {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = connected(connect(MqttVersion.V5, id).persistent());
        first.publish(publish(topic, "x").with(Prop.TOPIC_ALIAS, 1));
        first.expectOnlyPong();
        first.cut();
        RawMqttClient second = connected(connect(MqttVersion.V5, id).persistent());
        second.send(publish("", "x").with(Prop.TOPIC_ALIAS, 1)).expectEnd(0x82, 0x94);
    }

    @Test
    @Normative({"MQTT5-3.1.2-26", "MQTT5-3.3.2-11", "MQTT5-3.3.2-7"})
    @Checklist(34)
    void the_broker_uses_only_aliases_that_the_client_allows() {
        String topic = topic();
        RawMqttClient subscriber = connected(connect(MqttVersion.V5, clientId()).with(Prop.TOPIC_ALIAS_MAXIMUM, 3));
        subscriber.subscribe(topic + "/+", 0);
        RawMqttClient publisher = connected(MqttVersion.V5);
        Map<Long, String> aliases = new HashMap<>();
        boolean used = false;
        for (int i = 0; i < 40; i++) {
            String name = topic + "/" + i % 5;
            publisher.publish(name, "x");
            Packet received = subscriber.receive();
            long alias = received.props().number(Prop.TOPIC_ALIAS, 0);
            assertThat(alias).isBetween(0L, 3L);
            if (!received.topic().isEmpty()) {
                assertThat(received.topic()).isEqualTo(name);
                if (alias > 0) {
                    aliases.put(alias, name);
                }
            } else {
                used = true;
                assertThat(aliases.get(alias)).isEqualTo(name);
            }
        }
        assertThat(used || BrokerUnderTest.isExternal()).as("an alias was used").isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Normative({"MQTT5-3.1.2-26", "MQTT5-3.1.2-27"})
    @Checklist(34)
    void without_the_clients_permission_no_alias_is_sent(boolean explicitZero) {
        String topic = topic();
        ConnectPacket connect = connect(MqttVersion.V5, clientId());
        RawMqttClient subscriber = connected(explicitZero ? connect.with(Prop.TOPIC_ALIAS_MAXIMUM, 0) : connect);
        subscriber.subscribe(topic, 0);
        RawMqttClient publisher = connected(MqttVersion.V5);
        for (int i = 0; i < 10; i++) {
            publisher.publish(topic, "x");
            Packet received = subscriber.receive();
            assertThat(received.topic()).isEqualTo(topic);
            assertThat(received.props().has(Prop.TOPIC_ALIAS)).isFalse();
        }
    }

    @Test
    @Normative("MQTT5-3.3.2-7")
    void an_alias_of_the_publisher_is_not_passed_on() {
        String topic = topic();
        RawMqttClient subscriber = connected(MqttVersion.V5);
        subscriber.subscribe(topic, 0);
        RawMqttClient publisher = connected(MqttVersion.V5);
        publisher.publish(publish(topic, "x").with(Prop.TOPIC_ALIAS, 1));
        assertThat(subscriber.receive("x").props().has(Prop.TOPIC_ALIAS)).isFalse();
    }
}
