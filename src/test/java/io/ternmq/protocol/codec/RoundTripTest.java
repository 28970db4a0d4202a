package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read as it was, however the bytes are split. */
class RoundTripTest {
    private static final int ROUNDS = 400;
    private static final int PACKETS = 20;

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @Normative({"MQTT5-3.1.3-10", "MQTT5-3.3.2-17", "MQTT5-3.3.2-18"})
    void what_clients_send_is_read_as_it_was_written(ProtocolVersion version) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomPackets packets = new RandomPackets(seed, version);
            ByteBuf bytes = Unpooled.buffer();
            List<Object> sent = new ArrayList<>();
            sent.add(packets.connect(bytes));
            while (sent.size() < PACKETS) {
                sent.add(packets.ofClient(bytes));
            }
            check(seed, bytes, sent, Role.SERVER, null);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void what_servers_send_is_read_as_it_was_written(ProtocolVersion version) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomPackets packets = new RandomPackets(seed, version);
            ByteBuf bytes = Unpooled.buffer();
            List<Object> sent = new ArrayList<>();
            while (sent.size() < PACKETS) {
                sent.add(packets.ofServer(bytes));
            }
            check(seed, bytes, sent, Role.CLIENT, version);
        }
    }

    private static void check(
            int seed, ByteBuf bytes, List<Object> sent, Role reader, @Nullable ProtocolVersion version) {
        SplitFeed feed = new SplitFeed(CodecLimits.widest(reader), version);
        feed.feed(bytes, new Random(seed));
        assertThat(feed.malformed()).as("seed %d", seed).isNull();
        assertThat(feed.unread()).as("seed %d", seed).isZero();
        List<Object> read = feed.packets();
        assertThat(read).as("seed %d", seed).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i) instanceof Connect) {
                // Holds byte arrays, which records compare by identity.
                assertThat(read.get(i))
                        .usingRecursiveComparison()
                        .withEqualsForType(Topic::equals, Topic.class)
                        .withEqualsForType(Properties::equals, Properties.class)
                        .isEqualTo(sent.get(i));
            } else {
                assertThat(read.get(i)).as("seed %d, packet %d", seed, i).isEqualTo(sent.get(i));
            }
        }
    }
}
