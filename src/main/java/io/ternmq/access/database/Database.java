package io.ternmq.access.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The pool of connections, and how it is worked with. Nothing is opened before the first question; the first makes the tables. When
 * that fails, it is tried again by the next question that comes a second later or more.
 *
 * <p>Threads: drivers over the network answer on loops of their own. H2's blocks, so all that is done with a connection to it is
 * done on a few threads of its own; when too many questions wait for them the next fails. Every question has a time limit, and so has
 * every step of long work; one that is over gives its connection back, whose transaction ends with nothing done. Thread safe.
 *
 * <p>The end: {@link #close} lets nothing be asked any more, waits for what is under way, since H2 would open its file again for it after the
 * end, and then ends the file and the pool.
 */
final class Database implements AutoCloseable {
    private static final String CLOSED = "the database is closed";
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONG_IDLE = Duration.ofMinutes(5);
    private static final int WAITING = 10_000;
    private static final int H2_THREADS = 4;
    /** For making the tables, which may wait for other nodes that do. */
    private static final int LIMITS_TO_OPEN = 10;

    private final Connections connections;
    private final Duration limit;
    private final DatabaseAlarm alarm;
    private final Scheduler scheduler = Schedulers.newBoundedElastic(H2_THREADS, WAITING, "access-database", 60, true);
    private final Mono<ConnectionPool> opened;
    private @Nullable ConnectionFactory factory;
    private @Nullable ConnectionPool pool;
    private boolean closed;
    private int underWay;
    /** Nothing is under way, and nothing will be. */
    private final CompletableFuture<Boolean> quiet = new CompletableFuture<>();

    Database(Connections connections, DatabaseAlarm alarm) {
        this.connections = connections;
        this.limit = connections.settings().timeLimit();
        this.alarm = alarm;
        this.opened = Mono.fromCallable(this::pool)
                .subscribeOn(scheduler)
                .flatMap(pool -> migrate(pool).thenReturn(pool))
                .timeout(limit.multipliedBy(LIMITS_TO_OPEN))
                .cache(ready -> Duration.ofMillis(Long.MAX_VALUE), failed -> RETRY, () -> Duration.ZERO);
    }

    private synchronized ConnectionPool pool() {
        ConnectionPool known = pool;
        if (known == null && closed) {
            throw new IllegalStateException(CLOSED);
        } else if (known == null) {
            known = new ConnectionPool(ConnectionPoolConfiguration.builder(factory())
                    .initialSize(0)
                    .maxSize(connections.settings().poolSize())
                    .maxIdleTime(LONG_IDLE)
                    .maxAcquireTime(limit)
                    .maxCreateConnectionTime(limit)
                    .customizer(builder -> builder.maxPendingAcquire(WAITING))
                    .build());
            pool = known;
        }
        return known;
    }

    private synchronized ConnectionFactory factory() {
        ConnectionFactory known = factory;
        if (known == null) {
            known = connections.factory();
            factory = known;
        }
        return known;
    }

    private Mono<Boolean> migrate(ConnectionPool opening) {
        Schema schema = new Schema(connections.dialect());
        return inTransaction(opening, sql -> schema.migrate(sql).thenReturn(true));
    }

    Dialect dialect() {
        return connections.dialect();
    }

    /** A connection outside of the pool, once the tables are there. */
    Mono<Connection> ownConnection() {
        return opened.flatMap(ready -> Mono.from(factory().create()));
    }

    /** All that a question finds, or an error within the time limit. */
    <T> Mono<List<T>> ask(Function<Sql, Flux<T>> question) {
        return watched(opened.flatMap(
                ready -> with(ready, question, false).collectList().timeout(limit)));
    }

    /** Does the work entirely or not at all. */
    <T> Mono<T> transaction(Function<Sql, Mono<T>> work) {
        return watched(opened.flatMap(ready -> inTransaction(ready, work).timeout(limit)));
    }

    /** Does work of many steps entirely or not at all; each step has the time limit for itself. Gives what the last one gave. */
    <T> Mono<T> steps(Function<Sql, Flux<T>> work) {
        return watched(
                opened.flatMap(ready -> with(ready, work, true).timeout(limit).last()));
    }

    private <T> Mono<T> watched(Mono<T> asked) {
        return asked.doOnSuccess(done -> alarm.onAnswer()).doOnError(alarm::onError);
    }

    private <T> Mono<T> inTransaction(ConnectionPool from, Function<Sql, Mono<T>> work) {
        return with(from, sql -> work.apply(sql).flux(), true).singleOrEmpty();
    }

    private <T> Flux<T> with(ConnectionPool from, Function<Sql, Flux<T>> work, boolean transactional) {
        return Flux.defer(() -> begin()
                ? using(from, work, transactional).doFinally(signal -> end())
                : Flux.error(new IllegalStateException(CLOSED)));
    }

    private synchronized boolean begin() {
        if (!closed) {
            underWay++;
        }
        return !closed;
    }

    private void end() {
        boolean last;
        synchronized (this) {
            underWay--;
            last = closed && underWay == 0;
        }
        if (last) {
            quiet.complete(true);
        }
    }

    private <T> Flux<T> using(ConnectionPool from, Function<Sql, Flux<T>> work, boolean transactional) {
        Mono<Connection> acquired = from.create();
        return Flux.usingWhen(
                isBlocking() ? acquired.subscribeOn(scheduler).publishOn(scheduler) : acquired,
                connection -> {
                    Flux<T> done = work.apply(new Sql(connection, dialect()));
                    return transactional ? transactional(connection, done) : done;
                },
                this::released);
    }

    private static <T> Flux<T> transactional(Connection connection, Flux<T> work) {
        return Mono.from(connection.beginTransaction())
                .thenMany(work)
                .concatWith(Mono.defer(() -> Mono.from(connection.commitTransaction()))
                        .then(Mono.empty()))
                .onErrorResume(failure -> Mono.from(connection.rollbackTransaction())
                        .onErrorComplete()
                        .then(Mono.error(failure)));
    }

    private Mono<Void> released(Connection connection) {
        Mono<Void> closed = Mono.from(connection.close());
        return isBlocking() ? closed.subscribeOn(scheduler) : closed;
    }

    private boolean isBlocking() {
        return dialect() == Dialect.H2;
    }

    /** Lets what is under way end and nothing begin; waits until the file is whole, at most for the time limit. */
    @Override
    public void close() {
        ConnectionPool last;
        synchronized (this) {
            closed = true;
            last = pool;
            if (underWay == 0) {
                quiet.complete(true);
            }
        }
        if (last != null) {
            Mono<Void> end = isBlocking() ? shutDown(last) : last.disposeLater();
            end.thenReturn(true).timeout(limit).onErrorReturn(false).block();
        }
        scheduler.dispose();
    }

    private Mono<Void> shutDown(ConnectionPool last) {
        return Mono.fromFuture(quiet, true)
                .timeout(limit.dividedBy(2))
                .onErrorComplete()
                .thenMany(using(last, sql -> sql.run("SHUTDOWN").flux(), false))
                .then()
                .onErrorComplete()
                .then(last.disposeLater().onErrorComplete());
    }
}
