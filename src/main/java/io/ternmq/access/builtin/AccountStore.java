package io.ternmq.access.builtin;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps the accounts of the console. Nothing blocks; an error is one of the database's. */
public interface AccountStore {
    Mono<Account> find(String name);

    Flux<Account> list();

    Mono<Void> save(Account account);

    /** Keeps the account unless there is one of that name; gives whether it did. Of many who try at once, one does. */
    Mono<Boolean> add(Account account);

    Mono<Boolean> delete(String name);

    /** Notes when somebody has logged in, and touches nothing else of the account. A store that can do it in one step should. */
    default Mono<Void> loggedIn(String name, Instant at) {
        return find(name)
                .flatMap(account -> save(new Account(
                        account.name(),
                        account.passwordHash(),
                        account.role(),
                        account.disabled(),
                        account.mustChange(),
                        account.changedAt(),
                        at)));
    }
}
