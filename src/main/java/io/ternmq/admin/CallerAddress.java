package io.ternmq.admin;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where a request comes from. What a believed proxy tells is a text; one that is an address is taken, and nothing is looked up. */
public final class CallerAddress {
    private CallerAddress() {}

    /** Null when it isn't known. */
    public static @Nullable InetAddress find(@Nullable InetSocketAddress remote) {
        if (remote == null) {
            return null;
        }
        return remote.getAddress() == null ? find(remote.getHostString()) : remote.getAddress();
    }

    /** An address of digits; null for all else. */
    public static @Nullable InetAddress find(String text) {
        byte[] bytes = text.isEmpty() ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** In digits; empty when it isn't known. */
    public static String text(@Nullable InetSocketAddress remote) {
        InetAddress address = find(remote);
        return address == null ? "" : address.getHostAddress();
    }
}
