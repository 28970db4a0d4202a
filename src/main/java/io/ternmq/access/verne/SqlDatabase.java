package io.ternmq.access.verne;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.ternmq.config.SqlSourceSettings.PasswordMethod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code vmq_auth_acl} of a relational database. Connections are opened when they are needed. */
final class SqlDatabase implements Database {
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final String name;
    private final SqlDialect dialect;
    private final PasswordMethod method;
    private final ConnectionPool pool;

    SqlDatabase(
            String name,
            SqlDialect dialect,
            PasswordMethod method,
            ConnectionFactory connections,
            int poolSize,
            Duration timeLimit) {
        this.name = name;
        this.dialect = dialect;
        this.method = method;
        this.pool = new ConnectionPool(ConnectionPoolConfiguration.builder(connections)
                .name(name)
                .initialSize(0)
                .minIdle(0)
                .maxSize(poolSize)
                .maxIdleTime(IDLE)
                .maxAcquireTime(timeLimit)
                .maxCreateConnectionTime(timeLimit)
                .build());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean leavesPasswordsToUs() {
        return method == PasswordMethod.BCRYPT;
    }

    @Override
    public Mono<List<Row>> find(Identity who, @Nullable String password) {
        boolean checks = password != null && method != PasswordMethod.BCRYPT;
        String sql = password == null ? dialect.ofRenewal() : dialect.ofConnect(method);
        return query(sql, statement -> bind(statement, who, checks ? password : null), row -> row(row, checks))
                .collectList();
    }

    /** PostgreSQL numbers the password's parameter last; MySQL's stands before the others. */
    private void bind(Statement statement, Identity who, @Nullable String password) {
        int next = 0;
        if (password != null) {
            statement.bind(dialect == SqlDialect.MYSQL ? next++ : 3, password);
        }
        statement.bind(next++, who.id().mountpoint());
        statement.bind(next++, who.id().clientId());
        statement.bind(next, who.userName());
    }

    private static Row row(io.r2dbc.spi.Row row, boolean checked) {
        Object password = row.get(0);
        return new Row(
                text(row, 1),
                text(row, 2),
                text(row, 3),
                checked ? password instanceof Number right && right.intValue() == 1 : null,
                checked || password == null ? null : password.toString(),
                row.get(4, String.class),
                row.get(5, String.class));
    }

    private static String text(io.r2dbc.spi.Row row, int column) {
        return Objects.requireNonNullElse(row.get(column, String.class), "");
    }

    private <T> Flux<T> query(String sql, Consumer<Statement> binding, Function<io.r2dbc.spi.Row, T> reader) {
        return Flux.usingWhen(
                pool.create(),
                connection -> {
                    Statement statement = connection.createStatement(sql);
                    binding.accept(statement);
                    return Flux.<Result>from(statement.execute())
                            .flatMap(result -> result.map((row, metadata) -> reader.apply(row)));
                },
                Connection::close);
    }

    @Override
    public Mono<?> ping() {
        return query("SELECT 1", statement -> {}, row -> true).last();
    }

    /** Class 22 is about the data in a question, such as a hash that crypt can't take. */
    @Override
    public Predicate<Throwable> blameless() {
        return failure -> failure instanceof R2dbcException said
                && said.getSqlState() != null
                && said.getSqlState().startsWith("22");
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
