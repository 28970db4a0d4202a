package io.ternmq.access.database;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Row;
import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.Role;
import java.time.Instant;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of the console's accounts. */
final class AccountTable implements AccountStore {
    private static final String[] COLUMNS = {
        "name", "password_hash", "role_name", "disabled", "must_change", "changed_at", "last_login"
    };
    private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM ternmq_account";

    private final Database database;
    private final Changes changes;

    AccountTable(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    @Override
    public Mono<Account> find(String name) {
        if (!Names.isPossible(name)) {
            return Mono.empty();
        }
        return database.ask(sql -> sql.query(SELECT + " WHERE name = ?", AccountTable::read, name))
                .flatMapIterable(found -> found)
                .filter(account -> account.name().equals(name))
                .next();
    }

    @Override
    public Flux<Account> list() {
        return database.ask(sql -> sql.query(SELECT + " ORDER BY name", AccountTable::read))
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Void> save(Account account) {
        return write(account, dialect -> dialect.upsert("ternmq_account", COLUMNS))
                .then();
    }

    /** The table's key decides. */
    @Override
    public Mono<Boolean> add(Account account) {
        return write(account, dialect -> Dialect.insert("ternmq_account", COLUMNS))
                .map(rows -> true)
                .onErrorResume(R2dbcDataIntegrityViolationException.class, taken -> Mono.just(false));
    }

    private Mono<Long> write(Account account, Function<Dialect, String> statement) {
        if (!Names.isPossible(account.name())) {
            return Mono.error(new IllegalArgumentException(Names.RULE));
        }
        return changes.change(
                Kind.ACCOUNTS,
                sql -> sql.update(
                        statement.apply(sql.dialect()),
                        account.name(),
                        account.passwordHash(),
                        account.role().name(),
                        Sql.value(account.disabled()),
                        Sql.value(account.mustChange()),
                        Sql.value(account.changedAt()),
                        Sql.value(account.lastLogin())));
    }

    @Override
    public Mono<Boolean> delete(String name) {
        return find(name)
                .flatMap(account -> changes.change(
                        Kind.ACCOUNTS, sql -> sql.update("DELETE FROM ternmq_account WHERE name = ?", name)))
                .map(rows -> rows > 0)
                .defaultIfEmpty(false);
    }

    @Override
    public Mono<Void> loggedIn(String name, Instant at) {
        return database.transaction(sql ->
                        sql.update("UPDATE ternmq_account SET last_login = ? WHERE name = ?", at.toEpochMilli(), name))
                .then();
    }

    private static Account read(Row row) {
        return new Account(
                Sql.text(row, "name"),
                Sql.text(row, "password_hash"),
                Role.valueOf(Sql.text(row, "role_name")),
                Sql.flag(row, "disabled"),
                Sql.flag(row, "must_change"),
                Sql.instant(row, "changed_at"),
                Sql.optionalInstant(row, "last_login"));
    }
}
