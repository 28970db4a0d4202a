package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.FreePort;
import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.conformance.harness.BrokerSettings;
import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawBytes;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.conformance.harness.TestCertificates;
import io.ternmq.conformance.harness.WebSocketLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners with TLS. */
class TlsTest extends BrokerTestCase {

    private static final int SSL = FreePort.next();
    private static final int WSS = FreePort.next();
    private static final int MUTUAL = FreePort.next();
    private static final int NEWEST = FreePort.next();

    private static TestCertificates certificates;
    private static BrokerUnderTest broker;

    @BeforeAll
    static void start() {
        certificates = new TestCertificates()
                .issue("server", "first.example", "-ext", "san=dns:localhost,ip:127.0.0.1")
                .issue("alice", "alice")
                .issue("revoked", "alice")
                .selfSigned("stranger", "alice");
        BrokerSettings settings = BrokerSettings.defaults()
                .with("ternmq.access.allow-anonymous", "true")
                .with("ternmq.access.acl-file", AccessFiles.file("topic open/#", "user alice", "topic alice/#"));
        listener(settings, "ssl", "ssl", SSL);
        listener(settings, "wss", "wss", WSS);
        listener(settings, "newest", "ssl", NEWEST).with("ternmq.listeners.newest.tls.versions", "1.3");
        listener(settings, "mutual", "ssl", MUTUAL)
                .with("ternmq.listeners.mutual.tls.authorities", certificates.authority())
                .with("ternmq.listeners.mutual.tls.client-certificate", "require")
                .with("ternmq.listeners.mutual.tls.identity-as-user-name", "common_name")
                .with("ternmq.listeners.mutual.tls.revocation-lists", certificates.revoke("revoked"));
        broker = BrokerUnderTest.start(settings);
    }

    private static BrokerSettings listener(BrokerSettings settings, String name, String kind, int port) {
        String prefix = "ternmq.listeners." + name + ".";
        return settings.with(prefix + "kind", kind)
                .with(prefix + "host", "127.0.0.1")
                .with(prefix + "port", port)
                .with(prefix + "tls.certificate", certificates.certificate("server"))
                .with(prefix + "tls.key", certificates.key("server"))
                .with(prefix + "tls.reload-interval", "1s");
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }

    private static SSLSocket socket(int port, String client, String... protocols) {
        return certificates.connect(new InetSocketAddress("127.0.0.1", port), client, protocols);
    }

    private RawMqttClient open(SSLSocket socket) {
        return register(new RawMqttClient(new SocketLink(socket), MqttVersion.V5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Checklist({91, 98})
    void messages_pass_over_tls(String protocol) {
        String topic = "open/" + topic();
        SSLSocket socket = socket(SSL, "", protocol);
        RawMqttClient client = open(socket);
        client.connect(connect(MqttVersion.V5, clientId()));
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        client.subscribe(topic, 1);
        client.publish(publish(topic).payload(new byte[100_000]).qos(1, 1));
        assertThat(client.receive().payload()).hasSize(100_000);
    }

    @Test
    @Checklist(91)
    void messages_pass_over_websockets_with_tls() {
        WebSocketLink link = WebSocketLink.handshake(socket(WSS, ""), "/mqtt", "Sec-WebSocket-Protocol: mqtt");
        assertThat(link.isUpgraded()).isTrue();
        RawMqttClient client = register(new RawMqttClient(link, MqttVersion.V311));
        client.connect(connect(MqttVersion.V311, clientId()));
        client.expectOnlyPong();
    }

    @Test
    @Checklist(98)
    void a_version_that_is_not_allowed_fails_the_handshake() throws IOException {
        try (SSLSocket newer = socket(NEWEST, "", "TLSv1.3");
                SSLSocket older = socket(NEWEST, "", "TLSv1.2")) {
            newer.startHandshake();
            assertThatThrownBy(older::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Checklist(91)
    void plain_mqtt_on_a_tls_port_is_closed() {
        RawMqttClient client =
                register(new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", SSL)), MqttVersion.V311));
        client.send(connect(MqttVersion.V311, clientId()).bytes());
        byte[] answer = RawBytes.untilClosed(client.link());
        assertThat(answer.length > 0 ? answer[0] : 0).isNotEqualTo((byte) 0x20);
    }

    @Test
    @Checklist(95)
    void a_client_certificate_names_the_user() {
        RawMqttClient client = open(socket(MUTUAL, "alice"));
        client.connect(connect(MqttVersion.V5, clientId()));
        client.subscribe("alice/" + topic(), 0);
        client.send(publish("bob/x", "x").qos(1, 1));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isEqualTo(0x87);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stranger"})
    @Checklist(95)
    void without_a_trusted_certificate_there_is_no_connection(String name) {
        expectNoMqtt(socket(MUTUAL, name));
    }

    @Test
    @Checklist(96)
    void a_revoked_certificate_is_refused() {
        expectNoMqtt(socket(MUTUAL, "revoked"));
    }

    /** In TLS 1.3 the client learns of its refusal only when it reads. */
    private static void expectNoMqtt(SSLSocket socket) {
        assertThatThrownBy(() -> {
                    socket.startHandshake();
                    socket.getOutputStream()
                            .write(connect(MqttVersion.V5, clientId()).bytes());
                    socket.getOutputStream().flush();
                    if (socket.getInputStream().read() < 0) {
                        throw new IOException("closed");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    @Checklist(99)
    void a_new_certificate_is_taken_without_dropping_anyone() {
        RawMqttClient before = open(socket(SSL, ""));
        before.connect(connect(MqttVersion.V5, clientId()).keepAlive(0));
        certificates.issue("server", "second.example", "-ext", "san=dns:localhost,ip:127.0.0.1");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            try (SSLSocket socket = socket(SSL, "")) {
                socket.startHandshake();
                assertThat(TestCertificates.serverName(socket)).isEqualTo("CN=second.example");
            }
        });
        before.expectOnlyPong();
    }
}
