package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.Peer;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.Counter;
import io.ternmq.transport.TestCertificates.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsListenerTest {
    private final TestCertificates authority = new TestCertificates("Authority");

    @TempDir
    private Path folder;

    @BeforeEach
    void makeServer() {
        install(authority.server("localhost"), folder, "server");
    }

    private static void install(Issued issued, Path folder, String name) {
        TestCertificates.write(folder.resolve(name + ".key"), issued.keyPem());
        TestCertificates.write(
                folder.resolve(name + ".crt"), "what people write before it\n" + issued.certificatePem());
    }

    private TestBroker broker(String... more) {
        String[] settings = {
            "kind=ssl", "tls.certificate=" + folder.resolve("server.crt"), "tls.key=" + folder.resolve("server.key")
        };
        return TestBroker.of(concat(settings, more));
    }

    private static String[] concat(String[] one, String... other) {
        String[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private String[] clientCertificates(String policy, String... more) {
        TestCertificates.write(folder.resolve("ca.crt"), authority.authority().certificatePem());
        return concat(
                new String[] {"tls.client-certificate=" + policy, "tls.authorities=" + folder.resolve("ca.crt")}, more);
    }

    private static SSLSocket open(TestBroker broker, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), broker.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private TestClient client(TestBroker broker) throws IOException {
        return new TestClient(open(broker, authority.clientContext(null)));
    }

    private TestClient client(TestBroker broker, Issued shown) throws IOException {
        return new TestClient(open(broker, authority.clientContext(shown)));
    }

    private static X509Certificate shownBy(SSLSocket socket) throws IOException {
        socket.startHandshake();
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void clients_connect_with_every_version_and_move_home(String version) throws Exception {
        try (TestBroker broker = broker("tls.versions=" + version)) {
            for (int i = 0; i < 6; i++) {
                SSLSocket socket = open(broker, authority.clientContext(null));
                try (TestClient client = new TestClient(socket)) {
                    byte[] payload = new byte[40_000];
                    Arrays.fill(payload, (byte) i);
                    client.connect("tls-" + i).publish("a", payload).publish("a", payload);
                    assertThat(client.read().body()).hasSize(40_004);
                    assertThat(client.read().at(40_003)).isEqualTo(i);
                    assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv" + version);
                    client.send("E000").requireEnd();
                }
            }
        }
    }

    @Test
    void a_websocket_over_tls_is_a_websocket() throws Exception {
        try (TestBroker broker = broker("kind=wss")) {
            for (int i = 0; i < 6; i++) {
                SSLSocket socket = open(broker, authority.clientContext(null));
                try (TestWebsocket websocket = new TestWebsocket(socket, "/mqtt")) {
                    TestClient client = websocket.client().connect("wss-" + i);
                    client.publish("t", new byte[100_000]).publish("t", new byte[10]);
                    assertThat(client.read().body()).hasSize(100_004);
                    assertThat(client.read().body()).hasSize(14);
                    client.send("E000");
                    assertThat(client.ends()).isTrue();
                }
            }
        }
    }

    @Test
    void behind_a_proxy_header_tls_begins() throws Exception {
        try (TestBroker broker = broker("proxy-protocol=true", "trusted-proxies=127.0.0.1");
                Socket proxy = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
            proxy.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 198.51.100.1 5000 8883\r\n".getBytes(StandardCharsets.US_ASCII));
            Socket socket = authority
                    .clientContext(null)
                    .getSocketFactory()
                    .createSocket(proxy, "localhost", broker.port(), false);
            new TestClient(socket).connect("proxied");
            assertThat(broker.sessions.only().peer.address().toString()).isEqualTo("/192.0.2.7:5000");
        }
    }

    @Test
    void a_version_that_is_not_allowed_is_refused() throws Exception {
        try (TestBroker broker = broker("tls.versions=1.3")) {
            SSLSocket socket = open(broker, authority.clientContext(null));
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .contains("TLS failed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "ECDHE-ECDSA-AES128-GCM-SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    })
    void the_cipher_suites_that_are_set_are_used(String set, String used) throws Exception {
        try (TestBroker broker = broker("tls.versions=1.2", "tls.ciphers=" + set)) {
            SSLSocket socket = open(broker, authority.clientContext(null));
            try (TestClient client = new TestClient(socket)) {
                client.connect("cipher");
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(used);
            }
        }
    }

    @Test
    @Checklist(95)
    void the_server_name_chooses_the_certificate() throws Exception {
        Path names = Files.createDirectory(folder.resolve("names"));
        install(authority.server("one.example"), names, "one.example");
        install(authority.server("*.many.example"), names, "_.many.example");
        try (TestBroker broker = broker("tls.server-names=" + names)) {
            assertThat(subjectFor(broker, "one.example")).isEqualTo("CN=one.example");
            assertThat(subjectFor(broker, "a.many.example")).isEqualTo("CN=*.many.example");
            assertThat(subjectFor(broker, "other.example")).isEqualTo("CN=localhost");
            try (TestClient client = client(broker)) {
                client.connect("without a name");
            }
        }
    }

    private String subjectFor(TestBroker broker, String name) throws IOException {
        try (SSLSocket socket = open(broker, authority.clientContext(null))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            return shownBy(socket).getSubjectX500Principal().getName();
        }
    }

    @Test
    void without_a_certificate_nobody_gets_in_where_one_is_required() throws Exception {
        try (TestBroker broker = broker(clientCertificates("require"))) {
            assertThatThrownBy(() -> {
                        try (TestClient client = client(broker)) {
                            client.sendConnect("nobody").read();
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> {
                        Issued stranger = new TestCertificates("Other").client("CN=stranger");
                        try (TestClient client = client(broker, stranger)) {
                            client.sendConnect("stranger").read();
                        }
                    })
                    .isInstanceOf(IOException.class);
            Await.until(() -> broker.total(Counter.CONNECTION_REFUSED) == 2);
            try (TestClient client = client(broker, authority.client("CN=Alice"))) {
                client.connect("alice");
                assertThat(broker.sessions.only().peer.certificate()).isNotNull();
                assertThat(broker.sessions.only().peer.identity()).isNull();
            }
        }
    }

    @Test
    void where_a_certificate_is_requested_one_may_come_without() throws Exception {
        try (TestBroker broker = broker(clientCertificates("request", "tls.identity-as-user-name=common_name"));
                TestClient client = client(broker)) {
            client.connect("nobody");
            assertThat(broker.sessions.only().peer.identity()).isNull();
            assertThat(broker.sessions.only().peer.certificate()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "common_name, Alice",
        "san_dns, alice.example",
        "san_email, alice@example.org",
        "san_uri, urn:alice",
        "subject, 'CN=Alice,OU=Things,O=Example'",
        "none, "
    })
    void the_wanted_part_of_the_certificate_is_user_name_or_client_id(String part, String expected) throws Exception {
        Issued alice = authority.client(
                "CN=Alice, OU=Things, O=Example",
                TestCertificates.DNS,
                "alice.example",
                TestCertificates.EMAIL,
                "alice@example.org",
                TestCertificates.URI,
                "urn:alice");
        try (TestBroker broker = broker(clientCertificates(
                        "require", "tls.identity-as-user-name=" + part, "tls.identity-as-client-id=" + part));
                TestClient client = client(broker, alice)) {
            client.connect("x");
            Peer peer = broker.sessions.only().peer;
            assertThat(peer.identity()).isEqualTo(expected);
            assertThat(peer.clientIdIdentity()).isEqualTo(expected);
        }
    }

    @Test
    @Checklist(96)
    void a_revoked_certificate_is_refused_as_soon_as_the_list_has_changed() throws Exception {
        Issued alice = authority.client("CN=Alice");
        Issued bob = authority.client("CN=Bob");
        Path lists = TestCertificates.write(folder.resolve("crl.pem"), authority.revocationList());
        String[] settings = clientCertificates("require", "tls.revocation-lists=" + lists, "tls.reload-interval=50ms");
        try (TestBroker broker = broker(settings);
                TestClient before = client(broker, alice)) {
            before.connect("before");
            TestCertificates.write(lists, authority.revocationList(alice));
            Await.until(() -> !getsIn(broker, alice));
            assertThat(getsIn(broker, bob)).isTrue();
            before.publish("t", new byte[1]);
            assertThat(before.read().type()).isEqualTo(3);
        }
    }

    private boolean getsIn(TestBroker broker, Issued issued) {
        try (TestClient client = client(broker, issued)) {
            client.connect("tries");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void new_files_are_used_for_new_connections_and_nobody_is_dropped() throws Exception {
        try (TestBroker broker = broker("tls.reload-interval=50ms");
                TestClient before = client(broker)) {
            before.connect("before");
            install(authority.server("renewed", "localhost"), folder, "server");
            Await.until(() -> subjectOf(broker).equals("CN=renewed"));
            TestCertificates.write(folder.resolve("server.crt"), "rubbish");
            AlarmRaised alarm =
                    broker.event(AlarmRaised.class, event -> event.name().equals("tls-t"));
            assertThat(alarm.sentence()).contains("server.crt holds no certificate");
            assertThat(subjectOf(broker)).isEqualTo("CN=renewed");
            install(authority.server("again", "localhost"), folder, "server");
            broker.event(AlarmCleared.class, event -> event.name().equals("tls-t"));
            Await.until(() -> subjectOf(broker).equals("CN=again"));
            before.publish("t", new byte[1]);
            assertThat(before.read().type()).isEqualTo(3);
        }
    }

    private String subjectOf(TestBroker broker) throws IOException {
        try (SSLSocket socket = open(broker, authority.clientContext(null))) {
            return shownBy(socket).getSubjectX500Principal().getName();
        }
    }

    @Test
    void a_handshake_that_never_begins_is_ended_on_time() throws Exception {
        try (TestBroker broker = broker("tls.handshake-timeout=300ms");
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .isEqualTo("the TLS handshake was not finished in time");
            assertThat(broker.total(Counter.SOCKET_CLOSE_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void something_that_is_no_tls_is_refused_with_a_reason() throws Exception {
        try (TestBroker broker = broker();
                TestClient plain = broker.client()) {
            plain.sendConnect("plain");
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .contains("not an SSL/TLS record");
        }
    }

    @Test
    void more_handshakes_than_allowed_wait_in_line() throws Exception {
        try (TestBroker broker = broker("load.max-tls-handshakes=2", "tls.handshake-timeout=2s")) {
            Socket[] silent = new Socket[4];
            for (int i = 0; i < silent.length; i++) {
                silent[i] = new Socket(InetAddress.getLoopbackAddress(), broker.port());
            }
            Await.until(() -> broker.total(Counter.SOCKET_OPEN) == silent.length);
            try (TestClient patient = client(broker)) {
                for (Socket socket : silent) {
                    socket.close();
                }
                patient.connect("patient");
            }
        }
    }

    @Test
    void a_private_key_may_be_encrypted_or_in_the_old_forms() throws Exception {
        for (String form : List.of("ec", "rsa", "encrypted")) {
            TestKeys keys = TestKeys.of(form);
            TestCertificates.write(folder.resolve("server.crt"), keys.certificate());
            TestCertificates.write(folder.resolve("server.key"), keys.key());
            try (TestBroker broker = broker("tls.key-password=secret")) {
                SSLContext trusting = keys.trusting();
                try (TestClient client = new TestClient(open(broker, trusting))) {
                    client.connect(form);
                }
            }
        }
    }

    @Test
    void what_is_wrong_with_the_key_material_is_told_in_one_line() {
        Path key = folder.resolve("server.key");
        TestCertificates.write(key, authority.server("other").keyPem());
        assertThatThrownBy(this::broker)
                .isInstanceOf(ListenerException.class)
                .hasMessageContaining("Listener t (ssl://127.0.0.1:0) can't be started: tls.key: " + key)
                .hasMessageContaining("is not the key of tls.certificate");
        TestCertificates.write(key, "");
        assertThatThrownBy(this::broker).hasMessageEndingWith("server.key holds no private key");
        TestCertificates.write(key, TestCertificates.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        assertThatThrownBy(this::broker).hasMessageContaining("holds a private key that can't be read");
        assertThatThrownBy(() -> broker("tls.ciphers=TLS_NOTHING")).hasMessageContaining("can't be started");
    }
}
