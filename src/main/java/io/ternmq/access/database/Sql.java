package io.ternmq.access.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Statements on one connection, with question marks for values. A value is text, a whole number, or a class for nothing of that
 * kind. Used by who has the connection.
 */
final class Sql {
    private final Connection connection;
    private final Dialect dialect;

    Sql(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** How many rows there were to change. */
    Mono<Long> update(String sql, Object... values) {
        return Flux.from(bound(sql, values).execute())
                .flatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    <T> Flux<T> query(String sql, Function<Row, T> reader, Object... values) {
        return Flux.from(bound(sql, values).execute())
                .concatMap(result -> result.map((row, columns) -> reader.apply(row)));
    }

    /** The number that the database has given the new row as its id. */
    Mono<Long> insert(String sql, Object... values) {
        if (dialect == Dialect.MYSQL) {
            return update(sql, values)
                    .then(query("SELECT LAST_INSERT_ID() AS id", row -> number(row, 0))
                            .single());
        }
        return Flux.from(bound(sql, values).returnGeneratedValues("id").execute())
                .concatMap(result -> result.map((row, columns) -> number(row, 0)))
                .single();
    }

    /** The same statement for several rows. */
    Mono<Long> updateEach(String sql, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        Statement statement = connection.createStatement(dialect.marked(sql));
        for (int i = 0; i < rows.size(); i++) {
            bind(i == 0 ? statement : statement.add(), rows.get(i));
        }
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
    }

    /** One statement as it stands. */
    Mono<Void> run(String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    private Statement bound(String sql, Object... values) {
        return bind(connection.createStatement(dialect.marked(sql)), values);
    }

    private static Statement bind(Statement statement, Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Class<?> kind) {
                statement.bindNull(i, kind);
            } else {
                statement.bind(i, values[i]);
            }
        }
        return statement;
    }

    private static Long number(Row row, int index) {
        return Objects.requireNonNull(row.get(index, Long.class));
    }

    /** A value that may be nothing. */
    static Object value(@Nullable String text) {
        return text == null ? String.class : text;
    }

    /** A value that may be nothing; of the instant, milliseconds are kept. */
    static Object value(@Nullable Instant instant) {
        return instant == null ? Long.class : (Object) instant.toEpochMilli();
    }

    static int value(boolean flag) {
        return flag ? 1 : 0;
    }

    static String text(Row row, String column) {
        String text = row.get(column, String.class);
        return text == null ? "" : text;
    }

    static @Nullable String optionalText(Row row, String column) {
        return row.get(column, String.class);
    }

    static long number(Row row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    static int smallNumber(Row row, String column) {
        return Objects.requireNonNull(row.get(column, Integer.class));
    }

    static boolean flag(Row row, String column) {
        return smallNumber(row, column) != 0;
    }

    static Instant instant(Row row, String column) {
        return Instant.ofEpochMilli(number(row, column));
    }

    static @Nullable Instant optionalInstant(Row row, String column) {
        Long millis = row.get(column, Long.class);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    /** A pattern for {@code LIKE … ESCAPE '!'} that fits what has the part in it. */
    static String containing(String part) {
        String escaped = part.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return "%" + escaped + "%";
    }
}
