package io.ternmq.access.builtin;

import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps users. Nothing blocks; an error is one of the database's. */
public interface UserStore {
    /** Empty when there is no such user. */
    Mono<User> find(String name);

    /** Those of these that there are, in no order. */
    default Flux<User> findAll(Collection<String> names) {
        return Flux.fromIterable(names).concatMap(this::find);
    }

    /**
     * Users by name.
     *
     * @param part only those with this in their name; empty for all
     * @param after only those whose name comes after it; empty for the first
     */
    Flux<User> list(String part, String after, int limit);

    Mono<Long> count();

    /** Makes the user, or puts it in the place of the one of that name. */
    Mono<Void> save(User user);

    /** As {@link #save} each of them, at once and entirely or not at all. */
    Mono<Void> saveAll(List<User> users);

    /** Whether there was one. */
    Mono<Boolean> delete(String name);
}
