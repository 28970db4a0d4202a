package io.ternmq.admin;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Role;
import io.ternmq.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Lets somebody in the first time: when there is no account, makes the account {@value #NAME}, whose password has to be changed at the
 * first log-in. A password that was made up is logged in this moment and never again.
 */
@Component
class FirstAccount implements ApplicationListener<ApplicationReadyEvent> {
    static final String NAME = "admin";

    private static final Logger log = LoggerFactory.getLogger(FirstAccount.class);

    private final AccountStore store;
    private final Accounts accounts;
    private final AccountPasswords passwords;
    private final Settings settings;

    FirstAccount(BuiltinStore store, Accounts accounts, AccountPasswords passwords, Settings settings) {
        this.store = store.accounts();
        this.accounts = accounts;
        this.passwords = passwords;
        this.settings = settings;
    }

    /** Not for contexts below the application's own. Nothing waits for it. */
    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext().getParent() == null) {
            makeWhenNobodyIsThere()
                    .subscribe(
                            done -> {},
                            failure ->
                                    log.error("It can't be seen whether anybody may log in to the console", failure));
        }
    }

    private Mono<Void> makeWhenNobodyIsThere() {
        return store.list().hasElements().flatMap(some -> some ? Mono.empty() : make());
    }

    private Mono<Void> make() {
        String given = settings.current().console().adminPassword();
        String password = given.isEmpty() ? AccountPasswords.generated() : given;
        return passwords
                .hash(password)
                .map(hash -> new Account(NAME, hash, Role.ADMIN, false, true, Times.now(), null))
                .flatMap(account -> store.save(account).then(accounts.refresh()))
                .doOnSuccess(done -> tell(given.isEmpty() ? password : ""));
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
