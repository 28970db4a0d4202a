package io.ternmq;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real PostgreSQL. */
class PostgresOutageTest extends DatabaseOutageSuite {
    private Path data;
    private EmbeddedPostgres server;

    @Override
    RealDatabase startServer(Path folder) throws IOException {
        data = folder;
        server = RealPostgres.startIn(data, 0);
        return RealPostgres.freshDatabase(server);
    }

    @Override
    void startServerAgain() throws IOException {
        int port = server.getPort();
        server.close();
        server = RealPostgres.startIn(data, port);
    }

    @Override
    List<ProcessHandle> processes() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    @Override
    void closeServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
