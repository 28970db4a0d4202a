package io.ternmq.observe;

import io.ternmq.config.ListenerSettings.Kind;

/**
 * A listener at this moment.
 *
 * @param host the address it is bound to
 * @param port the port it is bound to, never 0 while it runs
 * @param maxConnections 0 for no limit
 */
public record ListenerFacts(
        String name,
        Kind kind,
        String host,
        int port,
        String mountpoint,
        int connections,
        int maxConnections,
        boolean proxyProtocol,
        State state) {

    /** Whether a listener accepts connections. */
    public enum State {
        RUNNING,
        /** It keeps its connections and accepts no others. */
        SUSPENDED,
        STOPPED
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
