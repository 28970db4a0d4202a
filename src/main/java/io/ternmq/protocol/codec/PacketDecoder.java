package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to packets, in place. One for each event loop, since it keeps nothing of a connection: what has not been decoded
 * stays in the connection's buffer. Allocates nothing for PUBLISH, acknowledgements and pings, but for a topic that has not
 * been seen of late. Not thread safe, and not to be entered from its own receiver.
 *
 * <p>It is strict: what breaks the rules of the connection's version, or a limit, is told to
 * {@link PacketReceiver#onMalformed} and ends the decoding. The fixed header is judged as soon as it is there, so that a
 * packet which is too long, or of a kind that can't come, is refused before its body is waited for. The outcome doesn't
 * depend on how the bytes were split.
 */
public final class PacketDecoder {

    /** Why decoding ended. */
    public enum End {
        /** All whole packets have been taken; see {@link PacketDecoder#neededBytes()}. */
        NEEDS_MORE,
        /** The receiver said {@link Next#STOP}. */
        STOPPED,
        /** The receiver said {@link Next#RETRY}: the reader index is at the packet that waits. */
        RETRY,
        /** The receiver was told of malformed bytes; nothing after them makes sense. */
        MALFORMED
    }

    private final PacketReader reader = new PacketReader(Unpooled.EMPTY_BUFFER, CodecLimits.widest(Role.SERVER));
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);
    private final PublishReader publishReader;
    private int neededBytes;
    private boolean decoding;

    /** A decoder with the topic cache of its event loop. */
    public PacketDecoder(TopicCache topics) {
        this.publishReader = new PublishReader(topics);
    }

    /** After {@link End#NEEDS_MORE}: the length of the whole next packet, or 0 when it isn't known yet. */
    public int neededBytes() {
        return neededBytes;
    }

    /**
     * Tells the receiver of all whole packets in the buffer and moves the reader index behind each that it took. A receiver
     * that releases the buffer (by closing the connection) must say {@link Next#STOP}.
     *
     * @param limits what this connection may send
     * @param version what it speaks; null until a CONNECT has been taken, which is when its receiver didn't say RETRY. A
     *     client always knows it
     */
    public End decode(ByteBuf in, CodecLimits limits, @Nullable ProtocolVersion version, PacketReceiver receiver) {
        if (decoding) {
            throw new IllegalStateException("a receiver may not decode while it is told of a packet");
        }
        decoding = true;
        neededBytes = 0;
        try {
            return decodeAll(in, limits, version, receiver);
        } catch (MalformedPacket e) {
            receiver.onMalformed(new Malformed(e.reasonCode(), reader.version(), e.detail()));
            return End.MALFORMED;
        } finally {
            decoding = false;
        }
    }

    private End decodeAll(ByteBuf in, CodecLimits limits, @Nullable ProtocolVersion version, PacketReceiver receiver) {
        reader.open(in, version, limits);
        int available = in.writerIndex();
        int start = in.readerIndex();
        while (start < available) {
            int firstByte = in.getUnsignedByte(start);
            PacketType type = PacketType.ofFirstByte(firstByte);
            reader.packet(type, start, available);
            FixedHeader.requireType(reader, firstByte);
            long length = Varint.read(in, start + 1, available);
            if (length == Varint.INCOMPLETE) {
                return End.NEEDS_MORE;
            }
            int body = FixedHeader.requireLength(reader, length);
            int bodyIndex = start + 1 + Varint.bytes(length);
            int end = bodyIndex + body;
            if (end > available) {
                neededBytes = end - start;
                return End.NEEDS_MORE;
            }
            reader.packet(type, bodyIndex, end);
            Next next = read(type, firstByte, start, receiver);
            if (next == Next.RETRY) {
                return End.RETRY;
            }
            in.readerIndex(end);
            if (next == Next.STOP) {
                return End.STOPPED;
            }
            start = end;
        }
        return End.NEEDS_MORE;
    }

    private Next read(PacketType type, int firstByte, int start, PacketReceiver receiver) {
        PacketReader in = reader;
        switch (type) {
            case PUBLISH -> {
                publishReader.read(in, firstByte, start, view);
                return receiver.onPublish(view);
            }
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                return readAcknowledgement(type, receiver);
            }
            case CONNECT -> {
                return receiver.onConnect(whole(ConnectReader.read(in)));
            }
            case SUBSCRIBE -> {
                return receiver.onSubscribe(whole(SubscriptionReader.subscribe(in)));
            }
            case UNSUBSCRIBE -> {
                return receiver.onUnsubscribe(whole(SubscriptionReader.unsubscribe(in)));
            }
            case PINGREQ -> {
                return receiver.onPingreq();
            }
            case DISCONNECT -> {
                return receiver.onDisconnect(whole(ControlReader.disconnect(in)));
            }
            case AUTH -> {
                return receiver.onAuth(whole(ControlReader.auth(in)));
            }
            default -> {
                return readOfServer(type, receiver);
            }
        }
    }

    private Next readAcknowledgement(PacketType type, PacketReceiver receiver) {
        PacketReader in = reader;
        int packetId = in.packetId();
        ReasonCode code = in.remaining() == 0 ? ReasonCode.SUCCESS : ReasonCodes.read(in);
        return receiver.onAcknowledgement(type, packetId, code, whole(ControlReader.optionalProperties(in, type)));
    }

    /** What only a client gets. */
    private Next readOfServer(PacketType type, PacketReceiver receiver) {
        PacketReader in = reader;
        return switch (type) {
            case CONNACK -> receiver.onConnack(whole(ControlReader.connack(in)));
            case SUBACK -> receiver.onSuback(whole(SubscriptionReader.suback(in)));
            case UNSUBACK -> receiver.onUnsuback(whole(SubscriptionReader.unsuback(in)));
            default -> receiver.onPingresp();
        };
    }

    private <T> T whole(T packet) {
        reader.requireEnd();
        return packet;
    }
}
