package io.ternmq.access;

import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.SubscriberId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client to be, for tests: on this machine, without user name, on listener {@code default}. Each change makes another. */
public record Somebody(
        String clientId,
        String mountpoint,
        @Nullable String userName,
        @Nullable String password,
        String listener,
        String address,
        boolean loopback,
        @Nullable String identity,
        @Nullable String clientIdIdentity,
        Anonymous anonymous) {

    public static Somebody here() {
        return new Somebody("c1", "", null, null, "default", "127.0.0.1", true, null, null, Anonymous.LOOPBACK);
    }

    public static Somebody elsewhere() {
        return new Somebody("c1", "", null, null, "default", "192.0.2.7", false, null, null, Anonymous.LOOPBACK);
    }

    public Somebody as(@Nullable String user, @Nullable String pass) {
        return new Somebody(
                clientId, mountpoint, user, pass, listener, address, loopback, identity, clientIdIdentity, anonymous);
    }

    public Somebody user(@Nullable String user) {
        return as(user, password);
    }

    public Somebody client(String id) {
        return new Somebody(
                id, mountpoint, userName, password, listener, address, loopback, identity, clientIdIdentity, anonymous);
    }

    public Somebody in(String mount) {
        return new Somebody(
                clientId,
                mount,
                userName,
                password,
                listener,
                address,
                loopback,
                identity,
                clientIdIdentity,
                anonymous);
    }

    public Somebody on(String name) {
        return new Somebody(
                clientId,
                mountpoint,
                userName,
                password,
                name,
                address,
                loopback,
                identity,
                clientIdIdentity,
                anonymous);
    }

    public Somebody under(Anonymous policy) {
        return new Somebody(
                clientId,
                mountpoint,
                userName,
                password,
                listener,
                address,
                loopback,
                identity,
                clientIdIdentity,
                policy);
    }

    public Somebody vouchedFor(@Nullable String user, @Nullable String client) {
        return new Somebody(
                clientId, mountpoint, userName, password, listener, address, loopback, user, client, anonymous);
    }

    public AuthenticationRequest request() {
        byte[] bytes = password == null ? null : password.getBytes(StandardCharsets.UTF_8);
        return new AuthenticationRequest(
                new SubscriberId(mountpoint, clientId), userName, bytes, true, peer(), anonymous);
    }

    /** As if it had been admitted. */
    public Client admitted() {
        return new Client(new SubscriberId(mountpoint, clientId), userName, peer());
    }

    private Peer peer() {
        return new Peer(
                listener,
                mountpoint,
                new InetSocketAddress(address, 50000),
                loopback,
                identity,
                clientIdIdentity,
                null,
                ProtocolVersion.MQTT_5);
    }
}
