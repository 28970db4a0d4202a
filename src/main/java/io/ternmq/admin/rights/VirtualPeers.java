package io.ternmq.admin.rights;

import io.ternmq.access.Peer;
import io.ternmq.admin.CallerAddress;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.protocol.ProtocolVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;

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
        InetAddress from = address.isEmpty() ? InetAddress.getLoopbackAddress() : CallerAddress.find(address);
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
}
