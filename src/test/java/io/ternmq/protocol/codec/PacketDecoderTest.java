package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.codec.PacketDecoder.End;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacketDecoderTest {
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(64));
    private final RecordingReceiver receiver = new RecordingReceiver();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aPublishOfEveryVersionComesOutAsItWentIn(ProtocolVersion version) {
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
}
