package io.ternmq.access.database;

import io.r2dbc.h2.H2ConnectionConfiguration;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.h2.H2ConnectionOption;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.ternmq.config.DatabaseSettings;
import io.ternmq.config.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Which database it is, and how it is reached.
 *
 * @param place where it is, for people; without user and password
 * @param file the file of the embedded database without its endings; null for others
 */
record Connections(Dialect dialect, String place, DatabaseSettings settings, Path file) {
    private static final String KEY = "ternmq.access.database.url";
    private static final String FILE_ENDING = ".mv.db";

    /** @throws StartupException when the settings name no database that could be reached */
    static Connections of(DatabaseSettings settings, Path dataDirectory) {
        Path file = dataDirectory.toAbsolutePath().normalize().resolve("ternmq");
        if (settings.url().isEmpty()) {
            return new Connections(Dialect.H2, file + FILE_ENDING, settings, file);
        }
        ConnectionFactoryOptions options = parsed(settings.url());
        try {
            String driver = String.valueOf(options.getValue(ConnectionFactoryOptions.DRIVER));
            String place = driver + "://" + options.getValue(ConnectionFactoryOptions.HOST) + "/"
                    + options.getValue(ConnectionFactoryOptions.DATABASE);
            return new Connections(Dialect.ofDriver(driver), place, settings, file);
        } catch (IllegalArgumentException wrong) {
            throw new StartupException(KEY + " " + wrong.getMessage());
        }
    }

    private static ConnectionFactoryOptions parsed(String url) {
        ConnectionFactoryOptions options;
        try {
            options = ConnectionFactoryOptions.parse(url);
        } catch (IllegalArgumentException wrong) {
            // Not with its message, which may repeat a password.
            throw new StartupException(KEY + " is no URL like r2dbc:postgresql://host:5432/name");
        }
        if (options.hasOption(ConnectionFactoryOptions.USER) || options.hasOption(ConnectionFactoryOptions.PASSWORD)) {
            throw new StartupException(
                    KEY + " has a user in it; give ternmq.access.database.user and password instead");
        }
        return options;
    }

    /** Loads the driver. */
    ConnectionFactory factory() {
        return settings.url().isEmpty() ? embedded() : remote();
    }

    private ConnectionFactory remote() {
        ConnectionFactoryOptions.Builder options =
                parsed(settings.url()).mutate().option(ConnectionFactoryOptions.CONNECT_TIMEOUT, settings.timeLimit());
        if (!settings.user().isEmpty()) {
            options.option(ConnectionFactoryOptions.USER, settings.user())
                    .option(ConnectionFactoryOptions.PASSWORD, settings.password());
        }
        if (dialect == Dialect.POSTGRESQL) {
            // So that the server gives up as well, when we have.
            options.option(PostgresqlConnectionFactoryProvider.STATEMENT_TIMEOUT, settings.timeLimit())
                    .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true);
        }
        return ConnectionFactories.get(options.build());
    }

    private ConnectionFactory embedded() {
        makePrivate(file.resolveSibling(file.getFileName() + FILE_ENDING));
        return new H2ConnectionFactory(H2ConnectionConfiguration.builder()
                .file(file.toString())
                .username("ternmq")
                .password("")
                // The broker closes it; a change is in the file when its transaction ends.
                .property(H2ConnectionOption.DB_CLOSE_DELAY, "-1")
                .property(H2ConnectionOption.DB_CLOSE_ON_EXIT, "FALSE")
                .property(H2ConnectionOption.TRACE_LEVEL_FILE, "0")
                .property("WRITE_DELAY", "0")
                .build());
    }

    /** Makes the file before the database does, so that nobody else can ever read it. */
    private static void makePrivate(Path path) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException known) {
            // As it should be, but for the first time.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
