package io.ternmq.admin;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Who may log in now: checks log-ins, and tells whether somebody who once logged in still may. For the latter all accounts are kept
 * in memory as of the last change, which is read again whenever this node or another changes one; so a request costs no query, and a
 * session ends at the change. The copy is replaced as a whole by whoever has read it; readers see one or the other.
 */
@Component
public class Accounts {
    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final AccountStore store;
    private final AccountPasswords passwords;
    private final Sinks.Many<Boolean> changes = Sinks.many().multicast().directBestEffort();
    private final Seals seals = new Seals();
    private volatile Map<String, Account> known = Map.of();

    Accounts(BuiltinStore store, AccountPasswords passwords) {
        this.store = store.accounts();
        this.passwords = passwords;
        store.onChange(kind -> {
            if (kind == Kind.ACCOUNTS) {
                readInBackground();
            }
        });
        readInBackground();
    }

    private void readInBackground() {
        refresh()
                .subscribe(
                        done -> {},
                        failure -> log.error("The accounts can't be read; sessions go by what was known", failure));
    }

    /** Reads them again. */
    Mono<Void> refresh() {
        return store.list().collectMap(Account::name).doOnNext(this::accept).then();
    }

    private void accept(Map<String, Account> accounts) {
        known = Map.copyOf(accounts);
        changes.emitNext(true, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
    }

    /**
     * Checks a log-in; an unknown name, a wrong password and a disabled account are told the same and take the same time.
     *
     * @return empty when that isn't right; an error {@link RefusedException} when it can't be checked now
     */
    public Mono<AccountReport> logIn(String name, String password) {
        return store.find(name)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> passwords
                        .matches(found.map(Account::passwordHash).orElse(null), password)
                        .filter(right -> right && !found.orElseThrow().disabled())
                        .flatMap(right -> welcome(found.orElseThrow())));
    }

    private Mono<AccountReport> welcome(Account account) {
        Instant now = Times.now();
        return store.loggedIn(account.name(), now).then(refresh()).thenReturn(AccountReport.of(account));
    }

    /** Whether somebody who logged in when the account was changed last at that time may still go on. */
    public boolean isCurrent(String name, Instant changedAt) {
        Account account = known.get(name);
        return account != null && !account.disabled() && account.changedAt().equals(changedAt);
    }

    /**
     * A digest that only who has the accounts can make, so that what was given to somebody can be known again. It is another one when
     * the account's password is changed; of an account that isn't there it is one that nobody was given.
     */
    public String seal(String name, String text) {
        return seals.seal(known.get(name), name + "\n" + text);
    }

    /** A signal after each change of accounts, for what lasts longer than a request. */
    public Flux<Boolean> changes() {
        return changes.asFlux();
    }
}
