package io.ternmq.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blocking MQTT client that sends whatever bytes a test wants and reads strictly. It answers nothing by itself: a test
 * acknowledges what it wants to acknowledge. For one thread.
 */
public final class RawMqttClient implements AutoCloseable {

    /** How long an expected packet may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(BrokerUnderTest.isExternal() ? 3 : 15);

    private final ByteChannelLink link;
    private MqttVersion version;
    private String clientId = "";
    private byte[] buffer = new byte[4096];
    private int filled;
    private boolean closed;
    private int nextPacketId = 1;
    private final Deque<Packet> early = new ArrayDeque<>();

    public RawMqttClient(ByteChannelLink link, MqttVersion version) {
        this.link = link;
        this.version = version;
    }

    public MqttVersion version() {
        return version;
    }

    public String clientId() {
        return clientId;
    }

    public ByteChannelLink link() {
        return link;
    }

    // ---- sending

    public RawMqttClient send(byte[] bytes) {
        try {
            link.write(bytes);
        } catch (IOException e) {
            closed = true;
        }
        return this;
    }

    /** Sends bytes given as integers. */
    public RawMqttClient send(int... bytes) {
        return send(Wire.wire().raw(bytes).bytes());
    }

    public RawMqttClient send(ConnectPacket connect) {
        version = connect.version();
        clientId = connect.clientIdText();
        return send(connect.bytes());
    }

    public RawMqttClient send(PublishPacket publish) {
        return send(publish.bytes(version));
    }

    public RawMqttClient sendSubscribe(SubscribePacket subscribe) {
        return send(subscribe.subscribeBytes(version));
    }

    public RawMqttClient sendUnsubscribe(SubscribePacket unsubscribe) {
        return send(unsubscribe.unsubscribeBytes(version));
    }

    /** Sends PUBACK, PUBREC, PUBREL or PUBCOMP in its short form. */
    public RawMqttClient ack(PacketKind kind, int packetId) {
        return send(Wire.packet(kind.firstByte(), Wire.wire().u16(packetId).bytes()));
    }

    /** Sends an MQTT 5 acknowledgement with a reason code. */
    public RawMqttClient ack(PacketKind kind, int packetId, int reasonCode) {
        return send(Wire.packet(
                kind.firstByte(), Wire.wire().u16(packetId).u8(reasonCode).bytes()));
    }

    public RawMqttClient sendPing() {
        return send(0xC0, 0x00);
    }

    /** Sends the normal DISCONNECT, the same bytes in all versions. */
    public RawMqttClient sendDisconnect() {
        return send(0xE0, 0x00);
    }

    /** Sends an MQTT 5 DISCONNECT with reason code and properties. */
    public RawMqttClient sendDisconnect(int reasonCode, Props props) {
        return send(
                Wire.packet(0xE0, Wire.wire().u8(reasonCode).raw(props.bytes()).bytes()));
    }

    /** Sends an AUTH. */
    public RawMqttClient sendAuth(int reasonCode, Props props) {
        return send(
                Wire.packet(0xF0, Wire.wire().u8(reasonCode).raw(props.bytes()).bytes()));
    }

    // ---- exchanges

    /** Connects and expects to be accepted. */
    public Packet connect(ConnectPacket connect) {
        Packet connack = send(connect).expect(PacketKind.CONNACK);
        assertThat(connack.reasonCode()).as("reason code of %s", connack).isZero();
        return connack;
    }

    /** Connects and expects to resume a session. MQTT 3.1 has no flag for it, so only later versions are told. */
    public Packet resume(ConnectPacket connect) {
        Packet connack = connect(connect);
        assertThat(connack.sessionPresent())
                .as("session present in %s", connack)
                .isEqualTo(version != MqttVersion.V31);
        return connack;
    }

    /** Subscribes to one filter and expects the SUBACK to grant it. */
    public Packet subscribe(String filter, int options) {
        return subscribe(SubscribePacket.filters(nextPacketId++).filter(filter, options));
    }

    /** Subscribes with an MQTT 5 subscription identifier. */
    public Packet subscribe(String filter, int options, int identifier) {
        return subscribe(
                SubscribePacket.filters(nextPacketId++).filter(filter, options).identifier(identifier));
    }

    /** Subscribes and expects a SUBACK without an error. */
    public Packet subscribe(SubscribePacket subscribe) {
        Packet suback = sendSubscribe(subscribe).reply(PacketKind.SUBACK);
        assertThat(suback.codes()).as("codes of %s", suback).allMatch(code -> code < 0x80);
        return suback;
    }

    public Packet unsubscribe(String filter) {
        return sendUnsubscribe(SubscribePacket.filters(nextPacketId++).filter(filter))
                .reply(PacketKind.UNSUBACK);
    }

    /** Publishes and completes the exchange of the QoS. */
    public RawMqttClient publish(PublishPacket publish) {
        send(publish);
        if (publish.qosLevel() == 1) {
            assertThat(reply(PacketKind.PUBACK).packetId()).isEqualTo(publish.id());
        } else if (publish.qosLevel() == 2) {
            assertThat(reply(PacketKind.PUBREC).packetId()).isEqualTo(publish.id());
            ack(PacketKind.PUBREL, publish.id());
            assertThat(reply(PacketKind.PUBCOMP).packetId()).isEqualTo(publish.id());
        }
        return this;
    }

    public RawMqttClient publish(String topic, String payload) {
        return publish(PublishPacket.publish(topic, payload));
    }

    /** Expects a PUBLISH and completes the exchange of its QoS; messages that come in between wait for the next call. */
    public Packet receive() {
        Packet publish = expect(PacketKind.PUBLISH);
        if (publish.qos() == 1) {
            ack(PacketKind.PUBACK, publish.packetId());
        } else if (publish.qos() == 2) {
            ack(PacketKind.PUBREC, publish.packetId());
            assertThat(reply(PacketKind.PUBREL).packetId()).isEqualTo(publish.packetId());
            ack(PacketKind.PUBCOMP, publish.packetId());
        }
        return publish;
    }

    /** Expects a PUBLISH with this payload and completes its exchange. */
    public Packet receive(String payload) {
        Packet publish = receive();
        assertThat(publish.text()).as("payload of %s", publish).isEqualTo(payload);
        return publish;
    }

    /** Two round trips, after which whatever the broker had queued for this client before has met its queue. */
    public void settle() {
        sendPing().reply(PacketKind.PINGRESP);
        sendPing().reply(PacketKind.PINGRESP);
    }

    /** Sends PINGREQ and expects PINGRESP as the very next packet: nothing else was on its way on this connection. */
    public void expectOnlyPong() {
        assertThat(early).as("messages that came early").isEmpty();
        sendPing().expect(PacketKind.PINGRESP);
    }

    // ---- reading

    /** The next packet. */
    public Packet next() {
        return next(PATIENCE);
    }

    /** The next packet, which must come in time. */
    public Packet next(Duration atMost) {
        Packet packet = poll(atMost);
        if (packet == null) {
            throw new AssertionError(
                    closed
                            ? clientId + ": the broker closed the connection, a packet was expected"
                            : clientId + ": no packet within " + atMost);
        }
        return packet;
    }

    /** The next packet, which must be of this type; a message that came while another answer was awaited counts. */
    public Packet expect(PacketKind kind) {
        Packet packet = kind == PacketKind.PUBLISH && !early.isEmpty() ? early.remove() : next();
        assertThat(packet.kind()).as("%s received %s", clientId, packet).isEqualTo(kind);
        return packet;
    }

    /** The next packet that is no message, which must be of this type; messages may overtake answers and wait. */
    private Packet reply(PacketKind kind) {
        Packet packet = next();
        while (packet.kind() == PacketKind.PUBLISH) {
            early.add(packet);
            packet = next();
        }
        assertThat(packet.kind()).as("%s received %s", clientId, packet).isEqualTo(kind);
        return packet;
    }

    /** Expects the connection to be closed and no packet before that. */
    public void expectClosed() {
        Packet packet = poll(PATIENCE);
        assertThat(packet).as("a packet where the connection should be closed").isNull();
        assertThat(closed).as("closed within " + PATIENCE).isTrue();
    }

    /**
     * Expects the broker to end an accepted connection: with DISCONNECT of one of these reason codes before closing in MQTT 5,
     * by closing alone in 3.x.
     */
    public Packet expectEnd(Integer... reasonCodes) {
        Packet last = Packet.none();
        if (version.hasProperties() && !(BrokerUnderTest.isExternal() && endsSilently())) {
            last = expect(PacketKind.DISCONNECT);
            assertThat(last.reasonCode()).as("reason code of %s", last).isIn((Object[]) reasonCodes);
            assertThat(last.props().has(Prop.SESSION_EXPIRY_INTERVAL))
                    .as("session expiry in the broker's DISCONNECT")
                    .isFalse();
        }
        expectClosed();
        return last;
    }

    /** The specification leaves DISCONNECT before closing to the broker; ours always sends it, another broker may not. */
    private boolean endsSilently() {
        fill(PATIENCE);
        return filled == 0;
    }

    /** Expects the broker to end an accepted connection; packets already on their way may come first. */
    public List<Packet> expectEndEventually() {
        List<Packet> packets = new ArrayList<>();
        for (Packet packet = poll(PATIENCE); packet != null; packet = poll(PATIENCE)) {
            packets.add(packet);
        }
        assertThat(closed).as("closed within " + PATIENCE).isTrue();
        return packets;
    }

    /**
     * Expects that a CONNECT which is malformed is answered by closing, in MQTT 5 optionally after a CONNACK with an error.
     */
    public void expectRefusedOrClosed() {
        Packet packet = poll(PATIENCE);
        if (packet != null) {
            assertThat(version.hasProperties() || BrokerUnderTest.isExternal())
                    .as("a malformed 3.x CONNECT is answered with %s", packet)
                    .isTrue();
            assertThat(packet.kind()).isEqualTo(PacketKind.CONNACK);
            assertThat(packet.reasonCode()).isNotZero();
        }
        expectClosed();
    }

    /** Expects a CONNACK with this code, then the end. */
    public Packet expectRefused(int code) {
        Packet connack = expect(PacketKind.CONNACK);
        assertThat(connack.reasonCode()).as("code of %s", connack).isEqualTo(code);
        assertThat(connack.sessionPresent())
                .as("session present beside an error")
                .isFalse();
        expectClosed();
        return connack;
    }

    /**
     * Waits for the time given and expects that nothing arrives. Only for what has no marker to wait for; prefer a later
     * message that must arrive first.
     */
    public void expectNothing(Duration time) {
        Packet packet = poll(time);
        assertThat(packet).as("unexpected packet").isNull();
        assertThat(closed).as("connection closed").isFalse();
    }

    /** Packets until none has come for the time given or the connection is closed. */
    public List<Packet> drain(Duration quiet) {
        List<Packet> packets = new ArrayList<>();
        for (Packet packet = poll(quiet); packet != null; packet = poll(quiet)) {
            packets.add(packet);
        }
        return packets;
    }

    public boolean isClosed() {
        return closed;
    }

    /** The next packet, or null when none came in time or the connection is closed. */
    public @Nullable Packet poll(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Packet packet = takeFromBuffer();
            if (packet != null || closed) {
                return packet;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            fill(Duration.ofNanos(left));
        }
    }

    private void fill(Duration atMost) {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        try {
            int read = link.read(buffer, filled, atMost);
            closed = read < 0;
            filled += Math.max(0, read);
        } catch (IOException e) {
            throw new AssertionError("reading failed", e);
        }
    }

    private @Nullable Packet takeFromBuffer() {
        int length = 0;
        int at = 1;
        for (int shift = 0; ; shift += 7, at++) {
            if (at >= filled) {
                return null;
            }
            if (shift > 21) {
                throw new AssertionError("the broker sent a remaining length of more than four bytes");
            }
            length |= (buffer[at] & 0x7F) << shift;
            if (buffer[at] >= 0) {
                at++;
                break;
            }
        }
        if (filled < at + length) {
            return null;
        }
        byte[] body = Arrays.copyOfRange(buffer, at, at + length);
        int firstByte = buffer[0] & 0xFF;
        System.arraycopy(buffer, at + length, buffer, 0, filled - at - length);
        filled -= at + length;
        try {
            return PacketParser.parse(version, firstByte, body);
        } catch (BufferUnderflowException e) {
            throw new AssertionError("the broker sent a packet with less in it than its type needs", e);
        }
    }

    /** Cuts the connection without DISCONNECT. */
    public void cut() {
        link.close();
    }

    @Override
    public void close() {
        link.close();
    }
}
