package io.ternmq.access.builtin;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps API keys. Nothing blocks; an error is one of the database's. */
public interface ApiKeyStore {
    Mono<ApiKey> find(String id);

    Flux<ApiKey> list();

    Mono<Void> save(ApiKey key);

    Mono<Boolean> delete(String id);
}
