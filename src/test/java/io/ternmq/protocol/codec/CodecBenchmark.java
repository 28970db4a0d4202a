package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Nanoseconds and bytes of garbage for a packet, read and written, by hand: run {@code main}. For a first opinion; not part
 * of the tests.
 */
final class CodecBenchmark {
    private static final int PACKETS = 256;
    private static final int PAYLOAD_BYTES = 64;
    private static long sink;

    private CodecBenchmark() {}

    public static void main(String[] arguments) {
        for (ProtocolVersion version : new ProtocolVersion[] {ProtocolVersion.MQTT_3_1_1, ProtocolVersion.MQTT_5}) {
            for (int topics : new int[] {1, 200, 100_000}) {
                decodePublishes(version, topics);
            }
            decodeAcknowledgements(version);
            encode(version, 1);
            encode(version, 100);
        }
        System.out.println("sink " + sink);
    }

    private static void decodePublishes(ProtocolVersion version, int topics) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        PublishEncoder encoder = new PublishEncoder(Integer.MAX_VALUE);
        int packets = Math.max(PACKETS, topics);
        for (int i = 0; i < packets; i++) {
            encoder.begin(message(i % topics), 0).write(bytes, version, Qos.AT_MOST_ONCE, false, false, 0);
        }
        decode(version + " decode PUBLISH, " + topics + " topics", bytes, packets, version);
    }

    private static void decodeAcknowledgements(ProtocolVersion version) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < PACKETS; i++) {
            PacketEncoder.acknowledgement(bytes, version, PacketType.PUBACK, i + 1, ReasonCode.SUCCESS);
        }
        decode(version + " decode PUBACK", bytes, PACKETS, version);
    }

    private static void decode(String name, ByteBuf bytes, int packets, ProtocolVersion version) {
        PacketDecoder decoder = new PacketDecoder(new TopicCache(4096));
        CodecLimits limits =
                CodecLimits.builder(Role.SERVER).maxTopicLevels(128).build();
        Counting receiver = new Counting();
        measure(name, () -> {
            bytes.readerIndex(0);
            decoder.decode(bytes, limits, version, receiver);
            return packets;
        });
        sink += receiver.bytes;
        bytes.release();
    }

    private static void encode(ProtocolVersion version, int receivers) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
        PublishEncoder encoder = new PublishEncoder(4096);
        Publish[] messages = new Publish[16];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = message(i);
        }
        measure(version + " encode PUBLISH for " + receivers + " receivers", () -> {
            int written = 0;
            for (Publish message : messages) {
                out.clear();
                encoder.begin(message, 0);
                for (int i = 0; i < receivers; i++) {
                    encoder.write(out, version, Qos.AT_LEAST_ONCE, false, false, i + 1);
                    written++;
                }
                sink += out.writerIndex();
            }
            return written;
        });
        out.release();
    }

    private static Publish message(int topic) {
        Topic name = Topic.of("site/building-7/floor/3/sensor/" + topic + "/temperature");
        return PublishFactory.of(name, new byte[PAYLOAD_BYTES], Qos.AT_MOST_ONCE, false);
    }

    private static void measure(String name, IntSupplier work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        double garbage = 0;
        for (int round = 0; round < 8; round++) {
            long packets = 0;
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            while (packets < 4_000_000) {
                packets += work.getAsInt();
            }
            best = Math.min(best, (System.nanoTime() - begin) / (double) packets);
            garbage = (threads.getCurrentThreadAllocatedBytes() - allocated) / (double) packets;
        }
        System.out.println(String.format(Locale.ROOT, "%-45s %6.1f ns %8.2f B", name, best, garbage));
    }

    /** Takes publishes and acknowledgements, as a receiver that is always content. */
    private static final class Counting extends NoReceiver {
        private long bytes;

        @Override
        public Next onPublish(Publish publish) {
            bytes += publish.payloadLength() + publish.topic().length();
            return Next.CONTINUE;
        }

        @Override
        public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
            bytes += packetId;
            return Next.CONTINUE;
        }
    }
}
