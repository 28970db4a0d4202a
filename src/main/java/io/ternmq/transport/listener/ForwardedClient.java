package io.ternmq.transport.listener;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.ternmq.config.ListenerSettings.WebsocketSettings;
import io.ternmq.transport.connection.Identity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of trusted proxies tell of the client behind them. Of {@code X-Forwarded-For} the last address counts that
 * is not a trusted proxy's own, since anybody can write what stands before it.
 */
final class ForwardedClient {
    private static final String FORWARDED_FOR = "x-forwarded-for";

    private final WebsocketSettings settings;
    private final TrustedNetworks trusted;

    ForwardedClient(WebsocketSettings settings, TrustedNetworks trusted) {
        this.settings = settings;
        this.trusted = trusted;
    }

    /** Takes over what is told; gives what is wrong with it, or null. */
    @Nullable
    String take(Identity identity, HttpHeaders headers) {
        if (!settings.forwardedFor() && !settings.userNameFromHeader()) {
            return null;
        }
        InetSocketAddress peer = identity.address();
        if (!trusted.contains(peer.getAddress())) {
            return "connections are taken from trusted proxies only";
        }
        if (settings.userNameFromHeader()) {
            String userName = headers.get(settings.userNameHeader());
            if (userName == null || userName.isEmpty()) {
                return "the header " + settings.userNameHeader() + " is missing";
            }
            identity.userName(userName);
        }
        return settings.forwardedFor() ? takeAddress(identity, headers, peer) : null;
    }

    private @Nullable String takeAddress(Identity identity, HttpHeaders headers, InetSocketAddress peer) {
        String[] hops = String.join(",", headers.getAll(FORWARDED_FOR)).split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(hops[i].strip());
            if (bytes == null) {
                return "the header " + FORWARDED_FOR + " names no address";
            }
            InetAddress address = address(bytes);
            if (i == 0 || !trusted.contains(address)) {
                identity.speaksFor(new InetSocketAddress(address, peer.getPort()));
                return null;
            }
        }
        return null;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
