package io.ternmq.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ternmq.transport.load.UnadmittedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class InboundBytesTest {
    private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private final UnadmittedBytes budget = new UnadmittedBytes(10_000_000);
    private final InboundBytes inbound = new InboundBytes(budget);
    private final Packets packets = new Packets();

    /** Reads packets of two bytes of length and so many bytes, and stops after each {@code stopAfter} ones. */
    private final class Packets implements InboundBytes.Decoding {
        final List<byte[]> read = new ArrayList<>();
        int stopAfter = Integer.MAX_VALUE;
        int needed;

        @Override
        public boolean decode(ByteBuf bytes) {
            needed = 0;
            while (bytes.readableBytes() >= 2) {
                int length = bytes.getUnsignedShort(bytes.readerIndex());
                if (bytes.readableBytes() < 2 + length) {
                    needed = 2 + length;
                    return true;
                }
                byte[] packet = new byte[length];
                bytes.skipBytes(2).readBytes(packet);
                read.add(packet);
                if (read.size() % stopAfter == 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int neededBytes() {
            // As with the decoder of a loop, others have used it meanwhile.
            int told = needed;
            needed = 77;
            return told;
        }
    }

    private static byte[] bytesOf(List<byte[]> packets) {
        ByteBuf all = ALLOCATOR.heapBuffer();
        packets.forEach(packet -> all.writeShort(packet.length).writeBytes(packet));
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        all.release();
        return bytes;
    }

    private static List<byte[]> random(Random random, int count) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] packet = new byte[random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(30)];
            random.nextBytes(packet);
            packets.add(packet);
        }
        return packets;
    }

    @RepeatedTest(200)
    void packets_come_out_as_they_went_in_however_they_are_cut_and_wherever_decoding_stops(RepetitionInfo info)
            throws Exception {
        Random random = new Random(info.getCurrentRepetition());
        List<byte[]> expected = random(random, 60);
        byte[] bytes = bytesOf(expected);
        packets.stopAfter = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(3);
        List<ByteBuf> given = new ArrayList<>();
        boolean parked = false;
        int at = 0;
        while (at < bytes.length || parked) {
            int before = packets.read.size();
            if (parked && (at == bytes.length || random.nextBoolean())) {
                inbound.resume(ALLOCATOR, packets);
            } else {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 2000));
                ByteBuf fresh = ALLOCATOR.buffer(length).writeBytes(bytes, at, length);
                given.add(fresh);
                at += length;
                if (parked) {
                    inbound.park(fresh, ALLOCATOR);
                    continue;
                }
                inbound.receive(fresh, ALLOCATOR, packets);
            }
            parked = packets.read.size() > before && packets.read.size() % packets.stopAfter == 0;
        }
        assertThat(packets.read).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(packets.read.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(given).allMatch(fresh -> fresh.refCnt() == 0);
        assertThat(inbound.readableBytes()).isZero();
        inbound.release();
        inbound.releaseIfClosed();
        assertThat(budget.used()).isZero();
    }

    private void receive(byte[] bytes) throws InboundBytes.NoRoom {
        inbound.receive(ALLOCATOR.buffer().writeBytes(bytes), ALLOCATOR, packets);
    }

    @Test
    void what_is_held_before_admission_counts_in_the_budget_and_after_it_does_not() throws Exception {
        byte[] packet = bytesOf(List.of(new byte[1000]));
        receive(Arrays.copyOf(packet, 500));
        assertThat(budget.used()).isBetween(500L, 1100L);
        inbound.admitted();
        assertThat(budget.used()).isZero();
        receive(Arrays.copyOfRange(packet, 500, 1002));
        assertThat(packets.read).hasSize(1);
        inbound.release();
        inbound.releaseIfClosed();
        assertThat(budget.used()).isZero();
    }

    @Test
    void an_announced_length_takes_no_memory_before_admission() throws Exception {
        receive(new byte[] {(byte) 0xFF, (byte) 0xFF, 1});
        assertThat(budget.used()).isLessThanOrEqualTo(64);
        inbound.release();
        inbound.releaseIfClosed();
    }

    @Test
    void nothing_is_taken_beyond_the_budget() {
        InboundBytes poor = new InboundBytes(new UnadmittedBytes(100));
        ByteBuf fresh = ALLOCATOR
                .buffer()
                .writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFF})
                .writeZero(200);
        assertThatThrownBy(() -> poor.receive(fresh, ALLOCATOR, packets)).isInstanceOf(InboundBytes.NoRoom.class);
        assertThat(fresh.refCnt()).isZero();
    }

    @Test
    void after_a_release_nothing_is_kept() throws Exception {
        inbound.release();
        receive(new byte[] {0, 9, 1});
        assertThat(inbound.readableBytes()).isZero();
        assertThat(budget.used()).isZero();
    }
}
