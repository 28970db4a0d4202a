package io.ternmq.conformance.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of the tests that speak to a broker: opens clients, closes them after each test, and hands out names that no other test
 * uses, so that tests need no order and leave nothing behind for others.
 */
@Tag("broker")
@ExtendWith(BrokerExtension.class)
public abstract class BrokerTestCase {

    private static final String RUN = Long.toString(System.nanoTime() & 0xFFFFFFFL, 36);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<RawMqttClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() {
        clients.forEach(RawMqttClient::close);
    }

    /** The broker that the tests of this class speak to; the shared one unless overridden. */
    protected BrokerUnderTest broker() {
        return BrokerUnderTest.shared();
    }

    /** A topic of three levels that no other test uses. */
    protected static String topic() {
        return "conf/" + RUN + "/" + NAMES.incrementAndGet();
    }

    /** A client id of at most 23 letters and digits that no other test uses. */
    protected static String clientId() {
        return "c" + RUN + "n" + NAMES.incrementAndGet();
    }

    /** A TCP connection without a CONNECT yet. */
    protected RawMqttClient open(MqttVersion version) {
        return register(broker().open(version));
    }

    /** A connected client with a new id and a clean session. */
    protected RawMqttClient connected(MqttVersion version) {
        return connected(ConnectPacket.connect(version, clientId()));
    }

    /** The same on another broker. */
    protected RawMqttClient connectedTo(BrokerUnderTest other, MqttVersion version) {
        RawMqttClient client = register(other.open(version));
        client.connect(ConnectPacket.connect(version, clientId()));
        return client;
    }

    protected RawMqttClient connected(ConnectPacket connect) {
        RawMqttClient client = open(connect.version());
        client.connect(connect);
        return client;
    }

    /** A connected client that has found the session again which its CONNECT asks for. */
    protected RawMqttClient resumed(ConnectPacket connect) {
        RawMqttClient client = open(connect.version());
        client.resume(connect);
        return client;
    }

    /** The same, of a session that outlives its connections. */
    protected RawMqttClient resumed(MqttVersion version, String id) {
        return resumed(ConnectPacket.connect(version, id).persistent());
    }

    /** A connected client whose session outlives its connection, and which has subscribed to a filter. */
    protected RawMqttClient subscribed(MqttVersion version, String id, String filter, int qos) {
        RawMqttClient client = connected(ConnectPacket.connect(version, id).persistent());
        client.subscribe(filter, qos);
        return client;
    }

    /** Publishes m1, m2 and so on at QoS 2 and 1 in turn; gives what the subscriber gets of them and leaves unacknowledged. */
    protected static List<Packet> underWay(RawMqttClient publisher, RawMqttClient subscriber, String topic, int count) {
        List<Packet> sent = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            publisher.publish(PublishPacket.publish(topic, "m" + i).qos(1 + i % 2, i));
            sent.add(subscriber.expect(PacketKind.PUBLISH));
        }
        return sent;
    }

    /** Closes the client after the test. */
    protected RawMqttClient register(RawMqttClient client) {
        clients.add(client);
        return client;
    }
}
