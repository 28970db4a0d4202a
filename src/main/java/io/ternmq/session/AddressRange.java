package io.ternmq.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Addresses that begin with the same bits.
 *
 * @param text as it was given
 * @param prefix the first address
 * @param bits how many bits are the same
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares ranges
public record AddressRange(String text, byte[] prefix, int bits) {
    /**
     * An address, or a range such as {@code 10.0.0.0/8} or {@code fd00::/8}.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash), text);
        int bits = slash < 0 ? address.length * 8 : number(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8) {
            throw wrong(text);
        }
        return new AddressRange(text, address, bits);
    }

    /** Nothing is looked up: only what can't be a name is read. */
    private static byte[] address(String literal, String text) {
        boolean digits = literal.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!digits && !literal.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw wrong(text);
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(wrong(text).getMessage(), e);
        }
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "the address must be one such as 10.1.2.3 or a range such as 10.0.0.0/8, not " + text);
    }

    boolean contains(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        return address != null && contains(address.getAddress());
    }

    private boolean contains(byte[] other) {
        if (other.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xFF : 0xFF << 8 - (bits - bit);
            if (((other[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
