package io.ternmq.access.rules;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One address, or all that begin with the same bits, such as {@code 10.0.0.0/8}. No name is ever looked up. Immutable. */
final class AddressRange {
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final byte[] address;
    private final int bits;

    private AddressRange(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException when it is no address and no range; the message says what is wrong */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("is no IP address");
        }
        try {
            byte[] address = InetAddress.getByName(literal).getAddress();
            int most = address.length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("has a prefix that is not 0 to " + most + " bits");
            }
            return new AddressRange(address, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is no IP address", e);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("has no number of bits behind the slash", e);
        }
    }

    /** Whether it is a single address. */
    boolean isSingle() {
        return bits == address.length * 8;
    }

    boolean contains(@Nullable InetAddress other) {
        if (other == null) {
            return false;
        }
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ address[whole]) & 0xFF00 >> rest & 0xFF) == 0;
    }
}
