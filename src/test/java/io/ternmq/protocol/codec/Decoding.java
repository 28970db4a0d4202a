package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketDecoder.End;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of decoding some bytes in one go. */
record Decoding(End end, List<Object> packets, @Nullable Malformed malformed) {

    static Decoding of(ByteBuf bytes, CodecLimits limits, @Nullable ProtocolVersion version) {
        RecordingReceiver receiver = new RecordingReceiver();
        End end = new PacketDecoder(new TopicCache(16)).decode(bytes, limits, version, receiver);
        return new Decoding(end, receiver.packets, receiver.malformed);
    }

    /** As a server that has got CONNECT before. */
    static Decoding byServer(ProtocolVersion version, ByteBuf bytes) {
        return of(bytes, CodecLimits.widest(Role.SERVER), version);
    }

    /** As a server at the beginning of a connection. */
    static Decoding first(ByteBuf bytes) {
        return of(bytes, CodecLimits.widest(Role.SERVER), null);
    }

    static Decoding byClient(ProtocolVersion version, ByteBuf bytes) {
        return of(bytes, CodecLimits.widest(Role.CLIENT), version);
    }

    /** That the bytes were refused with the code, and that the detail says the words. */
    void isRefused(ReasonCode code, String words) {
        assertThat(malformed).as("packets told: %s", packets).isNotNull();
        assertThat(malformed.detail()).contains(words);
        assertThat(malformed.reasonCode()).isEqualTo(code);
        assertThat(end).isEqualTo(End.MALFORMED);
        assertThat(packets).isEmpty();
    }

    void isMalformed(String words) {
        isRefused(ReasonCode.MALFORMED_PACKET, words);
    }

    void isProtocolError(String words) {
        isRefused(ReasonCode.PROTOCOL_ERROR, words);
    }

    /** That one packet was told, and all bytes taken. */
    <T> T isPacket(Class<T> type) {
        assertThat(malformed).isNull();
        assertThat(end).isEqualTo(End.NEEDS_MORE);
        assertThat(packets).hasSize(1);
        return type.cast(packets.get(0));
    }
}
