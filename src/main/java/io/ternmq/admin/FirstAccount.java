package io.ternmq.admin;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Role;
import io.ternmq.config.Settings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Lets somebody in the first time: when there is no account, makes the account {@value #NAME}, whose password has to be changed at the
 * first log-in. A password that was made up is logged in this moment and never again. Of nodes that start together on one database one
 * makes it, and only that one tells of it. While the database can't be asked it is tried again.
 */
@Component
class FirstAccount {
    static final String NAME = "admin";

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(FirstAccount.class);

    private final AccountStore store;
    private final Accounts accounts;
    private final AccountPasswords passwords;
    private final Settings settings;
    private volatile Disposable making = Disposables.disposed();

    FirstAccount(BuiltinStore store, Accounts accounts, AccountPasswords passwords, Settings settings) {
        this.store = store.accounts();
        this.accounts = accounts;
        this.passwords = passwords;
        this.settings = settings;
    }

    /** Not for contexts below the application's own. Nothing waits for it. */
    @EventListener
    void onReady(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext().getParent() == null) {
            making = makeInTheEnd().subscribe();
        }
    }

    /** The store is about to be closed. */
    @EventListener
    void onClosing(ContextClosedEvent closing) {
        making.dispose();
    }

    /** Ends when there is an account. */
    Mono<Void> makeInTheEnd() {
        return makeWhenNobodyIsThere()
                .doOnError(failure -> log.warn(
                        "It can't be seen yet whether anybody may log in to the console: {}", failure.toString()))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY).maxBackoff(LAST_RETRY));
    }

    private Mono<Void> makeWhenNobodyIsThere() {
        return Mono.defer(() -> store.list().hasElements()).flatMap(some -> some ? Mono.empty() : make());
    }

    private Mono<Void> make() {
        String given = settings.current().console().adminPassword();
        String password = given.isEmpty() ? AccountPasswords.generated() : given;
        return passwords
                .hash(password)
                .map(hash -> new Account(NAME, hash, Role.ADMIN, false, true, Times.now(), null))
                .flatMap(store::add)
                .filter(mine -> mine)
                .doOnNext(mine -> tell(given.isEmpty() ? password : ""))
                .then(accounts.refresh());
    }

    private static void tell(String madeUp) {
        if (madeUp.isEmpty()) {
            log.info(
                    "First log-in to the console: account {}, with the password of ternmq.console.admin-password",
                    NAME);
        } else {
            log.info("*** First log-in to the console: account {}, password {} (shown only now) ***", NAME, madeUp);
        }
    }
}
