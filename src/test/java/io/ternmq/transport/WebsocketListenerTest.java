package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.protocol.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebsocketListenerTest {
    private static TestBroker broker(String... more) {
        String[] settings = Arrays.copyOf(more, more.length + 1);
        settings[more.length] = "kind=ws";
        return TestBroker.of(settings);
    }

    private static TestWebsocket open(TestBroker broker, String... headers) throws IOException {
        return new TestWebsocket(broker.port(), "/mqtt", headers);
    }

    @Test
    @Normative({"MQTT5-6.0.0-1", "MQTT5-6.0.0-3", "MQTT5-6.0.0-4"})
    @Checklist(100)
    void clients_connect_move_home_and_get_back_what_they_publish() throws Exception {
        try (TestBroker broker = broker()) {
            for (int i = 0; i < 6; i++) {
                try (TestWebsocket socket = open(broker)) {
                    assertThat(socket.status()).isEqualTo(101);
                    assertThat(socket.header("sec-websocket-protocol")).isEqualTo("mqtt");
                    byte[] payload = new byte[i * 50_000];
                    new Random(i).nextBytes(payload);
                    TestClient client = socket.client();
                    client.connect("ws-" + i).publish("t", payload).publish("t", payload);
                    byte[] body = client.read().body();
                    assertThat(Arrays.copyOfRange(body, 4, body.length)).isEqualTo(payload);
                    assertThat(client.read().body()).isEqualTo(body);
                    client.send("E000");
                }
            }
        }
    }

    @Test
    @Normative("MQTT5-6.0.0-2")
    void frames_may_cut_packets_anywhere_and_hold_several() throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client();
            byte[] connect = TestClient.connectBytes(ProtocolVersion.MQTT_5, false, "cut", 0);
            for (byte b : connect) {
                socket.sendFrame(true, TestWebsocket.BINARY, b);
            }
            assertThat(client.read().type()).isEqualTo(2);
            ByteArrayOutputStream packets = new ByteArrayOutputStream();
            for (int i = 0; i < 50; i++) {
                packets.writeBytes(TestClient.publishBytes(ProtocolVersion.MQTT_5, "t", new byte[i]));
            }
            socket.sendFrame(true, TestWebsocket.BINARY, packets.toByteArray());
            for (int i = 0; i < 50; i++) {
                assertThat(client.read().body()).hasSize(4 + i);
            }
        }
    }

    @Test
    void fragmented_messages_with_pings_between_are_put_together() throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client().connect("fragments");
            byte[] packet = TestClient.publishBytes(ProtocolVersion.MQTT_5, "t", new byte[100]);
            socket.sendFrame(false, TestWebsocket.BINARY, Arrays.copyOf(packet, 10));
            socket.sendFrame(true, TestWebsocket.PING, (byte) 'x', (byte) 'y');
            socket.sendFrame(false, TestWebsocket.CONTINUATION);
            socket.sendFrame(true, TestWebsocket.CONTINUATION, Arrays.copyOfRange(packet, 10, packet.length));
            assertThat(client.read().body()).hasSize(104);
            assertThat(socket.controls()).containsExactly("10:7879");
        }
    }

    @Test
    void frames_that_arrive_byte_by_byte_are_read() throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client().connect("slow");
            byte[] frame = TestWebsocket.frame(
                    true, TestWebsocket.BINARY, TestClient.publishBytes(ProtocolVersion.MQTT_5, "t", new byte[300]));
            for (byte b : frame) {
                socket.sendRaw(b);
            }
            assertThat(client.read().body()).hasSize(304);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "81 80 00000000, a text frame came",
        "82 01 00, a client's frame is not masked",
        "c2 80 00000000, an extension is used",
        "80 80 00000000, a continuation without beginning",
        "83 80 00000000, opcode 3 is unknown",
        "09 80 00000000, a control frame is too long or fragmented",
        "82 ff 7fffffffffffffff 00000000, a frame is longer than",
        "82 ff 8000000000000000 00000000, a frame is longer than"
    })
    @Normative("MQTT5-6.0.0-1")
    void frames_that_may_not_be_end_the_connection(String bytes, String reason) throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client().connect("wrong");
            // A client's frame without a mask is read as if it had one, so give it the bytes.
            socket.sendRaw(TestCertificates.hex((bytes + " 00000000").replace(" ", "")));
            TestClient.Packet disconnect = client.read();
            assertThat(disconnect.type()).isEqualTo(14);
            assertThat(disconnect.at(0)).isEqualTo(0x82);
            assertThat(client.ends()).isTrue();
            Await.until(() -> broker.sessions.trail.stream().anyMatch(line -> line.contains(reason)));
        }
    }

    @Test
    void a_frame_over_the_limit_is_refused() throws Exception {
        try (TestBroker broker = broker("websocket.max-frame=1KB");
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client().connect("large").publish("t", new byte[900]);
            assertThat(client.read().body()).hasSize(904);
            client.publish("t", new byte[1100]);
            assertThat(client.read().type()).isEqualTo(14);
        }
    }

    @Test
    void a_close_frame_is_answered() throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client().connect("leaves");
            socket.sendFrame(true, TestWebsocket.CLOSE, (byte) 3, (byte) 0xE9);
            assertThat(client.ends()).isTrue();
            assertThat(socket.controls()).containsExactly("8:03e9");
            Await.until(() -> broker.sessions.trail.stream().anyMatch(line -> line.contains("closed the websocket")));
        }
    }

    @Test
    void the_end_of_a_connection_is_a_close_frame() throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker)) {
            TestClient client = socket.client().connect("ended");
            broker.listeners.stop("t", io.ternmq.protocol.ReasonCode.SERVER_SHUTTING_DOWN);
            assertThat(client.read().at(0)).isEqualTo(0x8B);
            assertThat(client.ends()).isTrue();
            assertThat(socket.controls()).containsExactly("8:03e8");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/other, Sec-WebSocket-Protocol: mqtt, 404, the websocket is at /mqtt",
        "/mqtt, Sec-WebSocket-Protocol: stomp, 400, no sub-protocol of",
        "/mqtt, X-Nothing: mqtt, 400, no sub-protocol of"
    })
    @Normative("MQTT5-6.0.0-3")
    void a_request_for_something_else_is_told_what_is_wrong(String path, String header, int status, String reason)
            throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = new TestWebsocket(broker.port(), path, header)) {
            assertThat(socket.status()).isEqualTo(status);
            assertThat(socket.body()).contains(reason);
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .contains(reason);
        }
    }

    @Test
    void the_first_sub_protocol_that_both_know_is_agreed_on() throws Exception {
        try (TestBroker broker = broker();
                TestWebsocket socket = open(broker, "Sec-WebSocket-Protocol: stomp, mqttv3.1, mqtt")) {
            assertThat(socket.header("sec-websocket-protocol")).isEqualTo("mqttv3.1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, https://anywhere.example, 101",
        "https://app.example, https://app.example, 101",
        "https://app.example, https://evil.example, 403",
        "https://app.example, null, 403",
        "https://app.example, , 101"
    })
    void only_pages_of_allowed_origins_get_in(String allowed, String origin, int status) throws Exception {
        List<String> headers = new java.util.ArrayList<>(List.of("Sec-WebSocket-Protocol: mqtt"));
        if (origin != null) {
            headers.add("Origin: " + origin);
        }
        try (TestBroker broker = broker("websocket.allowed-origins=" + allowed);
                TestWebsocket socket = open(broker, headers.toArray(String[]::new))) {
            assertThat(socket.status()).isEqualTo(status);
        }
    }

    @Test
    void without_a_list_only_pages_of_the_same_host_get_in() throws Exception {
        try (TestBroker broker = broker("websocket.allowed-origins=")) {
            String mqtt = "Sec-WebSocket-Protocol: mqtt";
            try (TestWebsocket same = open(broker, mqtt, "Origin: http://broker.example")) {
                assertThat(same.status()).isEqualTo(101);
            }
            try (TestWebsocket other = open(broker, mqtt, "Origin: http://other.example")) {
                assertThat(other.status()).isEqualTo(403);
            }
        }
    }

    @Test
    void of_forwarded_addresses_the_last_that_is_no_trusted_proxy_counts() throws Exception {
        try (TestBroker broker = broker("websocket.forwarded-for=true", "trusted-proxies=127.0.0.1,10.0.0.0/8");
                TestWebsocket socket = open(
                        broker,
                        "Sec-WebSocket-Protocol: mqtt",
                        "X-Forwarded-For: 6.6.6.6, 192.0.2.9",
                        "X-Forwarded-For: 10.2.3.4")) {
            socket.client().connect("behind");
            assertThat(broker.sessions.only().peer.address().getAddress().getHostAddress())
                    .isEqualTo("192.0.2.9");
            assertThat(broker.sessions.only().peer.loopback()).isFalse();
        }
    }

    @Test
    void a_header_of_a_trusted_proxy_is_the_user_name() throws Exception {
        try (TestBroker broker = broker("websocket.user-name-from-header=true", "trusted-proxies=127.0.0.1")) {
            try (TestWebsocket socket = open(broker, "Sec-WebSocket-Protocol: mqtt", "X-SSL-Client-CN: Alice")) {
                socket.client().connect("alice");
                assertThat(broker.sessions.only().peer.identity()).isEqualTo("Alice");
            }
            try (TestWebsocket socket = open(broker)) {
                assertThat(socket.status()).isEqualTo(403);
            }
        }
    }

    @Test
    void nobody_but_trusted_proxies_may_speak_for_others() throws Exception {
        try (TestBroker broker = broker("websocket.forwarded-for=true", "trusted-proxies=10.0.0.0/8");
                TestWebsocket socket = open(broker, "Sec-WebSocket-Protocol: mqtt", "X-Forwarded-For: 127.0.0.1")) {
            assertThat(socket.status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /mqtt HTTP/1.1\r\nHost: x\r\n"})
    void a_request_that_is_never_finished_is_ended_on_time(String sent) throws Exception {
        try (TestBroker broker = broker("connect-timeout=300ms");
                TestClient client = broker.client()) {
            client.send(sent.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    .requireEnd();
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .isEqualTo("no websocket handshake came in time");
        }
    }

    @Test
    void requests_that_are_not_finished_share_the_budget_of_those_that_are_not_admitted() throws Exception {
        try (TestBroker broker = broker("limit.unauthenticated-bytes=1MB")) {
            TestClient[] clients = new TestClient[65];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = broker.client();
            }
            assertThat(broker.event(ConnectionRefused.class, event -> true).reason())
                    .isEqualTo(io.ternmq.protocol.ReasonCode.QUOTA_EXCEEDED);
            for (TestClient client : clients) {
                client.close();
            }
            Await.until(() -> broker.listeners.statuses().get(0).connections() == 0);
            try (TestWebsocket socket = open(broker)) {
                socket.client().connect("after");
            }
        }
    }

    @Test
    void after_the_handshake_connect_has_to_come_in_time() throws Exception {
        try (TestBroker broker = broker("connect-timeout=300ms");
                TestWebsocket socket = open(broker)) {
            assertThat(socket.client().ends()).isTrue();
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .isEqualTo("no CONNECT came in time");
        }
    }
}
