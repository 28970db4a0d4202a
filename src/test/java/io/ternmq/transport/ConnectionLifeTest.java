package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.BrokerEvent.IncidentHappened;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a connection lasts, and how it ends. */
class ConnectionLifeTest {
    // ------------------------------------------------------------------ time

    @Test
    @Checklist(2)
    @Normative("MQTT5-3.1.4-1")
    void a_connection_without_connect_is_ended_on_time() throws Exception {
        try (TestBroker broker = TestBroker.of("connect-timeout=200ms");
                TestClient client = broker.client()) {
            client.send("10").requireEnd();
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .isEqualTo("no CONNECT came in time");
            assertThat(broker.total(Counter.SOCKET_CLOSE_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void the_nodes_connect_timeout_holds_where_the_listener_has_none() throws Exception {
        try (TestBroker broker = TestBroker.of("limit.connect-timeout=200ms");
                TestClient client = broker.client()) {
            client.requireEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({"MQTT_5, 1", "MQTT_3_1_1, 0"})
    @Normative({"MQTT5-3.1.2-22", "MQTT311-3.1.2-24"})
    void a_client_that_is_silent_for_one_and_a_half_times_its_keep_alive_is_disconnected(
            ProtocolVersion version, int disconnects) throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.sendConnect(version, "silent", 1).read();
            if (disconnects == 1) {
                client.requireDisconnect(0x8D);
            } else {
                client.requireEnd();
            }
            assertThat(broker.counters.value(Counter.CLIENT_KEEPALIVE_EXPIRED, version))
                    .isEqualTo(1);
            assertThat(broker.event(ClientDisconnected.class, event -> true).reason())
                    .isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
        }
    }

    @Test
    void a_client_that_pings_stays() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient silent = broker.client();
                TestClient client = broker.client()) {
            client.sendConnect(ProtocolVersion.MQTT_5, "pings", 1).read();
            silent.sendConnect(ProtocolVersion.MQTT_5, "silent", 2).read();
            // As long as it takes for the other one, whose keep alive is twice as long, to be found silent.
            CompletableFuture<Void> over = CompletableFuture.runAsync(() -> {
                try {
                    silent.requireDisconnect(0x8D);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!over.isDone()) {
                client.send("C000");
                assertThat(client.read().type()).isEqualTo(13);
                Await.pause();
            }
            over.join();
            client.publish("t", new byte[1]);
            assertThat(client.read().type()).isEqualTo(3);
        }
    }

    @Test
    @Checklist(17)
    void a_connection_lives_as_long_as_the_listener_lets_it() throws Exception {
        try (TestBroker broker = TestBroker.of("max-connection-lifetime=300ms");
                TestClient client = broker.client()) {
            client.connect("mortal");
            client.requireDisconnect(0x98);
        }
    }

    // ------------------------------------------------------------------ ends

    @Test
    void a_socket_that_is_closed_without_disconnect_is_told_to_the_session() throws Exception {
        try (TestBroker broker = TestBroker.of()) {
            try (TestClient client = broker.client()) {
                client.connect("gone");
            }
            Await.until(() -> broker.sessions.trail.contains(
                    "closed gone UNSPECIFIED_ERROR: the socket was closed without a DISCONNECT"));
            assertThat(broker.listeners.statuses().get(0).connections()).isZero();
        }
    }

    @Test
    void a_good_bye_is_told_to_the_session_and_not_answered() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("polite").send("E001 04").requireEnd();
            Await.until(() ->
                    broker.sessions.trail.contains("closed polite DISCONNECT_WITH_WILL: the client said good-bye"));
            assertThat(broker.sessions.trail).contains("disconnect polite DISCONNECT_WITH_WILL");
        }
    }

    @Test
    void an_error_of_ours_ends_that_connection_alone_and_is_told() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient victim = broker.client();
                TestClient other = broker.client()) {
            other.connect("other");
            victim.connect("victim");
            broker.sessions.onPublish = (session, publish) -> {
                if (session.id().clientId().equals("victim")) {
                    throw new IllegalStateException("a fault of the test");
                }
                return session.echo(publish);
            };
            victim.publish("t", new byte[1]);
            victim.requireDisconnect(0x80);
            broker.event(IncidentHappened.class, event -> event.name().equals("internal-error"));
            other.publish("t", new byte[1]);
            assertThat(other.read().type()).isEqualTo(3);
        }
    }

    @Test
    void what_follows_the_end_is_thrown_away() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("talks on");
            broker.sessions.onPublish = (session, publish) -> {
                session.connection.disconnect(ReasonCode.QUOTA_EXCEEDED, "enough");
                return Next.STOP;
            };
            byte[] packet = TestClient.publishBytes(ProtocolVersion.MQTT_5, "t", new byte[20_000]);
            for (int i = 0; i < 20; i++) {
                client.send(packet);
            }
            client.requireDisconnect(0x97);
            Await.until(() -> broker.sessions.only().published == 1);
        }
    }
}
