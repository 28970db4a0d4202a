package io.ternmq.transport.connection;

/** How far a connection has come. The steps before MQTT are passed in this order; a listener has only some of them. */
public enum Phase {
    /** Waits for the PROXY protocol header. */
    PROXY("no PROXY protocol header came"),
    /** Waits for the TLS handshake. */
    TLS("the TLS handshake was not finished"),
    /** Waits for the websocket handshake. */
    WEBSOCKET("no websocket handshake came"),
    /** Waits for CONNECT. */
    CONNECT("no CONNECT came"),
    /** CONNECT has come; its client is being authenticated. */
    ADMISSION("the authentication was not gone on with"),
    /** A session is attached. */
    OPEN(""),
    /** It has been ended: what was written before is still flushed, what comes is thrown away. */
    CLOSING("");

    private final String missed;

    Phase(String missed) {
        this.missed = missed;
    }

    /** What is said of a client that didn't get further in time. */
    String missed() {
        return missed;
    }

    /** What is said of a client that got this step wrong. */
    public String failed(Throwable why) {
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String step = this == TLS ? "TLS" : this == PROXY ? "the PROXY protocol header" : "HTTP";
        return step + " failed: " + (root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
    }

    boolean isBefore(Phase other) {
        return compareTo(other) < 0;
    }
}
