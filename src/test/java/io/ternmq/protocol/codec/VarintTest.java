package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Normative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {

    /** Table 1-1 of MQTT 5. */
    @ParameterizedTest
    @CsvSource({
        "0,00",
        "127,7f",
        "128,8001",
        "16383,ff7f",
        "16384,808001",
        "2097151,ffff7f",
        "2097152,80808001",
        "268435455,ffffff7f"
    })
    @Normative("MQTT5-1.5.5-1")
    void it_takes_as_many_bytes_as_needed(int value, String bytes) {
        ByteBuf out = Unpooled.buffer();
        Varint.write(out, value);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(bytes);
        assertThat(Varint.length(value)).isEqualTo(bytes.length() / 2);
        long read = Varint.read(out, 0, out.writerIndex());
        assertThat(Varint.value(read)).isEqualTo(value);
        assertThat(Varint.bytes(read)).isEqualTo(bytes.length() / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80 00", "FF 00", "80 80 00", "80 80 80 00", "80 80 80 80", "FF FF FF FF 7F"})
    @Normative("MQTT5-1.5.5-1")
    void more_bytes_than_needed_or_allowed_are_malformed(String bytes) {
        ByteBuf in = Bytes.hex(bytes);
        assertThat(Varint.read(in, 0, in.writerIndex())).isEqualTo(Varint.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "80 80", "80 80 80"})
    void a_part_is_incomplete(String bytes) {
        ByteBuf in = Bytes.hex(bytes + "7F");
        assertThat(Varint.read(in, 0, in.writerIndex() - 1)).isEqualTo(Varint.INCOMPLETE);
    }

    @Test
    void what_does_not_fit_is_not_written() {
        ByteBuf out = Unpooled.buffer();
        assertThatThrownBy(() -> Varint.write(out, 268435456)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Varint.write(out, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.isReadable()).isFalse();
    }
}
