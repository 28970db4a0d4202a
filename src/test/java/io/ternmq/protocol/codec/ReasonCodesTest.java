package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ProtocolVersion.MQTT_3_1_1;
import static io.ternmq.protocol.ProtocolVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ternmq.conformance.Normative;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every one of the 256 values in every packet that has a reason code: accepted just when its table in chapter 3 lists it. */
class ReasonCodesTest {
    private static final String RECEIVED = "00 10 80 83 87 90 91 97 99";
    private static final String RELEASED = "00 92";

    private static void accepted(String table, IntFunction<Decoding> decoding) {
        Set<Integer> codes = Arrays.stream(table.split(" "))
                .map(code -> Integer.parseInt(code, 16))
                .collect(Collectors.toSet());
        for (int code = 0; code < 256; code++) {
            Decoding result = decoding.apply(code);
            assertThat(result.malformed() == null)
                    .as("reason code %02x: %s", code, result)
                    .isEqualTo(codes.contains(code));
            if (result.malformed() != null) {
                result.isProtocolError("reason code " + code);
            }
        }
    }

    private static void acceptedOfBoth(String table, int firstByte) {
        accepted(
                table,
                code -> Decoding.byServer(MQTT_5, Bytes.of().u16(1).u8(code).packet(firstByte)));
        accepted(
                table,
                code -> Decoding.byClient(MQTT_5, Bytes.of().u16(1).u8(code).packet(firstByte)));
    }

    @Test
    @Normative("MQTT5-3.4.2-1")
    void of_puback() {
        acceptedOfBoth(RECEIVED, 0x40);
    }

    @Test
    @Normative("MQTT5-3.5.2-1")
    void of_pubrec() {
        acceptedOfBoth(RECEIVED, 0x50);
    }

    @Test
    @Normative("MQTT5-3.6.2-1")
    void of_pubrel() {
        acceptedOfBoth(RELEASED, 0x62);
    }

    @Test
    @Normative("MQTT5-3.7.2-1")
    void of_pubcomp() {
        acceptedOfBoth(RELEASED, 0x70);
    }

    @Test
    @Normative("MQTT5-3.2.2-8")
    void of_connack() {
        accepted(
                "00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 99 9A 9B 9C 9D 9F",
                code -> Decoding.byClient(
                        MQTT_5, Bytes.of().u8(0).u8(code).varint(0).packet(0x20)));
    }

    @Test
    @Normative({"MQTT5-3.9.3-2", "MQTT311-3.9.3-2"})
    void of_suback() {
        accepted(
                "00 01 02 80 83 87 8F 91 97 9E A1 A2",
                code -> Decoding.byClient(
                        MQTT_5, Bytes.of().u16(1).varint(0).u8(code).packet(0x90)));
        accepted(
                "00 01 02 80",
                code -> Decoding.byClient(MQTT_3_1_1, Bytes.of().u16(1).u8(code).packet(0x90)));
    }

    @Test
    @Normative("MQTT5-3.11.3-2")
    void of_unsuback() {
        accepted(
                "00 11 80 83 87 8F 91",
                code -> Decoding.byClient(
                        MQTT_5, Bytes.of().u16(1).varint(0).u8(code).packet(0xB0)));
    }

    @Test
    @Normative("MQTT5-3.14.2-1")
    void of_disconnect() {
        accepted(
                "00 04 80 81 82 83 90 93 94 95 96 97 98 99",
                code -> Decoding.byServer(MQTT_5, Bytes.of().u8(code).packet(0xE0)));
        accepted(
                "00 80 81 82 83 87 89 8B 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0 A1 A2",
                code -> Decoding.byClient(MQTT_5, Bytes.of().u8(code).packet(0xE0)));
    }

    @Test
    @Normative("MQTT5-3.15.2-1")
    void of_auth() {
        accepted("18 19", code -> Decoding.byServer(MQTT_5, auth(code)));
        accepted("00 18", code -> Decoding.byClient(MQTT_5, auth(code)));
    }

    private static ByteBuf auth(int code) {
        return Bytes.of().u8(code).raw("04 15 0001 6D").packet(0xF0);
    }
}
