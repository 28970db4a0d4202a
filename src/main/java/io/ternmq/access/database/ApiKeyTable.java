package io.ternmq.access.database;

import io.r2dbc.spi.Row;
import io.ternmq.access.builtin.ApiKey;
import io.ternmq.access.builtin.ApiKeyStore;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.Role;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The API keys' table. */
final class ApiKeyTable implements ApiKeyStore {
    private static final String[] COLUMNS = {
        "id", "secret_hash", "key_name", "role_name", "created_at", "expires_at", "last_used"
    };
    private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM ternmq_api_key";

    private final Database database;
    private final Changes changes;

    ApiKeyTable(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    @Override
    public Mono<ApiKey> find(String id) {
        if (!Names.isPossible(id)) {
            return Mono.empty();
        }
        return database.ask(sql -> sql.query(SELECT + " WHERE id = ?", ApiKeyTable::read, id))
                .flatMapIterable(found -> found)
                .filter(key -> key.id().equals(id))
                .next();
    }

    @Override
    public Flux<ApiKey> list() {
        return database.ask(sql -> sql.query(SELECT + " ORDER BY created_at, id", ApiKeyTable::read))
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Void> save(ApiKey key) {
        if (!Names.isPossible(key.id())) {
            return Mono.error(new IllegalArgumentException(Names.RULE));
        }
        return changes.change(
                        Kind.API_KEYS,
                        sql -> sql.update(
                                sql.dialect().upsert("ternmq_api_key", COLUMNS),
                                key.id(),
                                key.secretHash(),
                                key.name(),
                                key.role().name(),
                                Sql.value(key.createdAt()),
                                Sql.value(key.expiresAt()),
                                Sql.value(key.lastUsed())))
                .then();
    }

    @Override
    public Mono<Boolean> delete(String id) {
        return find(id).flatMap(key ->
                        changes.change(Kind.API_KEYS, sql -> sql.update("DELETE FROM ternmq_api_key WHERE id = ?", id)))
                .map(rows -> rows > 0)
                .defaultIfEmpty(false);
    }

    @Override
    public Mono<Void> used(String id, Instant at) {
        return database.transaction(sql ->
                        sql.update("UPDATE ternmq_api_key SET last_used = ? WHERE id = ?", at.toEpochMilli(), id))
                .then();
    }

    private static ApiKey read(Row row) {
        return new ApiKey(
                Sql.text(row, "id"),
                Sql.text(row, "secret_hash"),
                Sql.text(row, "key_name"),
                Role.valueOf(Sql.text(row, "role_name")),
                Sql.instant(row, "created_at"),
                Sql.optionalInstant(row, "expires_at"),
                Sql.optionalInstant(row, "last_used"));
    }
}
