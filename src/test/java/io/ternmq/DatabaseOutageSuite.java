package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.real.RealDatabase;
import io.ternmq.console.Eventually;
import io.ternmq.console.WebParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients meet while the database of users is killed, hangs and comes back, the same with every server. */
abstract class DatabaseOutageSuite {
    private static final int CLIENTS = 1000;
    private static final Map<String, String> LIMIT = Map.of("ternmq.access.database.time-limit", "4s");

    @TempDir
    private Path folder;

    private RealDatabase database;
    private BrokerOnDatabase broker;

    /** Starts a server, which may keep its data there, and makes a database. */
    abstract RealDatabase startServer(Path data) throws IOException;

    /** Starts it again, where it was, after its processes have been killed. */
    abstract void startServerAgain() throws IOException;

    /** Those of the server that runs. */
    abstract List<ProcessHandle> processes() throws IOException;

    abstract void closeServer() throws IOException;

    @BeforeEach
    void start() throws IOException {
        database = startServer(folder.resolve("server"));
        broker = new BrokerOnDatabase(folder.resolve("data"), database, LIMIT);
        String hash =
                Sha512Hash.ofPassword("secret".getBytes(StandardCharsets.UTF_8)).text();
        broker.keepUsers("known", CLIENTS, hash);
        broker.keepUsers("other", CLIENTS, hash);
    }

    @AfterEach
    void close() throws IOException {
        if (broker != null) {
            broker.close();
        }
        closeServer();
    }

    private Map<Integer, Integer> connect(String prefix, String password) throws IOException {
        return ConnectCrowd.connect(broker.port(), prefix, CLIENTS, password);
    }

    private static Map<Integer, Integer> all(int returnCode) {
        return Map.of(returnCode, CLIENTS);
    }

    private void kill() throws IOException {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        await().until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void nobody_new_is_admitted_while_the_database_is_down_and_everybody_when_it_is_back() throws Exception {
        assertThat(connect("known", "secret")).isEqualTo(all(ConnectCrowd.ACCEPTED));
        kill();
        assertThat(connect("other", "secret")).isEqualTo(all(ConnectCrowd.UNAVAILABLE));
        // What was decided before is still good.
        assertThat(connect("known", "secret")).isEqualTo(all(ConnectCrowd.ACCEPTED));
        assertThat(connect("known", "wrong").keySet()).doesNotContain(ConnectCrowd.ACCEPTED);
        startServerAgain();
        await().until(() ->
                ConnectCrowd.connect(broker.port(), "other", 1, "secret").containsKey(ConnectCrowd.ACCEPTED));
        assertThat(connect("other", "secret")).isEqualTo(all(ConnectCrowd.ACCEPTED));
    }

    @Test
    void nobody_waits_for_ever_when_the_database_hangs() throws Exception {
        assertThat(connect("known", "secret")).isEqualTo(all(ConnectCrowd.ACCEPTED));
        List<ProcessHandle> processes = processes();
        signal("-STOP", processes);
        try {
            assertThat(connect("other", "secret")).isEqualTo(all(ConnectCrowd.UNAVAILABLE));
        } finally {
            signal("-CONT", processes);
        }
        await().until(() ->
                ConnectCrowd.connect(broker.port(), "other", 1, "secret").containsKey(ConnectCrowd.ACCEPTED));
        assertThat(connect("other", "secret")).isEqualTo(all(ConnectCrowd.ACCEPTED));
    }

    @Test
    void a_broker_that_starts_without_its_database_turns_clients_away_and_serves_them_when_it_has_come()
            throws Exception {
        broker.close();
        kill();
        broker = new BrokerOnDatabase(folder.resolve("data"), database, LIMIT);
        try (WebParts web = WebParts.of(broker.broker())) {
            assertThat(connect("known", "secret")).isEqualTo(all(ConnectCrowd.UNAVAILABLE));
            String concerns = Eventually.get(() -> web.get("/health"), answer -> answer.statusCode() == 503)
                    .body();
            assertThat(concerns).contains("The database of users and rules", "doesn't answer");
            assertThat(web.get("/health/listeners").statusCode()).isEqualTo(200);
            assertThat(web.get("/actuator/health/liveness").statusCode()).isEqualTo(200);

            startServerAgain();
            await().until(() ->
                    ConnectCrowd.connect(broker.port(), "known", 1, "secret").containsKey(ConnectCrowd.ACCEPTED));
            assertThat(connect("known", "secret")).isEqualTo(all(ConnectCrowd.ACCEPTED));
            Eventually.get(() -> web.get("/health"), answer -> answer.statusCode() == 200);
        }
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
