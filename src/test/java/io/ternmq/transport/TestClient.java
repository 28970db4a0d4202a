package io.ternmq.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.codec.PacketEncoder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A client that writes and reads bytes, and waits for each. */
final class TestClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private ProtocolVersion version = ProtocolVersion.MQTT_5;

    /** One packet as it came. */
    record Packet(int firstByte, byte[] body) {
        int type() {
            return firstByte >>> 4;
        }

        int at(int index) {
            return body[index] & 0xFF;
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(new byte[] {(byte) firstByte}) + " "
                    + HexFormat.of().formatHex(body);
        }
    }

    TestClient(Socket socket) throws IOException {
        this(socket, socket.getInputStream(), socket.getOutputStream());
    }

    TestClient(Socket socket, InputStream in, OutputStream out) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(in);
        this.out = out;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    TestClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    TestClient send(String hex) throws IOException {
        return send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    static byte[] connectBytes(ProtocolVersion version, boolean bridge, String clientId, int keepAlive) {
        Connect connect = new Connect(
                version,
                bridge,
                true,
                keepAlive,
                clientId,
                null,
                null,
                null,
                version == ProtocolVersion.MQTT_5 ? Properties.create() : Properties.NONE);
        ByteBuf bytes = Unpooled.buffer();
        PacketEncoder.connect(bytes, connect);
        return ByteBufUtil.getBytes(bytes);
    }

    TestClient sendConnect(ProtocolVersion spoken, String clientId, int keepAlive) throws IOException {
        version = spoken;
        return send(connectBytes(spoken, false, clientId, keepAlive));
    }

    TestClient sendConnect(String clientId) throws IOException {
        return sendConnect(ProtocolVersion.MQTT_5, clientId, 60);
    }

    /** Connects, and requires that it is welcome. */
    TestClient connect(String clientId) throws IOException {
        sendConnect(clientId);
        Packet connack = read();
        if (connack.type() != 2 || connack.at(1) != 0) {
            throw new AssertionError("not welcome: " + connack);
        }
        return this;
    }

    static byte[] publishBytes(ProtocolVersion version, String topic, byte[] payload) {
        ByteBuf body = Unpooled.buffer();
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        body.writeShort(name.length).writeBytes(name);
        if (version == ProtocolVersion.MQTT_5) {
            body.writeByte(0);
        }
        body.writeBytes(payload);
        ByteBuf packet = Unpooled.buffer();
        packet.writeByte(0x30);
        int left = body.readableBytes();
        do {
            packet.writeByte(left & 0x7F | (left > 0x7F ? 0x80 : 0));
            left >>>= 7;
        } while (left > 0);
        packet.writeBytes(body);
        return ByteBufUtil.getBytes(packet);
    }

    TestClient publish(String topic, byte[] payload) throws IOException {
        return send(publishBytes(version, topic, payload));
    }

    Packet read() throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        int shift = 0;
        int part;
        do {
            part = in.readUnsignedByte();
            length |= (part & 0x7F) << shift;
            shift += 7;
        } while (part > 0x7F);
        return new Packet(first, in.readNBytes(length));
    }

    /** Waits for the end of what the broker sends; nothing else may come. */
    void requireEnd() throws IOException {
        int more = in.read();
        if (more >= 0) {
            throw new AssertionError("still comes " + Integer.toHexString(more));
        }
    }

    /** Next comes a DISCONNECT with this reason, and the end. */
    void requireDisconnect(int reason) throws IOException {
        Packet disconnect = read();
        assertThat(disconnect.type()).isEqualTo(14);
        assertThat(disconnect.at(0)).isEqualTo(reason);
        requireEnd();
    }

    /** Whether the connection is ended by the broker, packets before that passed over. */
    boolean ends() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
