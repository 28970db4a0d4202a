package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The per-message path makes no garbage: the bytes that this thread allocates are counted. The buffers are of the kind that
 * the leak detector doesn't watch, since watching allocates.
 */
class AllocationTest {
    private static final int ROUNDS = 2000;
    private static final int PACKETS = 50;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void publishes_and_acknowledgements_are_decoded_without_allocation(ProtocolVersion version) {
        ByteBuf bytes = Unpooled.buffer();
        PublishEncoder encoder = new PublishEncoder(4096);
        for (int i = 0; i < PACKETS; i++) {
            encoder.begin(message(i), 0).write(bytes, version, Qos.AT_LEAST_ONCE, false, false, i + 1);
            PacketEncoder.acknowledgement(bytes, version, PacketType.PUBACK, i + 1, ReasonCode.QUOTA_EXCEEDED);
            PacketEncoder.pingreq(bytes);
        }
        PacketDecoder decoder = new PacketDecoder(new TopicCache(1024));
        CodecLimits limits = CodecLimits.widest(Role.SERVER);
        Taking receiver = new Taking();
        assertAllocatesNothing(() -> {
            bytes.readerIndex(0);
            decoder.decode(bytes, limits, version, receiver);
        });
        assertThat(receiver.packets).isEqualTo(2L * ROUNDS * PACKETS * 3);
        bytes.release();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void publishes_and_acknowledgements_are_encoded_without_allocation(ProtocolVersion version) {
        ByteBuf out = Unpooled.buffer(256 * 1024);
        PublishEncoder encoder = new PublishEncoder(4096);
        ReceiverProperties own = new ReceiverProperties();
        Publish message = message(1);
        assertAllocatesNothing(() -> {
            out.clear();
            for (int i = 0; i < PACKETS; i++) {
                encoder.begin(message, 0);
                for (int receiver = 0; receiver < 3; receiver++) {
                    encoder.write(out, version, Qos.AT_LEAST_ONCE, false, false, 1);
                }
                own.clear().topicAlias(3, true).subscriptionIdentifier(7);
                encoder.write(out, Qos.AT_LEAST_ONCE, false, false, 1, own);
                PacketEncoder.acknowledgement(out, version, PacketType.PUBREL, 1, ReasonCode.SUCCESS);
            }
        });
        out.release();
    }

    private void assertAllocatesNothing(Runnable work) {
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // A single object per packet would be more than a megabyte.
        assertThat(allocated).isLessThan(100_000);
    }

    private static Publish message(int i) {
        Properties properties = Properties.create()
                .set(Property.MESSAGE_EXPIRY_INTERVAL, 60)
                .set(Property.PAYLOAD_FORMAT_INDICATOR, 1)
                .set(Property.RESPONSE_TOPIC, "answers/" + i)
                .add(new UserProperty("name", "value"));
        return PublishFactory.of(
                Topic.of("site/" + i + "/temperature"), new byte[64], Qos.AT_LEAST_ONCE, false, properties, null, 0);
    }

    private static final class Taking extends NoReceiver {
        private long packets;

        @Override
        public Next onPublish(Publish publish) {
            packets++;
            return Next.CONTINUE;
        }

        @Override
        public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
            packets++;
            return Next.CONTINUE;
        }

        @Override
        public Next onPingreq() {
            packets++;
            return Next.CONTINUE;
        }
    }
}
