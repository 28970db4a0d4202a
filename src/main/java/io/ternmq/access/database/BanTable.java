package io.ternmq.access.database;

import io.r2dbc.spi.Row;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BanStore;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.Who;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The bans' table. Those that are over are not listed, and go when the next is added. */
final class BanTable implements BanStore {
    private final Database database;
    private final Changes changes;

    BanTable(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    @Override
    public Flux<Ban> list() {
        return database.ask(sql -> sql.query(
                        "SELECT * FROM ternmq_ban WHERE until_at IS NULL OR until_at > ? ORDER BY id",
                        BanTable::read,
                        System.currentTimeMillis()))
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Ban> add(Ban ban) {
        return changes.change(
                Kind.BANS, sql -> clear(sql, ban).then(insert(sql, ban)).map(id -> withId(ban, id)));
    }

    /** Some databases take a value with a blank at its end for the same, but not with something after the blank. */
    private static Mono<Long> clear(Sql sql, Ban ban) {
        return sql.update(
                "DELETE FROM ternmq_ban WHERE until_at <= ?" + " OR (kind = ? AND CONCAT(ban_value, '.') = ?)",
                System.currentTimeMillis(),
                ban.kind().name(),
                ban.value() + ".");
    }

    private static Mono<Long> insert(Sql sql, Ban ban) {
        return sql.insert(
                "INSERT INTO ternmq_ban (kind, ban_value, reason, banned_by, since_at, until_at) VALUES (?, ?, ?, ?, ?, ?)",
                ban.kind().name(),
                ban.value(),
                ban.reason(),
                ban.by(),
                Sql.value(ban.since()),
                Sql.value(ban.until()));
    }

    private static Ban withId(Ban ban, long id) {
        return new Ban(id, ban.kind(), ban.value(), ban.reason(), ban.by(), ban.since(), ban.until());
    }

    @Override
    public Mono<Boolean> remove(long id) {
        return changes.change(Kind.BANS, sql -> sql.update("DELETE FROM ternmq_ban WHERE id = ?", id))
                .map(rows -> rows > 0);
    }

    private static Ban read(Row row) {
        return new Ban(
                Sql.number(row, "id"),
                Who.Kind.valueOf(Sql.text(row, "kind")),
                Sql.text(row, "ban_value"),
                Sql.text(row, "reason"),
                Sql.text(row, "banned_by"),
                Sql.instant(row, "since_at"),
                Sql.optionalInstant(row, "until_at"));
    }
}
