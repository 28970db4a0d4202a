package io.ternmq.access.builtin;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps API keys. Nothing blocks; an error is one of the database's. */
public interface ApiKeyStore {
    Mono<ApiKey> find(String id);

    Flux<ApiKey> list();

    Mono<Void> save(ApiKey key);

    Mono<Boolean> delete(String id);

    /** Notes when a key was used last, and never brings back one that was deleted. A store that can do it in one step should. */
    default Mono<Void> used(String id, Instant at) {
        return find(id).flatMap(key -> save(
                new ApiKey(key.id(), key.secretHash(), key.name(), key.role(), key.createdAt(), key.expiresAt(), at)));
    }
}
