package io.ternmq.access.database;

import io.r2dbc.spi.Row;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.access.password.PasswordPrint;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The users' table. */
final class UserTable implements UserStore {
    private static final String[] COLUMNS = {
        "name", "password_hash", "scram_keys", "user_groups", "disabled", "note", "changed_at"
    };
    /** Users that are written at once. */
    private static final int STEP = 200;

    /** Of which hash it is told what was kept of the same password before it. */
    private static final String[] REHASHED_COLUMNS = {"user_name", "hash_print", "first_print"};

    private static final String SELECT = "SELECT " + String.join(", ", COLUMNS)
            + ", hash_print, first_print FROM ternmq_user LEFT JOIN ternmq_rehashed ON user_name = name";

    private final Database database;
    private final Changes changes;

    UserTable(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    @Override
    public Mono<User> find(String name) {
        if (!Names.isPossible(name)) {
            return Mono.empty();
        }
        return database.ask(sql -> sql.query(SELECT + " WHERE name = ?", UserTable::read, name))
                .flatMapIterable(found -> found)
                // Some databases take a name with a blank at its end for the same.
                .filter(user -> user.name().equals(name))
                .next();
    }

    @Override
    public Flux<User> findAll(Collection<String> names) {
        Set<String> wanted = names.stream().filter(Names::isPossible).collect(Collectors.toSet());
        if (wanted.isEmpty()) {
            return Flux.empty();
        }
        Object[] values = padded(List.copyOf(wanted));
        String marks = String.join(", ", Collections.nCopies(values.length, "?"));
        return database.ask(sql -> sql.query(SELECT + " WHERE name IN (" + marks + ")", UserTable::read, values))
                .flatMapIterable(found -> found)
                .filter(user -> wanted.contains(user.name()));
    }

    /** To a power of two, so that there are few statements, which drivers and servers keep prepared. */
    private static Object[] padded(List<String> names) {
        int length = Integer.highestOneBit(2 * names.size() - 1);
        Object[] padded = names.toArray(new Object[length]);
        Arrays.fill(padded, names.size(), length, names.get(0));
        return padded;
    }

    @Override
    public Flux<User> list(String part, String after, int limit) {
        return database.ask(sql -> part.isEmpty()
                        ? sql.query(SELECT + " WHERE name > ? ORDER BY name LIMIT " + limit, UserTable::read, after)
                        : sql.query(
                                SELECT + " WHERE name > ? AND LOWER(name) LIKE ? ESCAPE '!' ORDER BY name LIMIT "
                                        + limit,
                                UserTable::read,
                                after,
                                Sql.containing(part)))
                .flatMapIterable(found -> found);
    }

    @Override
    public Mono<Long> count() {
        return database.ask(
                        sql -> sql.query("SELECT COUNT(*) AS users FROM ternmq_user", row -> Sql.number(row, "users")))
                .map(found -> found.get(0));
    }

    @Override
    public Mono<Void> save(User user) {
        return saveAll(List.of(user));
    }

    @Override
    public Mono<Void> saveAll(List<User> users) {
        if (!users.stream().allMatch(UserTable::isPossible)) {
            return Mono.error(new IllegalArgumentException(Names.RULE));
        }
        List<Object[]> rows = users.stream().map(UserTable::values).toList();
        List<Object[]> rehashed = users.stream()
                .filter(user -> user.firstPrint() != PasswordPrint.NONE)
                .map(user -> new Object[] {user.name(), PasswordPrint.of(user.passwordHash()), user.firstPrint()})
                .toList();
        return changes.changeInSteps(
                Kind.USERS,
                sql -> upsert(sql, "ternmq_user", COLUMNS, rows)
                        .concatWith(upsert(sql, "ternmq_rehashed", REHASHED_COLUMNS, rehashed)));
    }

    private static Flux<Long> upsert(Sql sql, String table, String[] columns, List<Object[]> rows) {
        return Flux.fromIterable(rows)
                .buffer(STEP)
                .concatMap(some -> sql.updateEach(sql.dialect().upsert(table, columns), some));
    }

    private static boolean isPossible(User user) {
        return Names.isPossible(user.name()) && user.groups().stream().allMatch(Names::isPossible);
    }

    private static Object[] values(User user) {
        return new Object[] {
            user.name(),
            Sql.value(user.passwordHash()),
            Sql.value(user.scramKeys()),
            String.join("\n", user.groups()),
            Sql.value(user.disabled()),
            user.note(),
            Sql.value(user.changedAt())
        };
    }

    @Override
    public Mono<Boolean> delete(String name) {
        return find(name)
                .flatMap(user -> changes.change(
                        Kind.USERS,
                        sql -> sql.update("DELETE FROM ternmq_rehashed WHERE user_name = ?", name)
                                .then(sql.update("DELETE FROM ternmq_user WHERE name = ?", name))))
                .map(rows -> rows > 0)
                .defaultIfEmpty(false);
    }

    private static User read(Row row) {
        String groups = Sql.text(row, "user_groups");
        String hash = Sql.optionalText(row, "password_hash");
        return new User(
                Sql.text(row, "name"),
                hash,
                Sql.optionalText(row, "scram_keys"),
                groups.isEmpty() ? List.of() : List.of(groups.split("\n")),
                Sql.flag(row, "disabled"),
                Sql.text(row, "note"),
                Sql.instant(row, "changed_at"),
                firstPrint(row, hash));
    }

    /** What is told of another hash than the user has now was of another password. */
    private static long firstPrint(Row row, @Nullable String hash) {
        Long told = row.get("hash_print", Long.class);
        return told == null || told != PasswordPrint.of(hash) ? PasswordPrint.NONE : Sql.number(row, "first_print");
    }
}
