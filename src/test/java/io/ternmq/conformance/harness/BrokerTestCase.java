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

    /** Closes the client after the test. */
    protected RawMqttClient register(RawMqttClient client) {
        clients.add(client);
        return client;
    }
}
