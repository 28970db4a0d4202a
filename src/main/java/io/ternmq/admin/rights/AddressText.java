package io.ternmq.admin.rights;

import io.netty.util.NetUtil;

/** Addresses as people write them; nothing is looked up. */
final class AddressText {
    private AddressText() {}

    /** Whether it is an address, or a range such as {@code 10.0.0.0/8}. */
    static boolean isAddressOrRange(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null || slash < 0) {
            return address != null;
        }
        String bits = text.substring(slash + 1);
        return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= address.length * 8;
    }
}
