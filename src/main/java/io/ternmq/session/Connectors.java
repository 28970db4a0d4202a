package io.ternmq.session;

/** Makes the {@link Connector} of each new connection; {@link Sessions} does. */
@FunctionalInterface
public interface Connectors {
    /** The connector of one connection; called on the loop that accepted it. */
    Connector connector(Connection connection);
}
