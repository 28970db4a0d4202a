package io.ternmq.access.builtin;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps bans; those that are over vanish by themselves. Nothing blocks; an error is one of the database's. */
public interface BanStore {
    Flux<Ban> list();

    /** The ban with its id; one of the same kind and value is replaced. */
    Mono<Ban> add(Ban ban);

    /** Whether there was one. */
    Mono<Boolean> remove(long id);
}
