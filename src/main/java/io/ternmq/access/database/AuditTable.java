package io.ternmq.access.database;

import io.r2dbc.spi.Row;
import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.AuditStore;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of who changed what. Rows are added, and the oldest deleted; none is changed. */
final class AuditTable implements AuditStore {
    private static final String INSERT = "INSERT INTO ternmq_audit (happened_at, author, via, address, action_name,"
            + " object_name, before_json, after_json, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final int SLICE = 1000;
    private static final String OLD = "(happened_at < ? OR id <= ?)";

    private final Database database;

    AuditTable(Database database) {
        this.database = database;
    }

    @Override
    public Mono<AuditEntry> add(AuditEntry entry) {
        return database.transaction(sql -> sql.insert(
                        INSERT,
                        Sql.value(entry.at()),
                        entry.author(),
                        entry.via(),
                        entry.address(),
                        entry.action(),
                        entry.object(),
                        Sql.value(entry.before()),
                        Sql.value(entry.after()),
                        entry.undoes()))
                .map(id -> new AuditEntry(
                        id,
                        entry.at(),
                        entry.author(),
                        entry.via(),
                        entry.address(),
                        entry.action(),
                        entry.object(),
                        entry.before(),
                        entry.after(),
                        entry.undoes()));
    }

    @Override
    public Mono<AuditEntry> find(long id) {
        return database.ask(sql -> sql.query("SELECT * FROM ternmq_audit WHERE id = ?", AuditTable::read, id))
                .flatMapIterable(found -> found)
                .next();
    }

    @Override
    public Flux<AuditEntry> list(String part, long before, int limit) {
        String order = " ORDER BY id DESC LIMIT " + limit;
        String pattern = Sql.containing(part);
        return database.ask(sql -> part.isEmpty()
                        ? sql.query("SELECT * FROM ternmq_audit WHERE id < ?" + order, AuditTable::read, before)
                        : sql.query(
                                "SELECT * FROM ternmq_audit WHERE id < ? AND (LOWER(author) LIKE ? ESCAPE '!'"
                                        + " OR LOWER(action_name) LIKE ? ESCAPE '!' OR LOWER(object_name) LIKE ? ESCAPE '!')"
                                        + order,
                                AuditTable::read,
                                before,
                                pattern,
                                pattern,
                                pattern))
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Long> prune(Instant before, long most) {
        return database.ask(sql -> sql.query(
                        "SELECT id FROM ternmq_audit ORDER BY id DESC LIMIT 1 OFFSET " + most,
                        row -> Sql.number(row, "id")))
                .map(latestToGo -> latestToGo.isEmpty() ? Long.MIN_VALUE : latestToGo.get(0))
                .flatMap(latestToGo -> pruneSlice(before, latestToGo)
                        .expand(gone -> gone < SLICE ? Mono.empty() : pruneSlice(before, latestToGo))
                        .reduce(0L, Long::sum));
    }

    private Mono<Long> pruneSlice(Instant before, long latestToGo) {
        long millis = before.toEpochMilli();
        return database.transaction(sql -> sql.query(
                        "SELECT id FROM ternmq_audit WHERE " + OLD + " ORDER BY id LIMIT 1 OFFSET " + (SLICE - 1),
                        row -> Sql.number(row, "id"),
                        millis,
                        latestToGo)
                .single(Long.MAX_VALUE)
                .flatMap(last ->
                        sql.update("DELETE FROM ternmq_audit WHERE id <= ? AND " + OLD, last, millis, latestToGo)));
    }

    private static AuditEntry read(Row row) {
        return new AuditEntry(
                Sql.number(row, "id"),
                Sql.instant(row, "happened_at"),
                Sql.text(row, "author"),
                Sql.text(row, "via"),
                Sql.text(row, "address"),
                Sql.text(row, "action_name"),
                Sql.text(row, "object_name"),
                Sql.optionalText(row, "before_json"),
                Sql.optionalText(row, "after_json"),
                Sql.number(row, "undoes"));
    }
}
