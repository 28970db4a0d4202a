package io.ternmq.admin;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who changes something, for the audit log.
 *
 * @param name the account's or API key's
 * @param via {@code console}, {@code api} or {@code cli}
 * @param address where the request came from
 */
public record Author(String name, String via, String address) {
    /**
     * The attribute of an HTTP request that is true when its connection comes from the node's own machine, it asks for a host of the loopback
     * and no header says that a proxy has passed it on.
     */
    public static final String IS_HERE = "io.ternmq.author.here";

    /** Somebody at the other end of a connection. */
    public static Author of(String name, String via, @Nullable InetSocketAddress remote) {
        return new Author(name, via, CallerAddress.text(remote));
    }
}
