package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;

/**
 * Checks UTF-8 in place, as section 1.5.4 wants it: well formed by the rules of Unicode (no surrogates, nothing overlong,
 * nothing above U+10FFFF) and without U+0000. Eight bytes at a time as long as they are ASCII.
 */
final class Utf8 {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether the bytes are a string of MQTT. */
    static boolean isValid(ByteBuf in, int index, int length) {
        return check(in, index, index + length, 1);
    }

    /** Whether the bytes are UTF-8, with U+0000 or without: a payload that is said to be text. */
    static boolean isText(ByteBuf in, int index, int length) {
        return check(in, index, index + length, 0);
    }

    private static boolean check(ByteBuf in, int index, int end, int lowest) {
        int at = index;
        while (at < end) {
            if (end - at >= 8) {
                long word = in.getLong(at);
                // In words of ASCII alone, the subtraction sets a high bit just when a byte is zero.
                if (((word | word - ONES * lowest) & HIGH_BITS) == 0) {
                    at += 8;
                    continue;
                }
            }
            int length = characterLength(in, at, end, lowest);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** How many bytes the character at an index takes, or 0 when there is none. */
    private static int characterLength(ByteBuf in, int at, int end, int lowest) {
        int first = in.getByte(at);
        if (first >= 0) {
            return first >= lowest ? 1 : 0;
        }
        int lead = first & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (end - at < length || !secondFits(lead, in.getByte(at + 1) & 0xFF)) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((in.getByte(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The table of well-formed byte sequences of the Unicode standard (3-7): what may follow the first byte. */
    private static boolean secondFits(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }
}
