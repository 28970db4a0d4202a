package io.ternmq.access.real;

import io.ternmq.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL on this machine's loopback: one for all tests of a virtual machine, started when the first asks and ended
 * with it. {@link #startIn} has one of its own that can be killed and started again.
 */
public final class RealPostgres {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable EmbeddedPostgres shared;

    private RealPostgres() {}

    /** A database that nobody else uses. Skips the test where there is no server for this machine. */
    public static synchronized RealDatabase freshDatabase() {
        Assumptions.assumeTrue(isSupported(), "there is no PostgreSQL for tests on this kind of machine");
        if (shared == null) {
            try {
                shared = common().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return freshDatabase(shared);
    }

    /** A database that nobody else uses, on a server of one's own. */
    public static RealDatabase freshDatabase(EmbeddedPostgres server) {
        String name = "ternmq" + NUMBER.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            statement.execute("DO $$ BEGIN CREATE ROLE ternmq SUPERUSER LOGIN PASSWORD 'secret';"
                    + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String url = "r2dbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name;
        return new RealDatabase(url, "127.0.0.1", server.getPort(), name, "ternmq", "secret");
    }

    /**
     * A server of one's own.
     *
     * @param data where its data stay when it is closed, so that it can be started there again
     * @param port 0 for any
     */
    public static EmbeddedPostgres startIn(Path data, int port) throws IOException {
        Assumptions.assumeTrue(isSupported(), "there is no PostgreSQL for tests on this kind of machine");
        return common().setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port == 0 ? FreePort.next() : port)
                .start();
    }

    /** A server of one's own that speaks TLS, with its certificate and key in PEM files. */
    public static EmbeddedPostgres startWithTls(Path certificate, Path key) throws IOException {
        Assumptions.assumeTrue(isSupported(), "there is no PostgreSQL for tests on this kind of machine");
        return common().setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", key.toString())
                .start();
    }

    private static EmbeddedPostgres.Builder common() {
        return EmbeddedPostgres.builder()
                .setPort(FreePort.next())
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "200");
    }

    /** Whether there is a server for this kind of machine. */
    static boolean isSupported() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }
}
