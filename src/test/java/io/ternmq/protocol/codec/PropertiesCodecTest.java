package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.UserProperty;
import org.junit.jupiter.api.Test;

class PropertiesCodecTest {
    @Test
    void properties_come_back_as_they_were_written() {
        Properties properties = Properties.create()
                .set(Property.WILL_DELAY_INTERVAL, 9)
                .set(Property.CONTENT_TYPE, "\u20AC")
                .set(Property.CORRELATION_DATA, new byte[] {0, 1})
                .add(new UserProperty("", ""))
                .add(new UserProperty("a", "b"));
        ByteBuf bytes = Unpooled.buffer();
        PropertiesCodec.write(bytes, properties);
        assertThat(bytes.readableBytes()).isEqualTo(PropertiesCodec.length(properties));
        bytes.writeByte(42);
        assertThat(PropertiesCodec.read(bytes, PacketType.WILL)).isEqualTo(properties);
        assertThat(bytes.readableBytes()).isEqualTo(1);
    }

    @Test
    void bytes_that_are_no_properties_of_the_place_are_refused() {
        assertThatThrownBy(() -> PropertiesCodec.read(Bytes.hex("02 24 01"), PacketType.WILL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MAXIMUM_QOS has no place in WILL");
        assertThatThrownBy(() -> PropertiesCodec.read(Bytes.hex("05 24 01"), PacketType.CONNACK))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
