package io.ternmq.admin.rights;

import io.netty.util.NetUtil;
import io.ternmq.access.Peer;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.protocol.ProtocolVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Connections that aren't there, for what is judged as if it came over one. */
public final class VirtualPeers {
    private VirtualPeers() {}

    /** @throws RefusedChangeException when there is no such listener */
    public static ListenerSettings listener(BrokerSettings settings, String name) {
        ListenerSettings listener = settings.listeners().get(name);
        if (listener == null) {
            throw RefusedChangeException.invalid("listener", "There is no listener of this name.");
        }
        return listener;
    }

    static String mountpoint(ListenerSettings listener) {
        return listener.mountpoint().replaceAll("/+$", "");
    }

    /**
     * A connection without certificate.
     *
     * @param address where it comes from; empty for this machine
     * @throws RefusedChangeException when it is no address
     */
    static Peer peer(String listenerName, ListenerSettings listener, String address) {
        InetAddress from = address.isEmpty() ? InetAddress.getLoopbackAddress() : findAddress(address);
        if (from == null) {
            throw RefusedChangeException.invalid("address", "An address looks like 10.1.2.3 or fd00::1.");
        }
        return peer(listenerName, listener, new InetSocketAddress(from, 0), from.isLoopbackAddress());
    }

    /**
     * A connection without certificate.
     *
     * @param here whether it comes from this machine, which counts where no proxy is believed
     */
    public static Peer peer(String listenerName, ListenerSettings listener, InetSocketAddress from, boolean here) {
        return new Peer(
                listenerName,
                mountpoint(listener),
                from,
                here && !listener.trustsProxy(),
                null,
                null,
                null,
                ProtocolVersion.MQTT_5);
    }

    /** An address of digits; null for all else, as nothing is looked up. */
    public static @Nullable InetAddress findAddress(String text) {
        byte[] bytes = text.isEmpty() ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
