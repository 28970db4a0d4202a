package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.codec.PacketDecoder.End;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacketDecoderTest {
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(64));
    private final RecordingReceiver receiver = new RecordingReceiver();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_publish_of_every_version_comes_out_as_it_went_in(ProtocolVersion version) {
        Publish publish =
                PublishFactory.of(Topic.of("a/b/c"), "hello".getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, true);
        ByteBuf bytes = Unpooled.buffer();
        new PublishEncoder(4096).begin(publish, 0).write(bytes, version, Qos.AT_LEAST_ONCE, true, false, 7);

        End end = decoder.decode(bytes, CodecLimits.widest(Role.SERVER), version, receiver);

        assertThat(end).isEqualTo(End.NEEDS_MORE);
        assertThat(bytes.isReadable()).isFalse();
        assertThat(receiver.packets)
                .containsExactly(new RecordingReceiver.Message(
                        "a/b/c", Qos.AT_LEAST_ONCE, true, false, 7, 0, -1, "", "68656c6c6f"));
    }

    @Test
    void bytes_that_are_no_whole_packet_say_how_many_there_must_be() {
        CodecLimits limits = CodecLimits.widest(Role.SERVER);
        ByteBuf bytes = Bytes.hex("C000 40");
        assertThat(decoder.decode(bytes, limits, ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.NEEDS_MORE);
        assertThat(decoder.neededBytes()).isZero();
        assertThat(bytes.readerIndex()).isEqualTo(2);
        ByteBuf longer = Bytes.hex("30 80 01 00");
        assertThat(decoder.decode(longer, limits, ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.NEEDS_MORE);
        assertThat(decoder.neededBytes()).isEqualTo(131);
        assertThat(longer.readerIndex()).isZero();
        assertThat(decoder.decode(Unpooled.EMPTY_BUFFER, limits, ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.NEEDS_MORE);
        assertThat(decoder.neededBytes()).isZero();
    }

    @Test
    void a_receiver_that_stops_gets_the_next_packet_when_decoding_is_taken_up_again() {
        CodecLimits limits = CodecLimits.widest(Role.SERVER);
        ByteBuf bytes = Bytes.hex("C000 C000 C000");
        receiver.next = Next.STOP;
        assertThat(decoder.decode(bytes, limits, ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.STOPPED);
        assertThat(bytes.readerIndex()).isEqualTo(2);
        receiver.next = Next.CONTINUE;
        assertThat(decoder.decode(bytes, limits, ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.NEEDS_MORE);
        assertThat(receiver.packets).hasSize(3);
    }

    @Test
    void a_packet_that_waits_is_offered_again() {
        CodecLimits limits = CodecLimits.widest(Role.SERVER);
        ByteBuf bytes = Bytes.connect(5, 2).string("c").packet(0x10);
        bytes.writeBytes(Bytes.hex("C000"));
        receiver.next = Next.RETRY;
        assertThat(decoder.decode(bytes, limits, null, receiver)).isEqualTo(End.RETRY);
        assertThat(bytes.readerIndex()).isZero();
        assertThat(receiver.packets).hasSize(1);
        receiver.next = Next.CONTINUE;
        assertThat(decoder.decode(bytes, limits, null, receiver)).isEqualTo(End.NEEDS_MORE);
        assertThat(receiver.packets).hasSize(3);
        assertThat(bytes.isReadable()).isFalse();
    }

    @Test
    void what_comes_behind_malformed_bytes_is_not_looked_at() {
        ByteBuf bytes = Bytes.hex("C000 3600 C000");
        assertThat(decoder.decode(bytes, CodecLimits.widest(Role.SERVER), ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.MALFORMED);
        assertThat(receiver.packets).hasSize(1);
        assertThat(bytes.readerIndex()).isEqualTo(2);
    }

    @Test
    void a_receiver_may_not_decode_while_it_is_told_of_a_packet() {
        CodecLimits limits = CodecLimits.widest(Role.SERVER);
        PacketReceiver entering = new NoReceiver() {
            @Override
            public Next onPingreq() {
                decoder.decode(Bytes.hex("C000"), limits, ProtocolVersion.MQTT_5, receiver);
                return Next.CONTINUE;
            }
        };
        assertThatThrownBy(() -> decoder.decode(Bytes.hex("C000"), limits, ProtocolVersion.MQTT_5, entering))
                .isInstanceOf(IllegalStateException.class);
        assertThat(decoder.decode(Bytes.hex("C000"), limits, ProtocolVersion.MQTT_5, receiver))
                .isEqualTo(End.NEEDS_MORE);
    }
}
