package io.ternmq.access.real;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import reactor.core.publisher.Flux;

/**
 * An empty database of a real server on this machine.
 *
 * @param url for R2DBC, without user and password
 */
public record RealDatabase(String url, String host, int port, String name, String user, String password) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Connections to it, each a new one. */
    public ConnectionFactory connections() {
        return ConnectionFactories.get(ConnectionFactoryOptions.parse(url)
                .mutate()
                .option(ConnectionFactoryOptions.USER, user)
                .option(ConnectionFactoryOptions.PASSWORD, password)
                .build());
    }

    /** Runs statements, one after the other, on a connection of their own, and waits for their end. */
    public void execute(String... statements) {
        Flux.usingWhen(
                        connections().create(),
                        connection -> Flux.fromArray(statements)
                                .concatMap(sql -> Flux.from(
                                                connection.createStatement(sql).execute())
                                        .flatMap(result -> result.getRowsUpdated())),
                        connection -> connection.close())
                .blockLast(PATIENCE);
    }
}
