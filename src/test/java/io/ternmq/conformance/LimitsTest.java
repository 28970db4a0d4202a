package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.PublishPacket;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.WillSpec;
import org.junit.jupiter.api.Test;

/** What the broker refuses because it is too large, too many or too slow, with small settings. */
class LimitsTest extends BrokerTestCase {

    private static final int MAX_PACKET = 4096;

    @Override
    protected BrokerUnderTest broker() {
        return TestBrokers.withSmallLimits();
    }

    @EveryVersion
    @Normative({"MQTT5-3.2.2-15", "MQTT5-4.13.1-1"})
    @Checklist(23)
    void a_packet_beyond_the_brokers_maximum_ends_the_connection(MqttVersion version) {
        String topic = topic();
        RawMqttClient client = connected(version);
        int overhead = 3 + 2 + topic.length() + (version.hasProperties() ? 1 : 0);
        client.publish(publish(topic).payload(new byte[MAX_PACKET - overhead])).expectOnlyPong();
        client.send(publish(topic).payload(new byte[MAX_PACKET - overhead + 1])).expectEnd(0x95);
    }

    @EveryVersion
    @Normative("MQTT5-3.2.2-15")
    @Checklist(23)
    void the_length_alone_is_enough_to_refuse(MqttVersion version) {
        connected(version).send(0x30, 0xFF, 0xFF, 0xFF, 0x7F).expectEnd(0x95);
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-2", "MQTT311-3.1.4-1"})
    void a_connect_beyond_its_own_limit_is_refused_by_its_length(MqttVersion version) {
        RawMqttClient client = open(version).send(0x10, 0xFF, 0xFF, 0xFF, 0x7F);
        if (version.hasProperties()) {
            client.expectRefusedOrClosed();
        } else {
            client.expectClosed();
        }
    }

    @Test
    @Checklist(44)
    void connack_tells_what_the_broker_allows() {
        Packet connack = open(MqttVersion.V5).connect(connect(MqttVersion.V5, clientId()));
        assertThat(connack.props().number(Prop.MAXIMUM_PACKET_SIZE, 0)).isEqualTo(MAX_PACKET);
        assertThat(connack.props().number(Prop.TOPIC_ALIAS_MAXIMUM, 0)).isEqualTo(4);
        assertThat(connack.props().number(Prop.RECEIVE_MAXIMUM, 65_535)).isEqualTo(5);
    }

    @EveryVersion
    @Checklist(4)
    void the_longest_client_id_is_a_setting(MqttVersion version) {
        String longest = (clientId() + "x".repeat(30)).substring(0, 30);
        open(version).connect(connect(version, longest));
        open(version).send(connect(version, longest + "x")).expectRefused(version.hasProperties() ? 0x85 : 2);
        String bytes = "é".repeat(15);
        open(version).connect(connect(version, bytes));
        open(version).send(connect(version, bytes + "x")).expectRefused(version.hasProperties() ? 0x85 : 2);
    }

    @EveryVersion
    @Checklist(26)
    void topics_and_filters_deeper_than_the_limit_are_refused(MqttVersion version) {
        String deepest = "1/2/3/4/5/6/7/8/9/" + clientId();
        RawMqttClient client = connected(version);
        client.subscribe(deepest, 0);
        client.publish(deepest, "x");
        client.receive("x");
        client.send(publish(deepest + "/11", "x")).expectEnd(0x90, 0x81, 0x82);
        connected(version).sendSubscribe(filters(1).filter(deepest + "/11", 0)).expectEnd(0x8F, 0x81, 0x82);
        connected(version).sendUnsubscribe(filters(1).filter(deepest + "/11")).expectEnd(0x8F, 0x81, 0x82);
        WillSpec will = WillSpec.will(deepest + "/11", "x");
        RawMqttClient willing = open(version).send(connect(version, clientId()).will(will));
        assertThat(willing.expectEndEventually()).allMatch(packet -> packet.reasonCode() != 0);
    }

    @EveryVersion
    @Checklist(29)
    void filters_beyond_the_limit_are_refused_one_by_one_and_replacing_is_allowed(MqttVersion version) {
        String topic = topic();
        int refused = version.hasProperties() ? 0x97 : 0x80;
        RawMqttClient client = connected(version);
        Packet suback = client.sendSubscribe(filters(1)
                        .filter(topic + "/a", 0)
                        .filter(topic + "/b", 1)
                        .filter(topic + "/b", 0)
                        .filter(topic + "/c", 0)
                        .filter(topic + "/d", 0))
                .expect(PacketKind.SUBACK);
        assertThat(suback.codes()).containsExactly(0, 1, 0, 0, refused);
        suback = client.sendSubscribe(filters(2).filter(topic + "/a", 2).filter(topic + "/e", 0))
                .expect(PacketKind.SUBACK);
        assertThat(suback.codes()).containsExactly(2, refused);
        client.unsubscribe(topic + "/a");
        client.subscribe(topic + "/e", 0);
    }

    @EveryVersion
    void too_many_filters_in_one_packet_end_the_connection(MqttVersion version) {
        SubscribePacket subscribe = filters(1);
        SubscribePacket unsubscribe = filters(1);
        for (int i = 0; i < 6; i++) {
            subscribe.filter("f/" + i, 0);
            unsubscribe.filter("f/" + i);
        }
        connected(version).sendSubscribe(subscribe).expectEnd(0x97, 0x83, 0x80, 0x81, 0x82);
        connected(version).sendUnsubscribe(unsubscribe).expectEnd(0x97, 0x83, 0x80, 0x81, 0x82);
    }

    @Test
    void too_many_user_properties_end_the_connection() {
        PublishPacket message = publish(topic(), "x");
        for (int i = 0; i < 5; i++) {
            message.user("k", "v");
        }
        connected(MqttVersion.V5).send(message).expectEnd(0x97, 0x83, 0x80, 0x81, 0x82);
    }

    @EveryVersion
    @Checklist(2)
    void a_connection_without_connect_is_closed_in_time(MqttVersion version) {
        RawMqttClient silent = open(version);
        RawMqttClient trickling = open(version).send(0x10);
        silent.expectClosed();
        trickling.expectClosed();
    }

    @EveryVersion
    @Checklist(47)
    void an_absent_client_keeps_the_oldest_messages_up_to_its_limit(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient first = subscribed(version, id, topic, 1);
        first.sendDisconnect().expectClosed();
        RawMqttClient publisher = connected(version);
        for (int i = 1; i <= 10; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1, i));
        }
        RawMqttClient second = connected(connect(version, id).persistent());
        for (int i = 1; i <= 5; i++) {
            second.receive("m" + i);
        }
        publisher.publish(publish(topic, "marker").qos(1, 11));
        second.receive("marker");
    }

    @EveryVersion
    @Checklist(46)
    void a_client_that_does_not_acknowledge_keeps_the_oldest_messages_up_to_its_limit(MqttVersion version) {
        String topic = topic();
        RawMqttClient slow = connected(version);
        slow.subscribe(topic, 1);
        RawMqttClient publisher = connected(version);
        for (int i = 1; i <= 30; i++) {
            publisher.publish(publish(topic, "m" + i).qos(1, i));
        }
        slow.settle();
        int window = version.hasProperties() ? 4 : 3;
        for (int i = 1; i <= window + 7; i++) {
            slow.receive("m" + i);
        }
        publisher.publish(publish(topic, "marker").qos(1, 31));
        slow.receive("marker");
    }
}
