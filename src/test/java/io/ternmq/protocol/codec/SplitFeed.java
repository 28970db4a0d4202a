package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.codec.PacketDecoder.End;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A connection's end as transport has it, in small: bytes come in pieces, what has not been read is kept, and decoding is
 * taken up again after STOP and RETRY.
 */
final class SplitFeed {
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(16));
    private final RecordingReceiver receiver = new RecordingReceiver();
    private final CodecLimits limits;
    private ByteBuf unread = Unpooled.buffer();

    SplitFeed(CodecLimits limits, @Nullable ProtocolVersion version) {
        this.limits = limits;
        receiver.version = version;
    }

    List<Object> packets() {
        return receiver.packets;
    }

    @Nullable
    Malformed malformed() {
        return receiver.malformed;
    }

    int unread() {
        return unread.readableBytes();
    }

    /** All at once. */
    void feed(ByteBuf bytes) {
        unread.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        receiver.next = Next.CONTINUE;
        decode();
    }

    /** In random pieces, with a receiver that now and then stops, or lets a packet wait and takes it the second time. */
    void feed(ByteBuf bytes, Random random) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && receiver.malformed == null) {
            int piece = Math.min(bytes.writerIndex() - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 400));
            // As if it had been received into a buffer of just that size: reading further would throw.
            ByteBuf gathered = Unpooled.buffer(unread.readableBytes() + piece, unread.readableBytes() + piece);
            gathered.writeBytes(unread).writeBytes(bytes, at, piece);
            unread = gathered;
            at += piece;
            receiver.next = Next.values()[random.nextInt(3)];
            End end = decode();
            while (end == End.STOPPED || end == End.RETRY) {
                if (end == End.RETRY) {
                    receiver.packets.remove(receiver.packets.size() - 1);
                    receiver.next = Next.CONTINUE;
                }
                end = decode();
            }
        }
    }

    private End decode() {
        int before = unread.readableBytes();
        End end = decoder.decode(unread, limits, receiver.version, receiver);
        if (unread.readableBytes() > before || (end == End.MALFORMED) != (receiver.malformed != null)) {
            throw new AssertionError("the decoder went backwards, or said " + end + " wrongly");
        }
        if (end == End.NEEDS_MORE && decoder.neededBytes() != 0 && decoder.neededBytes() <= unread.readableBytes()) {
            throw new AssertionError("the decoder asks for " + decoder.neededBytes() + " bytes and has them");
        }
        return end;
    }
}
