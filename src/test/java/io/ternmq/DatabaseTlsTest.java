package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;
import io.ternmq.transport.TestCertificates;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of users is asked by TLS, and only when it shows a certificate of the right authority. */
class DatabaseTlsTest {
    @TempDir
    private Path folder;

    private final TestCertificates authority = new TestCertificates("authority");
    private EmbeddedPostgres server;

    @BeforeEach
    void start() throws IOException {
        TestCertificates.Issued shown = authority.server("localhost");
        Path key = write("server.key", shown.keyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        server = RealPostgres.startWithTls(write("server.crt", shown.certificatePem()), key);
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** The same one, to be asked by TLS. */
    private RealDatabase byTls(RealDatabase plain, TestCertificates trusted, String name) throws IOException {
        Path root = write(name + ".crt", trusted.authority().certificatePem());
        return new RealDatabase(
                plain.url() + "?sslMode=verify-full&sslRootCert=" + root,
                plain.host(),
                plain.port(),
                plain.name(),
                plain.user(),
                plain.password());
    }

    @Test
    void a_server_of_the_right_authority_is_asked_by_tls_and_another_is_not_believed() throws Exception {
        RealDatabase plain = RealPostgres.freshDatabase(server);
        String hash =
                Sha512Hash.ofPassword("secret".getBytes(StandardCharsets.UTF_8)).text();
        try (BrokerOnDatabase broker =
                new BrokerOnDatabase(folder.resolve("one"), byTls(plain, authority, "right"), Map.of())) {
            broker.keepUsers("ann", 1, hash);
            assertThat(ConnectCrowd.connect(broker.port(), "ann", 1, "secret")).containsOnlyKeys(ConnectCrowd.ACCEPTED);
            assertThat(connectionsByTls(plain)).isEqualTo(connections(plain)).isPositive();
        }
        TestCertificates other = new TestCertificates("authority");
        try (BrokerOnDatabase broker =
                new BrokerOnDatabase(folder.resolve("two"), byTls(plain, other, "wrong"), Map.of())) {
            assertThat(ConnectCrowd.connect(broker.port(), "ann", 1, "secret"))
                    .doesNotContainKey(ConnectCrowd.ACCEPTED);
            assertThat(connections(plain)).isZero();
        }
    }

    private int connections(RealDatabase database) throws Exception {
        return count("FROM pg_stat_activity WHERE usename = 'ternmq' AND datname = '" + database.name() + "'");
    }

    private int connectionsByTls(RealDatabase database) throws Exception {
        return count("FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE ssl AND usename = 'ternmq'"
                + " AND datname = '" + database.name() + "'");
    }

    private int count(String from) throws Exception {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) " + from)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
