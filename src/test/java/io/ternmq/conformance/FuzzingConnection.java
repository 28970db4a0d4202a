package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;

import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.Props;
import io.ternmq.conformance.harness.WillSpec;
import io.ternmq.conformance.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One of the connections of {@link FuzzTest}: sends mutated packets, connects again when it has been thrown out. */
final class FuzzingConnection implements AutoCloseable {

    private static final int PACKETS_PER_STEP = 5;

    private final InetSocketAddress address;
    private final Random random;
    private final ByteBuffer answers = ByteBuffer.allocate(1 << 16);
    private @Nullable SocketChannel channel;
    private MqttVersion version = MqttVersion.V5;

    FuzzingConnection(InetSocketAddress address, Random random) {
        this.address = address;
        this.random = random;
    }

    /** Sends a few packets and reads what has come; never waits. */
    void step() {
        try {
            for (int i = 0; i < PACKETS_PER_STEP; i++) {
                if (channel == null) {
                    open();
                }
                send(mutate(packet()));
                if (!drain()) {
                    close();
                }
            }
        } catch (IOException reset) {
            close();
        }
    }

    private void open() throws IOException {
        version = MqttVersion.values()[random.nextInt(3)];
        SocketChannel opened = SocketChannel.open(address);
        opened.configureBlocking(false);
        channel = opened;
        if (random.nextInt(4) > 0) {
            send(connect(version, "fuzz" + random.nextInt(1_000_000)).bytes());
        }
    }

    private void send(byte[] bytes) throws IOException {
        if (channel != null) {
            channel.write(ByteBuffer.wrap(bytes));
        }
    }

    private boolean drain() throws IOException {
        if (channel == null) {
            return false;
        }
        answers.clear();
        return channel.read(answers) >= 0;
    }

    private byte[] packet() {
        String topic = "fuzz/" + random.nextInt(20);
        return switch (random.nextInt(14)) {
            case 0 ->
                connect(version, "fuzz" + random.nextInt(1_000_000))
                        .will(WillSpec.will(topic, "will").with(Prop.USER_PROPERTY, Map.entry("a", "b")))
                        .username("user")
                        .password("password")
                        .props(Props.of(Prop.RECEIVE_MAXIMUM, 10).user("k", "v"))
                        .bytes();
            case 1, 2 -> publish(topic, "payload").bytes(version);
            case 3 -> publish(topic, "payload").qos(1, 1 + random.nextInt(100)).bytes(version);
            case 4 ->
                publish(topic, "payload")
                        .qos(2, 1 + random.nextInt(100))
                        .with(Prop.TOPIC_ALIAS, 1)
                        .with(Prop.CORRELATION_DATA, new byte[20])
                        .with(Prop.RESPONSE_TOPIC, "answer")
                        .user("key", "value")
                        .bytes(version);
            case 5 ->
                filters(1)
                        .filter(topic, random.nextInt(3))
                        .filter("fuzz/+/#", 0)
                        .subscribeBytes(version);
            case 6 -> filters(2).filter("$share/g/" + topic, 1).identifier(5).subscribeBytes(version);
            case 7 -> filters(3).filter(topic).unsubscribeBytes(version);
            case 8 -> new byte[] {0x40, 2, 0, (byte) random.nextInt()};
            case 9 -> new byte[] {0x62, 2, 0, (byte) random.nextInt()};
            case 10 -> new byte[] {(byte) 0xC0, 0};
            case 11 ->
                Wire.packet(
                        0xF0,
                        Wire.wire()
                                .u8(0x19)
                                .raw(Props.of(Prop.AUTHENTICATION_METHOD, "X").bytes())
                                .bytes());
            case 12 ->
                Wire.packet(
                        0xE0,
                        Wire.wire()
                                .u8(0)
                                .raw(Props.none().user("a", "b").bytes())
                                .bytes());
            default -> randomBytes(1 + random.nextInt(200));
        };
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutate(byte[] packet) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> packet;
            case 2, 3 -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield packet;
            }
            case 4 -> Arrays.copyOf(packet, random.nextInt(packet.length) + 1);
            case 5 ->
                Wire.wire().raw(packet).raw(randomBytes(1 + random.nextInt(20))).bytes();
            case 6 -> {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
                yield packet;
            }
            default -> {
                int at = random.nextInt(packet.length);
                yield Wire.wire()
                        .raw(Arrays.copyOf(packet, at))
                        .raw(randomBytes(1 + random.nextInt(3)))
                        .raw(Arrays.copyOfRange(packet, at, packet.length))
                        .bytes();
            }
        };
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            channel = null;
        }
    }
}
