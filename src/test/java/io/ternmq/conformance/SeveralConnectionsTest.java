package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.RawMqttClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Several connections of one client id that share a session, where the settings allow it. */
class SeveralConnectionsTest extends BrokerTestCase {

    private static final Duration QUIET = Duration.ofMillis(300);

    private BrokerUnderTest broker = BrokerUnderTest.shared();

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }

    private List<RawMqttClient> connections(String mode, MqttVersion version, String topic) {
        broker = BrokerUnderTest.named(
                "several " + mode,
                settings -> settings.with("ternmq.session.allow-multiple-sessions", "true")
                        .with("ternmq.session.deliver-mode", mode));
        String id = clientId();
        List<RawMqttClient> connections = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            connections.add(connected(connect(version, id).persistent()));
        }
        connections.get(0).subscribe(topic, 0);
        return connections;
    }

    @EveryVersion
    @Checklist(55)
    void fanout_gives_every_message_to_each_connection(MqttVersion version) {
        String topic = topic();
        List<RawMqttClient> connections = connections("fanout", version, topic);
        RawMqttClient publisher = connected(version);
        for (int i = 0; i < 10; i++) {
            publisher.publish(publish(topic, "m" + i));
        }
        for (RawMqttClient connection : connections) {
            for (int i = 0; i < 10; i++) {
                connection.receive("m" + i);
            }
        }
        connections.get(0).cut();
        publisher.publish(publish(topic, "after one has gone"));
        connections.get(1).receive("after one has gone");
        connections.get(2).receive("after one has gone");
    }

    @EveryVersion
    @Checklist(55)
    void balance_gives_every_message_to_one_connection(MqttVersion version) {
        String topic = topic();
        List<RawMqttClient> connections = connections("balance", version, topic);
        RawMqttClient publisher = connected(version);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            expected.add("m" + i);
            publisher.publish(publish(topic, "m" + i));
        }
        List<String> received = new ArrayList<>();
        int withMessages = 0;
        for (RawMqttClient connection : connections) {
            List<String> own =
                    connection.drain(QUIET).stream().map(Packet::text).toList();
            received.addAll(own);
            withMessages += own.isEmpty() ? 0 : 1;
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(withMessages).isGreaterThan(1);
    }
}
