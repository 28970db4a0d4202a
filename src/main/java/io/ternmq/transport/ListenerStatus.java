package io.ternmq.transport;

import io.ternmq.config.ListenerSettings.Kind;

/**
 * A listener, as operators see it.
 *
 * @param host the address it is bound to, as configured
 * @param port the port it is bound to, also when a free one was asked for
 * @param maxConnections the most connections at a time; 0 is no limit
 */
public record ListenerStatus(
        String name,
        Kind kind,
        String host,
        int port,
        String mountpoint,
        int connections,
        int maxConnections,
        State state) {
    /** What a listener does. */
    public enum State {
        RUNNING,
        /** Accepts nothing; its connections stay. */
        SUSPENDED
    }
}
