package io.ternmq.session;

/** Makes a connector for each connection; how transport reaches this room. */
@FunctionalInterface
public interface Connectors {
    /** The connector of a connection whose CONNECT has just been read. On the connection's loop. */
    Connector connectorFor(Connection connection);
}
