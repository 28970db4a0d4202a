package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.conformance.Normative;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "eight by",
                "nine byte",
                "\u007F",
                "\u0080",
                "\u07FF",
                "\u0800",
                "\uD7FF",
                "\uE000",
                "\uFEFF",
                "\uFFFF",
                "\uD800\uDC00",
                "\uDBFF\uDFFF",
                "ASCII and then \u20AC and ASCII again",
                "\u0001\u001F"
            })
    void strings_of_unicode_are_valid(String text) {
        assertThat(valid(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "BF",
                "C0 80",
                "C1 BF",
                "C2",
                "C2 41",
                "C2 C2",
                "E0 80 80",
                "E0 9F BF",
                "E1 80",
                "E1 80 41",
                "ED A0 80",
                "ED BF BF",
                "EF BF",
                "F0 80 80 80",
                "F0 8F BF BF",
                "F1 80 80",
                "F1 80 80 41",
                "F4 90 80 80",
                "F5 80 80 80",
                "F8 88 80 80 80",
                "FE",
                "FF",
                "C2 80 80",
                "61 62 63 64 65 66 67 68 FF",
                "61 62 63 64 65 66 67 E2 82"
            })
    @Normative({"MQTT5-1.5.4-1", "MQTT311-1.5.3-1"})
    void ill_formed_bytes_are_not(String bytes) {
        ByteBuf in = Bytes.hex(bytes);
        assertThat(Utf8.isValid(in, 0, in.readableBytes())).isFalse();
        assertThat(Utf8.isText(in, 0, in.readableBytes())).isFalse();
    }

    @Test
    @Normative({"MQTT5-1.5.4-2", "MQTT311-1.5.3-2"})
    void a_null_character_anywhere_is_refused_in_strings_and_allowed_in_text() {
        for (int length = 1; length <= 20; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = "abcdefghijklmnopqrst".substring(0, length).getBytes(StandardCharsets.UTF_8);
                bytes[at] = 0;
                assertThat(valid(bytes)).isFalse();
                assertThat(Utf8.isText(Unpooled.wrappedBuffer(bytes), 0, length))
                        .isTrue();
            }
        }
    }

    @Test
    void bytes_around_the_string_do_not_matter() {
        ByteBuf in = Bytes.hex("00 FF 61 62 63 64 65 66 67 68 FF 00");
        assertThat(Utf8.isValid(in, 2, 8)).isTrue();
        assertThat(Utf8.isValid(in, 2, 9)).isFalse();
    }

    @Test
    void it_agrees_with_the_platform_on_random_bytes() throws CharacterCodingException {
        Random random = new Random(20141029);
        int valid = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = randomBytes(random);
            boolean expected = platformSaysValid(bytes);
            valid += expected ? 1 : 0;
            assertThat(valid(bytes)).as("%s", (Object) bytes).isEqualTo(expected);
        }
        assertThat(valid).isBetween(20_000, 180_000);
    }

    /** Mostly text, with a byte here and there that spoils it. */
    private static byte[] randomBytes(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int kind = random.nextInt(4);
            text.appendCodePoint(
                    kind == 0
                            ? 0x10000 + random.nextInt(0x100000)
                            : kind == 1 ? 0x800 + random.nextInt(0xD000) : 1 + random.nextInt(0x7FF));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static boolean platformSaysValid(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf(0) < 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean valid(byte[] bytes) {
        return Utf8.isValid(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
