package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.FreePort;
import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.conformance.harness.BrokerSettings;
import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawBytes;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.conformance.harness.WebSocketLink;
import io.ternmq.conformance.harness.Wire;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of listeners, a listener for each. */
class ListenerTest extends BrokerTestCase {

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static BrokerUnderTest broker;

    @BeforeAll
    static void start() {
        BrokerSettings settings = BrokerSettings.defaults()
                .with("ternmq.access.allow-anonymous", "true")
                .with("ternmq.access.acl-file", AccessFiles.file("topic conf/#", "topic same", "pattern users/%u/#"));
        listener(settings, "old", "tcp", "allowed-protocol-versions", "3,4");
        listener(settings, "brief", "tcp", "max-connection-lifetime", "2s");
        listener(settings, "few", "tcp", "max-connections", "2");
        listener(settings, "tenant", "tcp", "mountpoint", "tenant");
        listener(settings, "closed", "tcp", "allow-anonymous", "false");
        listener(settings, "buffers", "tcp", "send-buffer", "64KB", "receive-buffer", "64KB", "backlog", "16");
        listener(settings, "proxied", "tcp", "proxy-protocol", "true", "trusted-proxies", "127.0.0.0/8");
        listener(settings, "untrusted", "tcp", "proxy-protocol", "true", "trusted-proxies", "192.0.2.1");
        listener(
                settings,
                "forwarded",
                "ws",
                "trusted-proxies",
                "127.0.0.1",
                "websocket.forwarded-for",
                "true",
                "websocket.user-name-from-header",
                "true");
        listener(
                settings,
                "origin",
                "ws",
                "websocket.allowed-origins",
                "https://good.example",
                "websocket.path",
                "/other");
        broker = BrokerUnderTest.start(settings);
    }

    private static void listener(BrokerSettings settings, String name, String kind, String... options) {
        String prefix = "ternmq.listeners." + name + ".";
        PORTS.put(name, FreePort.next());
        settings.with(prefix + "kind", kind).with(prefix + "host", "127.0.0.1").with(prefix + "port", PORTS.get(name));
        for (int i = 0; i < options.length; i += 2) {
            settings.with(prefix + options[i], options[i + 1]);
        }
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

    private static SocketLink link(String listener) {
        return SocketLink.open(new InetSocketAddress("127.0.0.1", PORTS.get(listener)));
    }

    private RawMqttClient open(String listener, MqttVersion version) {
        return register(new RawMqttClient(link(listener), version));
    }

    @Test
    @Normative({"MQTT5-3.1.2-2", "MQTT311-3.1.2-2"})
    @Checklist(1)
    void a_version_that_a_listener_does_not_allow_is_refused() {
        open("old", MqttVersion.V31).connect(connect(MqttVersion.V31, clientId()));
        open("old", MqttVersion.V311).connect(connect(MqttVersion.V311, clientId()));
        open("old", MqttVersion.V5).send(connect(MqttVersion.V5, clientId())).expectRefused(0x84);
        RawMqttClient bridge = open("old", MqttVersion.V311);
        bridge.send(connect(MqttVersion.V311, clientId()).level(0x84));
        assertThat(RawBytes.untilClosed(bridge.link())).isEqualTo(new byte[] {0x20, 2, 0, 1});
    }

    @ParameterizedTest
    @ValueSource(ints = {0x83, 0x84})
    @Checklist({1, 31})
    void bridges_do_not_get_their_own_messages_and_see_the_retain_flag(int level) {
        MqttVersion version = level == 0x83 ? MqttVersion.V31 : MqttVersion.V311;
        String topic = topic();
        RawMqttClient bridge = open(version);
        bridge.connect(connect(version, clientId()).level(level));
        bridge.subscribe(topic, 1);
        bridge.publish(publish(topic, "own").qos(1, 1));
        RawMqttClient other = connected(version);
        other.publish(publish(topic, "retained").qos(1, 1).retain());
        other.publish(publish(topic, "passing").qos(1, 2));
        assertThat(bridge.receive("retained").retain()).isTrue();
        assertThat(bridge.receive("passing").retain()).isFalse();
        other.publish(publish(topic).retain());
    }

    @EveryVersion
    @Checklist(17)
    void a_connection_ends_after_its_longest_lifetime(MqttVersion version) {
        RawMqttClient client = open("brief", version);
        client.connect(connect(version, clientId()));
        client.expectOnlyPong();
        client.expectEnd(0x98, 0xA0);
    }

    @EveryVersion
    @Checklist(53)
    void connections_beyond_the_limit_of_a_listener_are_refused(MqttVersion version) {
        RawMqttClient one = open("few", version);
        one.connect(connect(version, clientId()));
        RawMqttClient two = open("few", version);
        two.connect(connect(version, clientId()));
        RawMqttClient three = open("few", version).send(connect(version, clientId()));
        assertThat(three.expectEndEventually()).allMatch(packet -> packet.reasonCode() != 0);
        two.sendDisconnect().expectClosed();
        await().until(() -> {
            RawMqttClient again = open("few", version).send(connect(version, clientId()));
            Packet connack = again.poll(RawMqttClient.PATIENCE);
            again.cut();
            return connack != null && connack.reasonCode() == 0;
        });
        one.expectOnlyPong();
    }

    @EveryVersion
    @Checklist({66, 101})
    void mountpoints_keep_clients_topics_and_retained_messages_apart(MqttVersion version) {
        String id = clientId();
        String topic = topic();
        RawMqttClient here = connected(connect(version, id).persistent());
        RawMqttClient there = open("tenant", version);
        there.connect(connect(version, id).persistent());
        here.subscribe(topic, 1);
        there.subscribe(topic, 1);
        here.publish(publish(topic, "here").qos(1, 1).retain());
        assertThat(here.receive("here").topic()).isEqualTo(topic);
        there.publish(publish(topic, "there").qos(1, 1));
        assertThat(there.receive("there").topic()).isEqualTo(topic);
        RawMqttClient late = open("tenant", version);
        late.connect(connect(version, clientId()));
        late.subscribe(topic, 0);
        late.publish(topic, "marker");
        late.receive("marker");
        here.expectOnlyPong();
        here.publish(publish(topic).retain());
    }

    @EveryVersion
    @Checklist({108, 109})
    void a_listener_may_be_closed_to_anonymous_clients(MqttVersion version) {
        Packet connack =
                open("closed", version).send(connect(version, clientId())).expect(PacketKind.CONNACK);
        assertThat(connack.reasonCode())
                .isIn(version.hasProperties() ? new Object[] {0x86, 0x87} : new Object[] {4, 5});
    }

    @Test
    @Checklist(109)
    void anonymous_clients_are_authorised_like_others() {
        RawMqttClient client = connected(MqttVersion.V5);
        client.send(publish("elsewhere", "x").qos(1, 1));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isEqualTo(0x87);
        Packet suback = client.sendSubscribe(filters(1).filter("elsewhere", 0)).expect(PacketKind.SUBACK);
        assertThat(suback.codes()).containsExactly(0x87);
    }

    @Test
    @Checklist(106)
    void socket_buffers_and_backlog_are_settings() {
        String topic = topic();
        RawMqttClient client = open("buffers", MqttVersion.V311);
        client.connect(connect(MqttVersion.V311, clientId()));
        client.subscribe(topic, 0);
        client.publish(publish(topic).payload(new byte[300_000]));
        assertThat(client.receive().payload()).hasSize(300_000);
    }

    private RawMqttClient proxied(String listener, byte[] header, ConnectPacket connect) {
        RawMqttClient client = open(listener, connect.version());
        return client.send(Wire.wire().raw(header).raw(connect.bytes()).bytes());
    }

    @EveryVersion
    @Checklist(93)
    void the_proxy_protocol_is_understood_in_both_versions(MqttVersion version) {
        byte[] text = "PROXY TCP4 203.0.113.7 203.0.113.8 50000 1883\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] unknown = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] local =
                Wire.wire().raw(ProxyHeader.SIGNATURE).raw(0x20, 0x00, 0, 0).bytes();
        for (byte[] header : new byte[][] {text, unknown, local, ProxyHeader.version2("")}) {
            RawMqttClient client = proxied("proxied", header, connect(version, clientId()));
            assertThat(client.expect(PacketKind.CONNACK).reasonCode()).isZero();
            client.expectOnlyPong();
        }
    }

    @Test
    @Checklist(93)
    void the_proxy_tells_the_common_name_that_becomes_the_user_name() {
        RawMqttClient client = proxied(
                "proxied",
                ProxyHeader.version2("carol"),
                connect(MqttVersion.V5, clientId()).username("mallory"));
        client.expect(PacketKind.CONNACK);
        client.send(publish("users/carol/x", "x").qos(1, 1));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isLessThan(0x80);
        client.send(publish("users/mallory/x", "x").qos(1, 2));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isEqualTo(0x87);
    }

    @Test
    @Checklist(93)
    void without_a_header_or_from_another_peer_there_is_no_connection() {
        byte[] header = "PROXY TCP4 203.0.113.7 203.0.113.8 50000 1883\r\n".getBytes(StandardCharsets.US_ASCII);
        proxied("proxied", new byte[0], connect(MqttVersion.V311, clientId())).expectClosed();
        proxied(
                        "proxied",
                        "PROXY rubbish\r\n".getBytes(StandardCharsets.US_ASCII),
                        connect(MqttVersion.V311, clientId()))
                .expectClosed();
        proxied("untrusted", header, connect(MqttVersion.V311, clientId())).expectClosed();
    }

    @Test
    @Checklist(94)
    void a_trusted_proxy_tells_the_user_name_of_a_websocket() {
        RawMqttClient client =
                web("forwarded", "/mqtt", "X-Forwarded-For: 203.0.113.7, 10.0.0.1", "x-ssl-client-cn: carol");
        client.connect(connect(MqttVersion.V5, clientId()));
        client.send(publish("users/carol/x", "x").qos(1, 1));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isLessThan(0x80);
        client.send(publish("users/dave/x", "x").qos(1, 2));
        assertThat(client.expect(PacketKind.PUBACK).reasonCode()).isEqualTo(0x87);
    }

    private RawMqttClient web(String listener, String path, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Sec-WebSocket-Protocol: mqtt";
        WebSocketLink link = WebSocketLink.handshake(link(listener).socket(), path, all);
        assertThat(link.isUpgraded()).as("status " + link.status()).isTrue();
        return register(new RawMqttClient(link, MqttVersion.V5));
    }

    @Test
    @Checklist(100)
    void path_and_origin_of_a_websocket_are_settings() {
        web("origin", "/other", "Origin: https://good.example").connect(connect(MqttVersion.V5, clientId()));
        web("origin", "/other").connect(connect(MqttVersion.V5, clientId()));
        for (String[] bad : new String[][] {
            {"/mqtt", "https://good.example"}, {"/other", "https://evil.example"}, {"/other", "null"}
        }) {
            WebSocketLink link = WebSocketLink.handshake(
                    link("origin").socket(), bad[0], "Origin: " + bad[1], "Sec-WebSocket-Protocol: mqtt");
            assertThat(link.isUpgraded()).as(bad[0] + " " + bad[1]).isFalse();
            link.close();
        }
    }
}
