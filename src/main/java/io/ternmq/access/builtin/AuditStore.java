package io.ternmq.access.builtin;

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
}
