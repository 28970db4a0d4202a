package io.ternmq.access.database;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Which version each kind of thing has, and who is told when it rises.
 *
 * <p>A change raises the version of its kind in its own transaction, which makes changes of one kind wait for each other. The node
 * that has made it knows the version at once; others learn it when they ask, at every interval, and from PostgreSQL also by a
 * notification. A listener is told when a version is seen that is higher than the last one seen; each once, whoever sees it. An
 * embedded database has no other nodes, so nobody asks. Thread safe.
 */
final class Changes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final String CHANNEL = "ternmq_change";

    private final Database database;
    private final Duration interval;
    private final Map<Kind, Long> seen = new EnumMap<>(Kind.class);
    private final List<Consumer<Kind>> listeners = new CopyOnWriteArrayList<>();
    private final Scheduler timer = Schedulers.newSingle("access-changes", true);
    private final Disposable.Composite watching = Disposables.composite();

    Changes(Database database, Duration interval) {
        this.database = database;
        this.interval = interval;
    }

    void onChange(Consumer<Kind> listener) {
        listeners.add(listener);
    }

    /** Begins to ask what others have changed. */
    void watch() {
        if (database.dialect() == Dialect.H2) {
            return;
        }
        Flux<Long> ticks = Flux.interval(Duration.ZERO, interval, timer).onBackpressureDrop();
        // What fails is told by the database's alarm.
        watching.add(ticks.concatMap(tick -> poll().onErrorComplete(), 1).subscribe());
        if (database.dialect() == Dialect.POSTGRESQL) {
            watching.add(notifications()
                    .concatMap(notification -> poll().onErrorComplete(), 1)
                    .subscribe());
        }
    }

    /** What is done now and then may be done by the same thread. */
    Scheduler timer() {
        return timer;
    }

    private Mono<Void> poll() {
        return database.ask(sql -> sql.query(
                        "SELECT kind, version FROM ternmq_change",
                        row -> Map.entry(Sql.text(row, "kind"), Sql.number(row, "version"))))
                .doOnNext(found -> found.forEach(entry -> {
                    for (Kind kind : Kind.values()) {
                        if (kind.name().equals(entry.getKey())) {
                            seen(kind, entry.getValue());
                        }
                    }
                }))
                .then();
    }

    /** A connection that does nothing but listen; another is made when it breaks. */
    private Flux<Object> notifications() {
        return Flux.usingWhen(database.ownConnection(), Changes::listen, Connection::close)
                .concatWith(Mono.error(() -> new IllegalStateException("the connection has ended")))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                        .maxBackoff(Duration.ofSeconds(30))
                        .transientErrors(true)
                        .doBeforeRetry(
                                retry -> LOG.debug("The database's notifications are not heard", retry.failure()))
                        .scheduler(timer))
                .onBackpressureLatest();
    }

    private static Flux<Object> listen(Connection connection) {
        PostgresqlConnection postgresql = (PostgresqlConnection) connection;
        Flux<Object> listening = Flux.from(
                        postgresql.createStatement("LISTEN " + CHANNEL).execute())
                .flatMap(result -> result.getRowsUpdated())
                .thenMany(Flux.just("what was changed before it listened"));
        return Flux.merge(postgresql.getNotifications(), listening);
    }

    /** Does the work in a transaction that raises the version of the kind, and tells of it before the result. */
    <T> Mono<T> change(Kind kind, Function<Sql, Mono<T>> work) {
        return changeFrom(kind, sql -> raise(sql, kind), (sql, version) -> work.apply(sql));
    }

    /** As {@link #change}, for work of many steps, each of which has the database's time limit for itself. */
    Mono<Void> changeInSteps(Kind kind, Function<Sql, Flux<Long>> work) {
        return database.steps(sql -> raise(sql, kind)
                        .flatMapMany(version -> Flux.just(version)
                                .concatWith(work.apply(sql).map(step -> version))
                                .concatWith(notifyOthers(sql).thenReturn(version))))
                .doOnNext(version -> seen(kind, version))
                .then();
    }

    /** What work is done, knowing the version. */
    interface Work<T> {
        Mono<T> with(Sql sql, long version);
    }

    /** @param raising raises the version, or ends with an error; gives the new version */
    <T> Mono<T> changeFrom(Kind kind, Function<Sql, Mono<Long>> raising, Work<T> work) {
        record Done<T>(long version, T result) {}
        return database.transaction(sql -> raising.apply(sql)
                        .flatMap(version -> work.with(sql, version)
                                .flatMap(result -> notifyOthers(sql).thenReturn(new Done<>(version, result)))))
                .doOnNext(done -> seen(kind, done.version()))
                .map(Done::result);
    }

    private static Mono<Void> notifyOthers(Sql sql) {
        return sql.dialect() == Dialect.POSTGRESQL ? sql.run("NOTIFY " + CHANNEL) : Mono.empty();
    }

    private static Mono<Long> raise(Sql sql, Kind kind) {
        return sql.update("UPDATE ternmq_change SET version = version + 1 WHERE kind = ?", kind.name())
                .then(version(sql, kind));
    }

    static Mono<Long> version(Sql sql, Kind kind) {
        return sql.query(
                        "SELECT version FROM ternmq_change WHERE kind = ?",
                        row -> Sql.number(row, "version"),
                        kind.name())
                .single();
    }

    private void seen(Kind kind, long version) {
        synchronized (seen) {
            Long last = seen.get(kind);
            if (last != null && last >= version) {
                return;
            }
            seen.put(kind, version);
        }
        for (Consumer<Kind> listener : listeners) {
            try {
                listener.accept(kind);
            } catch (RuntimeException e) {
                LOG.error("What depends on {} could not be told that they have changed", kind, e);
            }
        }
    }

    @Override
    public void close() {
        watching.dispose();
        timer.dispose();
    }
}
