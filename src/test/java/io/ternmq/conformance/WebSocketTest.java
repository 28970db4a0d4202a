package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.conformance.harness.WebSocketLink;
import io.ternmq.conformance.harness.Wire;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT over websockets: section 6 of both versions. */
class WebSocketTest extends BrokerTestCase {

    private WebSocketLink link;

    private RawMqttClient openWeb(MqttVersion version) {
        link = WebSocketLink.open(broker().webSocket());
        return register(new RawMqttClient(link, version));
    }

    private RawMqttClient connectedWeb(MqttVersion version) {
        RawMqttClient client = openWeb(version);
        client.connect(connect(version, clientId()));
        return client;
    }

    private Socket socket() {
        return SocketLink.open(broker().webSocket()).socket();
    }

    @EveryVersion
    @Normative({"MQTT5-6.0.0-1", "MQTT5-4.2.0-1", "MQTT311-6.0.0-1", "MQTT311-7.1.1-1"})
    @Checklist({91, 100})
    void messages_pass_between_websocket_and_tcp_at_every_qos(MqttVersion version) {
        String topic = topic();
        RawMqttClient web = connectedWeb(version);
        web.subscribe(topic, 2);
        RawMqttClient tcp = connected(version);
        tcp.subscribe(topic, 2);
        for (int qos = 0; qos <= 2; qos++) {
            tcp.publish(publish(topic, "from tcp").qos(qos, 1));
            tcp.receive("from tcp");
            assertThat(web.receive("from tcp").qos()).isEqualTo(qos);
        }
        web.send(publish(topic, "from web"));
        web.receive("from web");
        tcp.receive("from web");
        web.expectOnlyPong();
    }

    @Test
    @Normative({"MQTT5-6.0.0-4", "MQTT311-6.0.0-4"})
    @Checklist(100)
    void the_subprotocol_mqtt_is_selected() {
        WebSocketLink one = WebSocketLink.handshake(socket(), "/mqtt", "Sec-WebSocket-Protocol: mqtt");
        assertThat(one.isUpgraded()).isTrue();
        assertThat(one.header("Sec-WebSocket-Protocol")).isEqualTo("mqtt");
        WebSocketLink several = WebSocketLink.handshake(socket(), "/mqtt", "Sec-WebSocket-Protocol: chat, mqtt, soap");
        assertThat(several.header("Sec-WebSocket-Protocol")).isEqualTo("mqtt");
        WebSocketLink old = WebSocketLink.handshake(socket(), "/mqtt", "Sec-WebSocket-Protocol: mqttv3.1");
        assertThat(old.isUpgraded()).isTrue();
        assertThat(old.header("Sec-WebSocket-Protocol")).isEqualTo("mqttv3.1");
        one.close();
        several.close();
        old.close();
    }

    @Test
    @Normative({"MQTT5-6.0.0-3", "MQTT311-6.0.0-3"})
    @Checklist(100)
    void without_the_subprotocol_there_is_no_mqtt() throws IOException {
        for (String[] offer : new String[][] {{}, {"Sec-WebSocket-Protocol: chat"}}) {
            WebSocketLink refused = WebSocketLink.handshake(socket(), "/mqtt", offer);
            if (refused.isUpgraded()) {
                refused.write(connect(MqttVersion.V311, clientId()).bytes());
                assertThat(refused.read(new byte[10], 0, RawMqttClient.PATIENCE))
                        .isEqualTo(-1);
            }
            refused.close();
        }
    }

    @Test
    @Checklist(100)
    void other_paths_are_not_mqtt() {
        WebSocketLink elsewhere = WebSocketLink.handshake(socket(), "/elsewhere", "Sec-WebSocket-Protocol: mqtt");
        assertThat(elsewhere.isUpgraded()).isFalse();
        elsewhere.close();
    }

    @EveryVersion
    @Normative({"MQTT5-6.0.0-2", "MQTT311-6.0.0-2"})
    @Checklist(100)
    void packets_may_be_cut_anywhere_and_joined_in_one_frame(MqttVersion version) throws IOException {
        String topic = topic();
        RawMqttClient client = openWeb(version);
        byte[] connect = connect(version, clientId()).bytes();
        client.send(Arrays.copyOfRange(connect, 0, 1));
        client.send(Arrays.copyOfRange(connect, 1, 5));
        link.writeFrame(0x80 | WebSocketLink.BINARY, new byte[0], true);
        byte[] joined = Wire.wire()
                .raw(Arrays.copyOfRange(connect, 5, connect.length))
                .raw(filters(1).filter(topic, 0).subscribeBytes(version))
                .raw(publish(topic, "one").bytes(version))
                .raw(0x30)
                .bytes();
        client.send(joined);
        byte[] second = publish(topic, "two").bytes(version);
        for (int i = 1; i < second.length; i++) {
            client.send(new byte[] {second[i]});
        }
        client.expect(PacketKind.CONNACK);
        client.expect(PacketKind.SUBACK);
        client.receive("one");
        client.receive("two");
    }

    @Test
    @Normative({"MQTT5-6.0.0-2", "MQTT311-6.0.0-2"})
    void a_fragmented_message_with_a_ping_between_is_understood() throws IOException {
        RawMqttClient client = openWeb(MqttVersion.V5);
        byte[] connect = connect(MqttVersion.V5, clientId()).bytes();
        link.writeFrame(WebSocketLink.BINARY, Arrays.copyOfRange(connect, 0, 4), true);
        link.writeFrame(0x80 | WebSocketLink.PING, new byte[] {1, 2}, true);
        link.writeFrame(WebSocketLink.CONTINUATION, Arrays.copyOfRange(connect, 4, 9), true);
        link.writeFrame(0x80 | WebSocketLink.CONTINUATION, Arrays.copyOfRange(connect, 9, connect.length), true);
        client.expect(PacketKind.CONNACK);
    }

    @EveryVersion
    @Normative({"MQTT5-6.0.0-1", "MQTT311-6.0.0-1"})
    void a_text_frame_ends_the_connection(MqttVersion version) throws IOException {
        RawMqttClient before = openWeb(version);
        link.writeFrame(0x80 | WebSocketLink.TEXT, connect(version, clientId()).bytes(), true);
        before.expectClosed();
        RawMqttClient after = connectedWeb(version);
        link.writeFrame(0x80 | WebSocketLink.TEXT, new byte[] {(byte) 0xC0, 0}, true);
        for (Packet packet : after.expectEndEventually()) {
            assertThat(packet.kind()).isEqualTo(PacketKind.DISCONNECT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80 | 3, 0x80 | 0xB, 0xC0 | 2, 0x80})
    @Normative("MQTT5-6.0.0-1")
    void frames_against_the_websocket_protocol_end_the_connection(int firstByte) throws IOException {
        RawMqttClient client = connectedWeb(MqttVersion.V5);
        link.writeFrame(firstByte, new byte[] {(byte) 0xC0, 0}, true);
        for (Packet packet : client.expectEndEventually()) {
            assertThat(packet.kind()).isEqualTo(PacketKind.DISCONNECT);
        }
    }

    @Test
    @Normative("MQTT5-6.0.0-1")
    void an_unmasked_frame_ends_the_connection() throws IOException {
        RawMqttClient client = connectedWeb(MqttVersion.V5);
        link.writeFrame(0x80 | WebSocketLink.BINARY, new byte[] {(byte) 0xC0, 0}, false);
        for (Packet packet : client.expectEndEventually()) {
            assertThat(packet.kind()).isEqualTo(PacketKind.DISCONNECT);
        }
    }

    @Test
    void large_messages_pass_in_both_directions() {
        String topic = topic();
        RawMqttClient client = connectedWeb(MqttVersion.V311);
        client.subscribe(topic, 0);
        byte[] payload = new byte[500_000];
        Arrays.fill(payload, (byte) 7);
        client.publish(publish(topic).payload(payload));
        assertThat(client.receive().payload()).isEqualTo(payload);
    }
}
