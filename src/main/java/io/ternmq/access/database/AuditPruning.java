package io.ternmq.access.database;

import io.ternmq.access.builtin.AuditStore;
import io.ternmq.config.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps the table of who changed what from growing without bound.
 *
 * <p>Every node looks every hour, and the first one to write into the database that it does so does it for all; if it dies meanwhile,
 * what it has left is left for the next hour. Thread safe.
 */
final class AuditPruning implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditPruning.class);
    private static final Duration AFTER_START = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofHours(1);
    /** So that a node whose turn comes a little sooner than an hour after another's takes it as well. */
    private static final Duration CLAIMED_FOR = INTERVAL.minus(Duration.ofMinutes(5));

    /** A claim far in the future is of a node whose clock was wrong. */
    private static final String CLAIM =
            "UPDATE ternmq_duty SET done_at = ? WHERE name = 'AUDIT' AND (done_at <= ? OR done_at > ?)";

    private final Database database;
    private final AuditStore audit;
    private final DatabaseSettings settings;
    private final InstantSource clock;
    private final Disposable.Swap watching = Disposables.swap();

    AuditPruning(Database database, AuditStore audit, DatabaseSettings settings, InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins to look. */
    void watch(Scheduler timer) {
        watching.update(Flux.interval(AFTER_START, INTERVAL, timer)
                .onBackpressureDrop()
                .concatMap(
                        tick -> look().onErrorResume(failure -> {
                            LOG.warn(
                                    "Old entries of the audit log could not be deleted; tried again in an hour",
                                    failure);
                            return Mono.empty();
                        }),
                        1)
                .subscribe());
    }

    /** Prunes when no node has done so lately; gives how many entries are gone, or nothing when another node does it. */
    Mono<Long> look() {
        Instant now = clock.instant();
        return claim(now)
                .filter(mine -> mine)
                .flatMap(mine -> audit.prune(now.minus(settings.auditExpiry()), settings.auditKept()))
                .doOnNext(gone -> LOG.debug("Old entries of the audit log deleted: {}", gone));
    }

    private Mono<Boolean> claim(Instant now) {
        return database.transaction(sql -> sql.update(
                        CLAIM,
                        now.toEpochMilli(),
                        now.minus(CLAIMED_FOR).toEpochMilli(),
                        now.plus(CLAIMED_FOR).toEpochMilli()))
                .map(rows -> rows > 0);
    }

    @Override
    public void close() {
        watching.dispose();
    }
}
