package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.transport.TestClient.Packet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message costs the collector on its way through transport. */
class AllocationTest {
    private static final int MESSAGES_PER_ROUND = 500;
    private static final int ROUNDS = 40;

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    /** The detector makes an object for each buffer. */
    @BeforeEach
    void withoutLeakDetection() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void withLeakDetectionAgain() {
        ResourceLeakDetector.setLevel(level);
    }

    private static long allocated(EchoSessions.Session session) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return CompletableFuture.supplyAsync(
                        () -> threads.getThreadAllocatedBytes(
                                Thread.currentThread().getId()),
                        session.connection.loop())
                .join();
    }

    private static void round(TestClient client, byte[] messages) throws IOException {
        client.send(messages);
        for (int i = 0; i < MESSAGES_PER_ROUND; i++) {
            Packet packet = client.read();
            assertThat(packet.type()).isEqualTo(3);
        }
    }

    private static byte[] messages() {
        byte[] one = TestClient.publishBytes(ProtocolVersion.MQTT_5, "a/topic", new byte[64]);
        byte[] all = new byte[one.length * MESSAGES_PER_ROUND];
        for (int i = 0; i < MESSAGES_PER_ROUND; i++) {
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    private static double bytesPerMessage(TestBroker broker, TestClient client) throws IOException {
        client.connect("frugal");
        byte[] messages = messages();
        for (int i = 0; i < ROUNDS; i++) {
            round(client, messages);
        }
        EchoSessions.Session session = broker.sessions.only();
        long before = allocated(session);
        for (int i = 0; i < ROUNDS; i++) {
            round(client, messages);
        }
        return (allocated(session) - before) / (double) (ROUNDS * MESSAGES_PER_ROUND);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_message_is_read_decoded_and_written_without_allocation(boolean epoll) throws Exception {
        try (TestBroker broker = TestBroker.of(epoll);
                TestClient client = broker.client()) {
            assertThat(bytesPerMessage(broker, client)).isLessThan(2);
        }
    }

    @Test
    void websocket_frames_add_no_allocation_per_message() throws Exception {
        try (TestBroker broker = TestBroker.of("kind=ws");
                TestWebsocket socket = new TestWebsocket(broker.port(), "/mqtt")) {
            assertThat(bytesPerMessage(broker, socket.client())).isLessThan(4);
        }
    }
}
