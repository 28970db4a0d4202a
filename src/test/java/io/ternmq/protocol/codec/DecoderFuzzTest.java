package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.ProtocolVersion;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Whatever bytes come: the decoder doesn't throw, doesn't read past what is there, comes to an end, and says the same however
 * the bytes are split. The seeds are fixed, so that a failure can be had again.
 */
class DecoderFuzzTest {
    private static final CodecLimits SERVER = CodecLimits.builder(Role.SERVER)
            .maxPacketBytes(100_000)
            .maxTopicLevels(10)
            .maxFilters(3)
            .maxUserProperties(5)
            .build();

    private static final CodecLimits CLIENT = CodecLimits.widest(Role.CLIENT);

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void random_bytes_do_no_harm(ProtocolVersion version) {
        for (int seed = 0; seed < 3000; seed++) {
            ByteBuf bytes = randomBytes(new Random(seed));
            check(seed, bytes, SERVER, version);
            check(seed, bytes, SERVER, null);
            check(seed, bytes, CLIENT, version);
        }
    }

    private static ByteBuf randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void mutated_packets_do_no_harm(ProtocolVersion version) {
        int malformed = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            RandomPackets packets = new RandomPackets(seed, version);
            ByteBuf connection = Unpooled.buffer();
            packets.connect(connection);
            for (int i = 0; i < 4; i++) {
                packets.ofClient(connection);
            }
            ByteBuf sent = Unpooled.buffer();
            for (int i = 0; i < 4; i++) {
                packets.ofServer(sent);
            }
            malformed += check(seed, mutate(connection, random), SERVER, null) ? 1 : 0;
            malformed += check(seed, mutate(sent, random), CLIENT, version) ? 1 : 0;
        }
        // Some mutations are harmless: a payload is a payload.
        assertThat(malformed).isBetween(2000, 5900);
    }

    /** Changes, inserts, removes or doubles bytes in a few places, mostly near the beginning. */
    private static ByteBuf mutate(ByteBuf bytes, Random random) {
        ByteBuf mutated = bytes;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int length = mutated.readableBytes();
            int at = random.nextInt(random.nextBoolean() ? length : Math.min(length, 40));
            int count = Math.min(length - at, 1 + random.nextInt(4));
            ByteBuf changed = Unpooled.buffer(length + 4).writeBytes(mutated, 0, at);
            switch (random.nextInt(4)) {
                case 0 -> changed.writeByte(random.nextInt()).writeBytes(mutated, at + 1, length - at - 1);
                case 1 -> changed.writeByte(random.nextInt()).writeBytes(mutated, at, length - at);
                case 2 -> changed.writeBytes(mutated, at + count, length - at - count);
                default -> changed.writeBytes(mutated, at, count).writeBytes(mutated, at, length - at);
            }
            mutated = changed;
        }
        return mutated;
    }

    /** Every packet cut short at every place, with the length set right: never read past, never taken as whole. */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, mode = Mode.INCLUDE, names = "MQTT_5")
    void packets_cut_short_do_no_harm(ProtocolVersion version) {
        for (int seed = 0; seed < 300; seed++) {
            RandomPackets packets = new RandomPackets(seed, version);
            ByteBuf packet = Unpooled.buffer();
            packets.ofClient(packet);
            long length = Varint.read(packet, 1, packet.writerIndex());
            int bodyIndex = 1 + Varint.bytes(length);
            for (int body = 0; body < Math.min(Varint.value(length), 300); body++) {
                ByteBuf cut = Unpooled.buffer().writeByte(packet.getByte(0));
                Varint.write(cut, body);
                cut.writeBytes(packet, bodyIndex, body);
                check(seed, cut, SERVER, version);
            }
        }
    }

    /** Whether the bytes were malformed; in one go and split both. */
    private static boolean check(int seed, ByteBuf bytes, CodecLimits limits, @Nullable ProtocolVersion version) {
        SplitFeed whole = new SplitFeed(limits, version);
        whole.feed(bytes);
        SplitFeed split = new SplitFeed(limits, version);
        split.feed(bytes, new Random(~seed));
        assertThat(split.malformed()).as("seed %d", seed).isEqualTo(whole.malformed());
        assertThat(split.packets())
                .as("seed %d", seed)
                .hasToString(whole.packets().toString());
        if (whole.malformed() == null) {
            assertThat(split.unread()).as("seed %d", seed).isEqualTo(whole.unread());
        }
        return whole.malformed() != null;
    }
}
