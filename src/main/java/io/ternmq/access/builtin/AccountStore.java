package io.ternmq.access.builtin;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps the accounts of the console. Nothing blocks; an error is one of the database's. */
public interface AccountStore {
    Mono<Account> find(String name);

    Flux<Account> list();

    Mono<Void> save(Account account);

    Mono<Boolean> delete(String name);
}
