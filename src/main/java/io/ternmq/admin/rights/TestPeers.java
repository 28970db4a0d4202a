package io.ternmq.admin.rights;

import io.netty.util.NetUtil;
import io.ternmq.access.Peer;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.protocol.ProtocolVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Connections that aren't there, for tests of what would be if they were. */
final class TestPeers {
    private TestPeers() {}

    /** @throws RefusedChangeException when there is no such listener */
    static ListenerSettings listener(BrokerSettings settings, String name) {
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
        InetAddress from = address(address);
        return new Peer(
                listenerName,
                mountpoint(listener),
                new InetSocketAddress(from, 0),
                from.isLoopbackAddress() && !listener.proxyProtocol(),
                null,
                null,
                null,
                ProtocolVersion.MQTT_5);
    }

    private static InetAddress address(String text) {
        if (text.isEmpty()) {
            return InetAddress.getLoopbackAddress();
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw RefusedChangeException.invalid("address", "An address looks like 10.1.2.3 or fd00::1.");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
