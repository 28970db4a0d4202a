package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.BrokerEvent.ListenerStarted;
import io.ternmq.event.BrokerEvent.ListenerStopped;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.TestClient.Packet;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpListenerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clients_connect_move_home_and_get_back_what_they_publish(boolean epoll) throws Exception {
        try (TestBroker broker = TestBroker.of(epoll)) {
            for (int i = 0; i < 8; i++) {
                try (TestClient client = broker.client()) {
                    byte[] payload = new byte[1000 * i];
                    new Random(i).nextBytes(payload);
                    client.connect("client-" + i).publish("a/b", payload);
                    byte[] body = client.read().body();
                    assertThat(Arrays.copyOfRange(body, 6, body.length)).isEqualTo(payload);
                    client.send("C000");
                    assertThat(client.read().type()).isEqualTo(13);
                    client.send("E000").requireEnd();
                }
            }
            assertThat(broker.sessions.sessions.stream()
                            .map(session -> session.connection.loop().index())
                            .distinct())
                    .hasSize(TestBroker.LOOPS);
            Await.until(() -> broker.total(Counter.SOCKET_CLOSE) == 8);
            assertThat(broker.total(Counter.SOCKET_OPEN)).isEqualTo(8);
            assertThat(broker.events(ClientDisconnected.class)).hasSize(8);
            assertThat(broker.total(Counter.MQTT_PINGREQ_RECEIVED)).isEqualTo(8);
        }
    }

    @Test
    void packets_sent_behind_connect_without_waiting_are_decoded_in_order_after_the_move() throws Exception {
        try (TestBroker broker = TestBroker.of()) {
            for (int i = 0; i < 8; i++) {
                try (TestClient client = broker.client()) {
                    client.sendConnect("eager-" + i);
                    for (int message = 0; message < 200; message++) {
                        client.publish("t", new byte[] {(byte) message});
                    }
                    assertThat(client.read().type()).isEqualTo(2);
                    for (int message = 0; message < 200; message++) {
                        byte[] body = client.read().body();
                        assertThat(body[body.length - 1]).isEqualTo((byte) message);
                    }
                }
            }
        }
    }

    @Test
    void packets_split_anywhere_are_put_together() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("pieces");
            byte[] packet = TestClient.publishBytes(ProtocolVersion.MQTT_5, "topic", new byte[300]);
            byte[] two = new byte[2 * packet.length];
            System.arraycopy(packet, 0, two, 0, packet.length);
            System.arraycopy(packet, 0, two, packet.length, packet.length);
            for (int cut = 1; cut < two.length; cut += 7) {
                client.send(Arrays.copyOf(two, cut));
                client.send("");
                client.send(Arrays.copyOfRange(two, cut, two.length));
                assertThat(client.read().body()).hasSize(308);
                assertThat(client.read().body()).hasSize(308);
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_told_in_one_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> TestBroker.of("port=" + port))
                    .isInstanceOf(ListenerException.class)
                    .hasMessage("Listener t (tcp://127.0.0.1:" + port + ") can't be started: Address already in use");
        }
    }

    @Test
    void a_suspended_listener_accepts_nothing_and_keeps_its_clients() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("stays");
            int port = broker.port();
            broker.listeners.suspend("t");
            assertThatThrownBy(broker::client).isInstanceOf(java.net.ConnectException.class);
            client.publish("t", new byte[1]);
            assertThat(client.read().type()).isEqualTo(3);
            assertThat(broker.listeners.statuses().get(0).state()).isEqualTo(ListenerStatus.State.SUSPENDED);
            broker.listeners.resume("t");
            assertThat(broker.port()).isEqualTo(port);
            try (TestClient other = broker.client()) {
                other.connect("new");
                assertThat(broker.listeners.statuses().get(0).connections()).isEqualTo(2);
            }
            assertThat(broker.events(ListenerStarted.class)).hasSize(2);
            assertThat(broker.events(ListenerStopped.class)).hasSize(1);
        }
    }

    @Test
    void a_stopped_listener_tells_its_clients_why() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client();
                TestClient old = broker.client()) {
            client.connect("five");
            old.sendConnect(ProtocolVersion.MQTT_3_1_1, "four", 0).read();
            broker.listeners.stop("t", ReasonCode.ADMINISTRATIVE_ACTION);
            Packet disconnect = client.read();
            assertThat(disconnect.type()).isEqualTo(14);
            assertThat(disconnect.at(0)).isEqualTo(0x98);
            client.requireEnd();
            old.requireEnd();
            assertThat(broker.listeners.statuses()).isEmpty();
            assertThat(broker.sessions.trail).contains("closed five ADMINISTRATIVE_ACTION: the listener is closing");
        }
    }

    @Test
    void a_first_packet_that_is_no_connect_ends_the_connection() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.send("C000").requireEnd();
            ConnectionRefused refused = broker.event(ConnectionRefused.class, event -> true);
            assertThat(refused.reason().isError()).isTrue();
            assertThat(broker.sessions.trail).isEmpty();
        }
    }

    @Test
    void a_second_connect_is_a_protocol_error() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("twice").sendConnect("twice");
            Packet disconnect = client.read();
            assertThat(disconnect.type()).isEqualTo(14);
            assertThat(disconnect.at(0)).isEqualTo(0x82);
            client.requireEnd();
        }
    }
}
