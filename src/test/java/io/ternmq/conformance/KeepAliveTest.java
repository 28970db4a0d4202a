package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.WillSpec;
import java.time.Duration;

/** Keep alive and PINGREQ: sections 3.1.2.10 and 3.12 of both versions. */
class KeepAliveTest extends BrokerTestCase {

    @EveryVersion
    @Normative({"MQTT5-3.1.2-22", "MQTT5-3.2.2-22", "MQTT311-3.1.2-24"})
    @Checklist({12, 16})
    void a_silent_client_is_disconnected_after_one_and_a_half_times_its_keep_alive(MqttVersion version) {
        String topic = topic();
        RawMqttClient watcher = connected(version);
        watcher.subscribe(topic, 0);
        long began = System.nanoTime();
        RawMqttClient silent = connected(
                connect(version, clientId()).keepAlive(1).will(WillSpec.will(topic, "as if the network had failed")));
        silent.expectEnd(0x8D);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
        watcher.receive("as if the network had failed");
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-22", "MQTT311-3.1.2-24"})
    @Checklist(16)
    void keep_alive_0_never_ends_a_connection(MqttVersion version) {
        RawMqttClient patient = connected(connect(version, clientId()).keepAlive(0));
        RawMqttClient silent = connected(connect(version, clientId()).keepAlive(1));
        silent.expectEnd(0x8D);
        patient.expectOnlyPong();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-22", "MQTT311-3.1.2-24"})
    void any_packet_counts_as_a_sign_of_life(MqttVersion version) {
        String topic = topic();
        RawMqttClient pinging = connected(connect(version, clientId()).keepAlive(1));
        RawMqttClient publishing = connected(connect(version, clientId()).keepAlive(1));
        for (int clock = 0; clock < 2; clock++) {
            RawMqttClient silent = connected(connect(version, clientId()).keepAlive(1));
            while (silent.poll(Duration.ofMillis(200)) == null && !silent.isClosed()) {
                pinging.expectOnlyPong();
                publishing.publish(topic, "x");
            }
        }
        pinging.expectOnlyPong();
        publishing.expectOnlyPong();
    }

    @EveryVersion
    @Normative({"MQTT5-3.1.2-22", "MQTT311-3.1.2-24"})
    void messages_to_the_client_are_no_sign_of_life(MqttVersion version) {
        String topic = topic();
        RawMqttClient silent = connected(connect(version, clientId()).keepAlive(2));
        silent.subscribe(topic, 0);
        RawMqttClient publisher = connected(version);
        long end = System.nanoTime() + RawMqttClient.PATIENCE.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() < end) {
            publisher.publish(topic, "x");
            var packet = silent.poll(Duration.ofMillis(100));
            ended = packet == null ? silent.isClosed() : packet.kind() == PacketKind.DISCONNECT;
        }
        assertThat(ended).isTrue();
    }

    @EveryVersion
    @Normative({"MQTT5-3.12.4-1", "MQTT311-3.12.4-1"})
    void pingreq_is_answered(MqttVersion version) {
        RawMqttClient client = connected(version);
        for (int i = 0; i < 5; i++) {
            client.sendPing().sendPing().sendPing();
            client.expect(PacketKind.PINGRESP);
            client.expect(PacketKind.PINGRESP);
            client.expect(PacketKind.PINGRESP);
        }
        client.publish(publish(topic(), "x").qos(1, 1)).expectOnlyPong();
    }
}
