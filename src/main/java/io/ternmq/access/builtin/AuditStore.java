package io.ternmq.access.builtin;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps who changed what. Nothing blocks; an error is one of the database's. */
public interface AuditStore {
    /** The entry with its id. */
    Mono<AuditEntry> add(AuditEntry entry);

    Mono<AuditEntry> find(long id);

    /**
     * Entries, the latest first.
     *
     * @param part only those with this in author, action or object; empty for all
     * @param before only those with a lower id; {@link Long#MAX_VALUE} for the latest
     */
    Flux<AuditEntry> list(String part, long before, int limit);

    /**
     * Forgets the oldest entries, some at a time, so that nobody waits for long.
     *
     * @param before all that were made before this
     * @param most all but so many of the latest
     * @return how many are forgotten
     */
    Mono<Long> prune(Instant before, long most);
}
