package io.ternmq.access.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the tables and brings them up to date: scripts with the numbers 1, 2, … for each dialect, each run once, of which a table
 * keeps account. Nodes that start together wait for each other by a lock of the database's. Where a database can't take back what a
 * script has done to tables (MySQL, MariaDB), the scripts can be run again.
 */
final class Schema {
    private static final long LOCK = 0x7465726e6d71L;
    private static final int LOCK_SECONDS = 20;
    private static final String VERSIONS =
            "CREATE TABLE IF NOT EXISTS ternmq_schema (version INTEGER NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)";

    private final Dialect dialect;
    private final List<List<String>> scripts = new ArrayList<>();

    /** Reads the scripts. */
    Schema(Dialect dialect) {
        this.dialect = dialect;
        for (String script = read(1); script != null; script = read(scripts.size() + 1)) {
            scripts.add(statements(script));
        }
    }

    private @Nullable String read(int number) {
        String name = dialect.folder() + "/" + number + ".sql";
        try (InputStream script = Schema.class.getResourceAsStream(name)) {
            return script == null ? null : new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> statements(String script) {
        return script
                .lines()
                .filter(line -> !line.startsWith("--"))
                .reduce((a, b) -> a + "\n" + b)
                .map(text -> List.of(text.split(";\n|;$")))
                .orElse(List.of())
                .stream()
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** Within a transaction. */
    Mono<Void> migrate(Sql sql) {
        return switch (dialect) {
            case H2 -> upgrade(sql);
            case POSTGRESQL ->
                sql.run("SELECT pg_advisory_xact_lock(" + LOCK + ")").then(upgrade(sql));
            case MYSQL ->
                Mono.usingWhen(
                                lock(sql),
                                locked -> upgrade(sql).thenReturn(locked),
                                locked -> sql.run("DO RELEASE_LOCK('ternmq-schema')"))
                        .then();
        };
    }

    private static Mono<Integer> lock(Sql sql) {
        return sql.query(
                        "SELECT GET_LOCK('ternmq-schema', " + LOCK_SECONDS + ") AS got",
                        row -> Sql.smallNumber(row, "got"))
                .single()
                .filter(got -> got == 1)
                .switchIfEmpty(Mono.error(
                        () -> new IllegalStateException("another node has been making the tables for too long")));
    }

    private Mono<Void> upgrade(Sql sql) {
        return sql.run(VERSIONS)
                .then(sql.query(
                                "SELECT COALESCE(MAX(version), 0) AS version FROM ternmq_schema",
                                row -> Sql.smallNumber(row, "version"))
                        .single())
                .flatMap(version -> version > scripts.size()
                        ? Mono.error(new IllegalStateException("the tables are of version " + version
                                + ", made by a newer broker; this one knows them up to version " + scripts.size()))
                        : Flux.range(version + 1, scripts.size() - version)
                                .concatMap(number -> apply(sql, number))
                                .then());
    }

    private Mono<Void> apply(Sql sql, int number) {
        return Flux.fromIterable(scripts.get(number - 1))
                .concatMap(sql::run)
                .then(sql.update(
                        "INSERT INTO ternmq_schema (version, applied_at) VALUES (?, ?)",
                        number,
                        System.currentTimeMillis()))
                .then();
    }
}
