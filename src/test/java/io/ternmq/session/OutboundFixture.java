package io.ternmq.session;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A subscriber of a node, somebody who publishes to it, and numbered messages. */
abstract class OutboundFixture {
    TestNode node = TestNode.parts().start();

    TestClient subscriber(ProtocolVersion version, Qos qos, Consumer<TestClient.ConnectSpec> change) {
        TestClient client = node.connected(version, "s", change);
        client.subscribe(1, qos, "a/#");
        client.take();
        return client;
    }

    TestClient publisher() {
        return node.connected(ProtocolVersion.MQTT_5, "p");
    }

    static void publish(TestClient publisher, Qos qos, int from, int to) {
        for (int i = from; i <= to; i++) {
            publisher.publish("a/b", "m" + i, qos, qos == Qos.AT_MOST_ONCE ? 0 : i);
            if (qos == Qos.EXACTLY_ONCE) {
                publisher.acknowledge(PacketType.PUBREL, i);
            }
        }
    }

    static List<String> payloads(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            all.add("m" + i);
        }
        return all;
    }
}
