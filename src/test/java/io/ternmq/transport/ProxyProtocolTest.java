package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Peer;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static TestBroker broker(String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "proxy-protocol=true";
        settings[1] = "trusted-proxies=10.1.0.0/16,127.0.0.0/8";
        System.arraycopy(more, 0, settings, 2, more.length);
        return TestBroker.of(settings);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Peer peer(TestBroker broker) {
        return broker.sessions.only().peer;
    }

    @Test
    @Checklist(93)
    void version_1_tells_the_address_of_the_client() throws Exception {
        try (TestBroker broker = broker();
                TestClient client = broker.client()) {
            client.send(ascii("PROXY TCP4 192.0.2.7 198.51.100.1 5000 1883\r\n"))
                    .connect("c");
            assertThat(peer(broker).address().toString()).isEqualTo("/192.0.2.7:5000");
            assertThat(peer(broker).loopback()).isFalse();
        }
    }

    @Test
    @Checklist(93)
    void an_unknown_or_local_connection_is_the_proxys_own_and_yet_not_from_this_machine() throws Exception {
        try (TestBroker broker = broker();
                TestClient unknown = broker.client()) {
            unknown.send(ascii("PROXY UNKNOWN\r\n")).connect("c");
            assertThat(peer(broker).address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(peer(broker).loopback()).isFalse();
        }
        try (TestBroker broker = broker();
                TestClient local = broker.client()) {
            local.send(SIGNATURE + "20000000").connect("c");
            assertThat(peer(broker).address().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    /** Version 2 over IPv6 with the TLV of TLS: client flags, verification, and the common name within. */
    private static byte[] version2(int verify, String commonName) {
        byte[] cn = ascii(commonName);
        String tls = "07" + String.format("%08x", verify) + "22" + String.format("%04x", cn.length)
                + HexFormat.of().formatHex(cn);
        String addresses = "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "1388" + "075b";
        String tlv = "20" + String.format("%04x", tls.length() / 2) + tls;
        String rest = addresses + tlv;
        return HexFormat.of().parseHex(SIGNATURE + "2121" + String.format("%04x", rest.length() / 2) + rest);
    }

    @Test
    @Checklist(93)
    void version_2_tells_address_and_common_name() throws Exception {
        try (TestBroker broker = broker();
                TestClient client = broker.client()) {
            client.send(version2(0, "Alice")).connect("c");
            assertThat(peer(broker).address().getAddress().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
            assertThat(peer(broker).address().getPort()).isEqualTo(5000);
            assertThat(peer(broker).identity()).isEqualTo("Alice");
        }
    }

    @Test
    void a_certificate_that_the_proxy_could_not_verify_vouches_for_nobody() throws Exception {
        try (TestBroker broker = broker();
                TestClient client = broker.client()) {
            client.send(version2(1, "Mallory")).connect("c");
            assertThat(peer(broker).identity()).isNull();
        }
    }

    @Test
    void the_common_name_is_not_the_user_name_when_that_is_off() throws Exception {
        try (TestBroker broker = broker("proxy-common-name-as-user-name=false");
                TestClient client = broker.client()) {
            client.send(version2(0, "Alice")).connect("c");
            assertThat(peer(broker).identity()).isNull();
        }
    }

    @Test
    void header_and_connect_may_come_in_pieces_or_in_one_packet() throws Exception {
        try (TestBroker broker = broker();
                TestClient client = broker.client();
                TestClient slow = broker.client()) {
            byte[] header = version2(0, "Alice");
            byte[] connect = TestClient.connectBytes(io.ternmq.protocol.ProtocolVersion.MQTT_5, false, "c", 0);
            byte[] both = new byte[header.length + connect.length];
            System.arraycopy(header, 0, both, 0, header.length);
            System.arraycopy(connect, 0, both, header.length, connect.length);
            client.send(both);
            assertThat(client.read().type()).isEqualTo(2);
            for (byte b : both) {
                slow.send(new byte[] {b});
            }
            assertThat(slow.read().type()).isEqualTo(2);
        }
    }

    @Test
    void a_peer_that_is_no_trusted_proxy_is_refused() throws Exception {
        try (TestBroker broker = TestBroker.of("proxy-protocol=true", "trusted-proxies=10.0.0.1");
                TestClient client = broker.client()) {
            client.requireEnd();
            ConnectionRefused refused = broker.event(ConnectionRefused.class, event -> true);
            assertThat(refused.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
            assertThat(refused.detail()).isEqualTo("connections are taken from trusted proxies only");
        }
    }

    @Test
    void a_connection_without_header_is_refused() throws Exception {
        try (TestBroker broker = broker();
                TestClient client = broker.client()) {
            client.sendConnect("c").requireEnd();
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .startsWith("the PROXY protocol header failed");
            assertThat(broker.sessions.trail).isEmpty();
        }
    }

    @Test
    void a_header_that_does_not_come_ends_the_connection_on_time() throws Exception {
        try (TestBroker broker = broker("connect-timeout=300ms");
                TestClient client = broker.client()) {
            client.requireEnd();
            assertThat(broker.event(ConnectionRefused.class, event -> true).detail())
                    .isEqualTo("no PROXY protocol header came in time");
            assertThat(broker.total(Counter.SOCKET_CLOSE_TIMEOUT)).isEqualTo(1);
        }
    }
}
