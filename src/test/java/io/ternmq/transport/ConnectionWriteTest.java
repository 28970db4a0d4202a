package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How what is written leaves, and what becomes of clients that do not read it. */
class ConnectionWriteTest {
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
            session.onLoop(() -> {
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
            session.onLoop(() -> {
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
}
