package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.BrokerEvent.IncidentHappened;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import io.ternmq.session.Connection.Pause;
import io.ternmq.transport.TestClient.Packet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLifeTest {
    private static void requireDisconnect(TestClient client, int reason) throws IOException {
        Packet disconnect = client.read();
        assertThat(disconnect.type()).isEqualTo(14);
        assertThat(disconnect.at(0)).isEqualTo(reason);
        client.requireEnd();
    }

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
                requireDisconnect(client, 0x8D);
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
                    requireDisconnect(silent, 0x8D);
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
            requireDisconnect(client, 0x98);
        }
    }

    // ------------------------------------------------------------------ what is refused

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
            requireDisconnect(client, 0x95);
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

    // ------------------------------------------------------------------ parking and pausing

    @Test
    @Normative("MQTT5-3.1.2-30")
    void while_a_client_authenticates_nothing_but_auth_may_come() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            broker.sessions.onConnect = (connection, connect) -> {
                connection.resumeDecoding();
                return false;
            };
            client.sendConnect("auth").send("F0 06 18 04 15 00 01 6D").send("C000");
            assertThat(client.read().at(1)).isEqualTo(0x82);
            client.requireEnd();
            Await.until(() -> broker.sessions.trail.size() == 3);
            assertThat(broker.sessions.trail)
                    .containsExactly("connect auth", "auth CONTINUE_AUTHENTICATION", "closed before admission");
        }
    }

    @Test
    void an_authentication_that_is_not_gone_on_with_is_ended_on_time() throws Exception {
        try (TestBroker broker = TestBroker.of("connect-timeout=200ms");
                TestClient client = broker.client()) {
            broker.sessions.onConnect = (connection, connect) -> {
                connection.resumeDecoding();
                return false;
            };
            client.sendConnect("auth");
            assertThat(client.read().type()).isEqualTo(2);
            client.requireEnd();
        }
    }

    @Test
    void a_packet_that_waits_for_a_decision_is_offered_again_and_those_behind_it_keep_their_order() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("waits");
            AtomicInteger offers = new AtomicInteger();
            AtomicReference<EchoSessions.Session> waiting = new AtomicReference<>();
            broker.sessions.onPublish = (session, publish) -> {
                if (offers.incrementAndGet() == 1) {
                    session.connection.pause(Pause.DECISION);
                    waiting.set(session);
                    return Next.RETRY;
                }
                return session.echo(publish);
            };
            client.publish("t", new byte[] {1}).publish("t", new byte[] {2}).publish("t", new byte[] {3});
            EchoSessions.Session session = Await.value(waiting::get);
            assertThat(session.published).isZero();
            session.connection.loop().execute(() -> {
                session.connection.resume(Pause.DECISION);
                session.connection.resumeDecoding();
            });
            for (int i = 1; i <= 3; i++) {
                assertThat(client.read().at(4)).isEqualTo(i);
            }
            assertThat(offers).hasValue(4);
        }
    }

    @Test
    void decoding_that_is_taken_up_again_at_once_goes_on_at_once() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            broker.sessions.onPublish = (session, publish) -> {
                session.echo(publish);
                session.connection.resumeDecoding();
                return Next.STOP;
            };
            client.connect("hasty").publish("t", new byte[] {1}).publish("t", new byte[] {2});
            assertThat(client.read().at(4)).isEqualTo(1);
            assertThat(client.read().at(4)).isEqualTo(2);
        }
    }

    @Test
    void nothing_is_decoded_while_a_pause_is_left() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            AtomicReference<EchoSessions.Session> paused = new AtomicReference<>();
            broker.sessions.onPublish = (session, publish) -> {
                if (paused.get() == null) {
                    session.connection.pause(Pause.CONGESTION);
                    session.connection.pause(Pause.OUTBOUND);
                    paused.set(session);
                }
                return session.echo(publish);
            };
            client.connect("paused").publish("t", new byte[] {1}).publish("t", new byte[] {2});
            assertThat(client.read().at(4)).isEqualTo(1);
            EchoSessions.Session session = Await.value(paused::get);
            onLoop(session, () -> session.connection.resume(Pause.CONGESTION));
            assertThat(session.published).isEqualTo(1);
            onLoop(session, () -> session.connection.resume(Pause.OUTBOUND));
            assertThat(client.read().at(4)).isEqualTo(2);
            assertThat(broker.total(Counter.CONNECTION_PAUSED)).isEqualTo(1);
        }
    }

    private static void onLoop(EchoSessions.Session session, Runnable task) {
        CompletableFuture.runAsync(task, session.connection.loop()).join();
    }

    // ------------------------------------------------------------------ writing

    @Test
    void a_turns_packets_leave_in_one_write() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("batch");
            FlushCounter flushes = FlushCounter.on(broker.sessions.only().connection);
            byte[] one = TestClient.publishBytes(ProtocolVersion.MQTT_5, "t", new byte[10]);
            byte[] many = new byte[100 * one.length];
            for (int i = 0; i < 100; i++) {
                System.arraycopy(one, 0, many, i * one.length, one.length);
            }
            client.send(many);
            for (int i = 0; i < 100; i++) {
                client.read();
            }
            assertThat(flushes.writes()).isEqualTo(1);
            assertThat(flushes.flushes()).isEqualTo(1);
        }
    }

    @Test
    void shared_bytes_keep_their_place_among_the_others() throws Exception {
        try (TestBroker broker = TestBroker.of();
                TestClient client = broker.client()) {
            client.connect("shared");
            EchoSessions.Session session = broker.sessions.only();
            byte[] large = TestClient.publishBytes(ProtocolVersion.MQTT_5, "large", new byte[100_000]);
            byte[] small = TestClient.publishBytes(ProtocolVersion.MQTT_5, "small", new byte[10]);
            onLoop(session, () -> {
                session.connection.outbound().writeBytes(small);
                session.connection.writeShared(Unpooled.copiedBuffer(large));
                session.connection.outbound().writeBytes(small);
                session.connection.writeShared(Unpooled.copiedBuffer(small));
            });
            assertThat(client.read().body()).hasSize(small.length - 2);
            assertThat(client.read().body()).hasSize(large.length - 4);
            assertThat(client.read().body()).hasSize(small.length - 2);
            assertThat(client.read().body()).hasSize(small.length - 2);
        }
    }

    @Test
    void a_client_that_does_not_read_is_not_writable_and_the_session_hears_when_it_is_again() throws Exception {
        try (TestBroker broker = TestBroker.of("limit.outbound-high-watermark=64KB", "send-buffer=16KB");
                TestClient client = broker.client()) {
            client.connect("slow");
            EchoSessions.Session session = broker.sessions.only();
            AtomicInteger written = new AtomicInteger();
            byte[] packet = TestClient.publishBytes(ProtocolVersion.MQTT_5, "t", new byte[1000]);
            onLoop(session, () -> {
                while (session.connection.writable()) {
                    session.connection.outbound().writeBytes(packet);
                    session.connection.flushLater();
                    written.incrementAndGet();
                }
            });
            assertThat(session.writableAgain).isZero();
            for (int i = 0; i < written.get(); i++) {
                client.read();
            }
            Await.until(() -> session.writableAgain == 1);
        }
    }

    @Test
    void one_that_asks_and_never_reads_is_not_read_any_more_and_ended_by_its_keep_alive() throws Exception {
        try (TestBroker broker = TestBroker.of("limit.outbound-high-watermark=16KB", "send-buffer=16KB");
                TestClient client = broker.client()) {
            client.sendConnect(ProtocolVersion.MQTT_5, "greedy", 1);
            byte[] pings = new byte[64 * 1024];
            for (int i = 0; i < pings.length; i += 2) {
                pings[i] = (byte) 0xC0;
            }
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        client.send(pings);
                    }
                } catch (IOException e) {
                    // It has been ended.
                    return;
                }
            });
            broker.event(ClientDisconnected.class, event -> event.reason() == ReasonCode.KEEP_ALIVE_TIMEOUT);
            // The client doesn't read its DISCONNECT either: it is given a moment, and then the socket is closed.
            Await.until(() -> broker.total(Counter.SOCKET_CLOSE) == 1);
            flood.join();
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
            requireDisconnect(victim, 0x80);
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
            requireDisconnect(client, 0x97);
            Await.until(() -> broker.sessions.only().published == 1);
        }
    }
}
