package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.TestClient.Packet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a listener takes from nobody. */
class ConnectionRefusalTest {
    @ParameterizedTest
    @CsvSource({
        "'3,4', MQTT_5, false, 20 00 84",
        "'5', MQTT_3_1_1, false, 20 00 01",
        "'5', MQTT_3_1, false, 20 00 01",
        "'3,4,5', MQTT_3_1_1, true, 20 00 01",
        "'3,4,5', MQTT_3_1, true, 20 00 01"
    })
    @Checklist(1)
    @Normative({"MQTT5-3.1.2-2", "MQTT311-3.1.2-2"})
    void a_protocol_level_that_the_listener_does_not_allow_is_refused(
            String allowed, ProtocolVersion version, boolean bridge, String expected) throws Exception {
        try (TestBroker broker = TestBroker.of("allowed-protocol-versions=" + allowed);
                TestClient client = broker.client()) {
            client.send(TestClient.connectBytes(version, bridge, "c", 0));
            Packet connack = client.read();
            assertThat(connack.toString().substring(0, 2)).isEqualTo(expected.substring(0, 2));
            assertThat(connack.at(1)).isEqualTo(Integer.parseInt(expected.substring(6), 16));
            client.requireEnd();
            assertThat(broker.counters.value(Counter.CONNECTION_REFUSED, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"131, MQTT_3_1", "132, MQTT_3_1_1"})
    @Checklist(1)
    void bridges_get_in_where_their_level_is_allowed(String level, ProtocolVersion version) throws Exception {
        try (TestBroker broker = TestBroker.of("allowed-protocol-versions=" + level);
                TestClient client = broker.client()) {
            client.send(TestClient.connectBytes(version, true, "bridge", 0));
            assertThat(client.read().toString()).isEqualTo("20 0000");
        }
    }

    @Test
    @Normative("MQTT5-4.13.1-1")
    void a_connect_that_is_malformed_is_answered_in_its_version() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            // Reserved flag set.
            client.send("10 0d 0004 4d515454 05 03 0000 00 0000");
            Packet connack = client.read();
            assertThat(connack.type()).isEqualTo(2);
            assertThat(connack.at(1)).isEqualTo(0x81);
            client.requireEnd();
        }
    }

    @Test
    void a_connect_larger_than_allowed_is_refused_when_its_length_is_read() throws Exception {
        try (TestBroker broker = TestBroker.of("limit.max-connect-size=200B");
                TestClient client = broker.client()) {
            client.send("10 ff 7f").requireEnd();
            assertThat(broker.event(ConnectionRefused.class, event -> true).reason())
                    .isEqualTo(ReasonCode.PACKET_TOO_LARGE);
        }
    }

    @Test
    @Normative("MQTT5-3.2.2-15")
    void a_packet_larger_than_allowed_is_refused_when_its_length_is_read() throws Exception {
        try (TestBroker broker = TestBroker.of("limit.max-packet-size=1KB");
                TestClient client = broker.client()) {
            client.connect("large").send("30 ff ff 7f");
            client.requireDisconnect(0x95);
            assertThat(broker.total(Counter.MQTT_INVALID_MSG_SIZE_ERROR)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "max-topic-bytes=3, abcd",
        "max-topic-levels=3, a/b/c/d",
    })
    void what_is_longer_or_deeper_than_a_limit_ends_the_connection(String limit, String topic) throws Exception {
        try (TestBroker broker = TestBroker.of("limit." + limit);
                TestClient client = broker.client()) {
            client.connect("long").publish("abc", new byte[1]);
            assertThat(client.read().type()).isEqualTo(3);
            client.publish(topic, new byte[1]);
            assertThat(client.read().type()).isEqualTo(14);
        }
    }

    @Test
    void all_that_are_not_admitted_share_one_budget_of_bytes() throws Exception {
        try (TestBroker broker =
                TestBroker.of("limit.unauthenticated-bytes=1MB", "limit.max-connect-size=1MB", "connect-timeout=10s")) {
            TestClient[] clients = new TestClient[12];
            byte[] begun = new byte[100_000];
            begun[0] = 0x10;
            begun[1] = (byte) 0x80;
            begun[2] = (byte) 0x80;
            begun[3] = 0x38;
            System.arraycopy(TestCertificates.hex("00044d5154540502"), 0, begun, 4, 8);
            for (int i = 0; i < clients.length; i++) {
                clients[i] = broker.client();
                try {
                    clients[i].send(begun);
                } catch (IOException e) {
                    // Refused while it was still sending.
                    continue;
                }
            }
            ConnectionRefused refused = broker.event(ConnectionRefused.class, event -> true);
            assertThat(refused.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
            for (TestClient client : clients) {
                client.close();
            }
            Await.until(() -> broker.total(Counter.SOCKET_CLOSE) == clients.length);
            try (TestClient after = broker.client()) {
                byte[] connect = TestClient.connectBytes(ProtocolVersion.MQTT_5, false, "after", 0);
                after.send(Arrays.copyOf(connect, 5)).send(Arrays.copyOfRange(connect, 5, connect.length));
                assertThat(after.read().at(1)).isZero();
            }
        }
    }

    @Test
    void the_refusal_of_the_session_room_is_sent_before_the_end() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            broker.sessions.onConnect = (connection, connect) -> {
                connection.refuse(new Connack(false, ReasonCode.NOT_AUTHORIZED, Properties.NONE), "the test says no");
                return false;
            };
            client.sendConnect("no");
            assertThat(client.read().at(1)).isEqualTo(0x87);
            client.requireEnd();
            ConnectionRefused refused = broker.event(ConnectionRefused.class, event -> true);
            assertThat(refused.clientId()).isEqualTo("no");
            assertThat(refused.detail()).isEqualTo("the test says no");
            assertThat(broker.counters.value(
                            Counter.MQTT_CONNACK_SENT, ProtocolVersion.MQTT_5, ReasonCode.NOT_AUTHORIZED))
                    .isEqualTo(1);
            Await.until(() -> broker.sessions.trail.equals(List.of("connect no", "closed before admission")));
        }
    }
}
