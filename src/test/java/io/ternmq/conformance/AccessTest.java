package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import io.ternmq.conformance.harness.WillSpec;
import org.junit.jupiter.api.Test;

/** What clients get to see of authentication and authorisation. */
class AccessTest extends BrokerTestCase {

    @Override
    protected BrokerUnderTest broker() {
        return TestBrokers.withAccessFiles();
    }

    private static ConnectPacket alice(MqttVersion version) {
        return connect(version, clientId()).username("alice").password("wonderland");
    }

    private static ConnectPacket bob(MqttVersion version) {
        return connect(version, clientId()).username("bob").password("builder");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-2", "MQTT5-3.2.2-6", "MQTT5-3.2.2-8", "MQTT311-3.2.2-4", "MQTT311-3.2.2-5"})
    @Checklist({42, 108})
    void who_cannot_show_who_he_is_gets_refused(MqttVersion version) {
        boolean v5 = version.hasProperties();
        open(version).send(alice(version).password("wrong")).expectRefused(v5 ? 0x86 : 4);
        open(version).send(bob(version).password("wrong")).expectRefused(v5 ? 0x86 : 4);
        for (ConnectPacket stranger : new ConnectPacket[] {
            connect(version, clientId()),
            connect(version, clientId()).username("nobody").password("x"),
            connect(version, clientId()).username("alice")
        }) {
            Packet connack = open(version).send(stranger).expect(PacketKind.CONNACK);
            assertThat(connack.reasonCode()).isIn(v5 ? new Object[] {0x86, 0x87} : new Object[] {4, 5});
        }
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-6", "MQTT311-3.1.4-5"})
    void a_refused_client_does_not_take_over_a_session(MqttVersion version) {
        ConnectPacket connect = alice(version);
        RawMqttClient client = connected(connect);
        open(version)
                .send(connect(version, connect.clientIdText()).username("alice").password("wrong"))
                .expectRefused(version.hasProperties() ? 0x86 : 4);
        client.expectOnlyPong();
    }

    @EveryVersion
    @Normative({"MQTT5-3.9.3-2", "MQTT5-3.8.4-7", "MQTT311-3.9.3-2", "MQTT311-3.8.4-5"})
    @Checklist(
            value = 28,
            integrations = {11, 12, 13})
    void denied_filters_are_told_one_by_one(MqttVersion version) {
        int denied = version.hasProperties() ? 0x87 : 0x80;
        RawMqttClient client = connected(bob(version));
        Packet suback = client.sendSubscribe(filters(1)
                        .filter("bob/a", 1)
                        .filter("alice/a", 0)
                        .filter("bob/+", 2)
                        .filter("bob/#", 0)
                        .filter("#", 0)
                        .filter("limited/+", 0)
                        .filter("limited/#", 0)
                        .filter("+/+", 0)
                        .filter("users/bob/x", 0)
                        .filter("users/alice/x", 0))
                .expect(PacketKind.SUBACK);
        assertThat(suback.codes()).containsExactly(1, denied, 2, denied, denied, 0, denied, denied, 0, denied);
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.2-1", "MQTT311-3.8.4-5"})
    @Checklist(value = 28, bypass = 1)
    void a_shared_filter_needs_the_right_to_its_filter(MqttVersion version) {
        int denied = version.hasProperties() ? 0x87 : 0x80;
        RawMqttClient client = connected(bob(version));
        Packet suback = client.sendSubscribe(
                        filters(1).filter("$share/g/alice/secret", 0).filter("$share/g/bob/#", 0))
                .expect(PacketKind.SUBACK);
        assertThat(suback.codes()).containsExactly(denied, denied);
    }

    @Test
    @Normative({"MQTT5-3.4.2-1", "MQTT5-3.5.2-1", "MQTT5-4.3.3-9"})
    @Checklist(value = 25, integrations = 12)
    void a_denied_publish_is_told_in_5() {
        RawMqttClient watcher = connected(alice(MqttVersion.V5));
        String topic = "alice/" + clientId();
        watcher.subscribe(topic, 2);
        RawMqttClient client = connected(bob(MqttVersion.V5));
        Packet puback = client.send(publish(topic, "denied").qos(1, 1)).expect(PacketKind.PUBACK);
        assertThat(puback.reasonCode()).isEqualTo(0x87);
        for (int i = 0; i < 2; i++) {
            Packet pubrec = client.send(publish(topic, "denied").qos(2, 2)).expect(PacketKind.PUBREC);
            assertThat(pubrec.reasonCode()).isEqualTo(0x87);
        }
        client.send(publish("bob/x", "allowed under the same id").qos(2, 2));
        assertThat(client.expect(PacketKind.PUBREC).reasonCode()).isLessThan(0x80);
        client.publish(publish(topic, "denied"));
        connected(alice(MqttVersion.V5)).publish(topic, "marker");
        watcher.receive("marker");
    }

    @Test
    @Normative("MQTT311-3.3.5-2")
    @Checklist(value = 25, integrations = 12)
    void a_denied_publish_ends_the_connection_in_3_1_1() {
        for (int qos = 0; qos <= 2; qos++) {
            connected(bob(MqttVersion.V311))
                    .send(publish("alice/x", "x").qos(qos, 1))
                    .expectEnd();
        }
    }

    @Test
    @Checklist(25)
    void a_denied_publish_is_acknowledged_and_dropped_in_3_1() {
        RawMqttClient watcher = connected(alice(MqttVersion.V31));
        String topic = "alice/" + clientId();
        watcher.subscribe(topic, 2);
        RawMqttClient client = connected(bob(MqttVersion.V31));
        for (int qos = 0; qos <= 2; qos++) {
            client.publish(publish(topic, "denied").qos(qos, 1));
        }
        connected(alice(MqttVersion.V31)).publish(topic, "marker");
        watcher.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.4-2", "MQTT311-3.2.2-5"})
    @Checklist(15)
    void a_will_that_may_not_be_published_refuses_the_connection(MqttVersion version) {
        WillSpec will = WillSpec.will("alice/forbidden", "x");
        open(version).send(bob(version).will(will)).expectRefused(version.hasProperties() ? 0x87 : 5);
        String topic = "bob/" + clientId();
        RawMqttClient watcher = connected(bob(version));
        watcher.subscribe(topic, 0);
        connected(bob(version).will(WillSpec.will(topic, "allowed"))).cut();
        watcher.receive("allowed");
    }

    @EveryVersion
    @Checklist(108)
    void wildcards_and_slashes_in_ids_do_not_widen_patterns(MqttVersion version) {
        for (String id : new String[] {"#", "+", "a/b", "a/+", "/#", "../x"}) {
            RawMqttClient client = open(version);
            client.connect(connect(version, id).username("bob").password("builder"));
            client.send(publish("clients/other/x", "denied").qos(1, 1));
            Packet answer = client.poll(RawMqttClient.PATIENCE);
            if (version == MqttVersion.V5) {
                assertThat(answer).isNotNull();
                assertThat(answer.reasonCode()).isEqualTo(0x87);
            } else if (version == MqttVersion.V311) {
                assertThat(answer).isNull();
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void a_pattern_gives_each_client_its_own_topics() {
        ConnectPacket connect = bob(MqttVersion.V5);
        RawMqttClient client = connected(connect);
        client.send(publish("clients/" + connect.clientIdText() + "/x", "mine").qos(1, 1));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isLessThan(0x80);
        client.send(
                publish("clients/" + connect.clientIdText() + "y/x", "not mine").qos(1, 2));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isEqualTo(0x87);
    }
}
