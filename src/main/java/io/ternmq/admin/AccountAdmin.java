package io.ternmq.admin;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Role;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * The accounts of people who log in to the console. What can't be done is an error {@link RefusedException} with a sentence for
 * people, and then nothing was changed. Any thread; nothing waits.
 */
@Component
public class AccountAdmin implements Undoable {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@+-]{0,63}");
    private static final String CREATE = "account.create";
    private static final String CHANGE = "account.change";
    private static final String PASSWORD = "account.password";
    private static final String DELETE = "account.delete";

    private final AccountStore store;
    private final Accounts accounts;
    private final AccountPasswords passwords;
    private final AuditTrail audit;

    AccountAdmin(BuiltinStore store, Accounts accounts, AccountPasswords passwords, AuditTrail audit) {
        this.store = store.accounts();
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
    }

    /** What the audit log says of an account. */
    private record Audited(String name, Rank role, boolean disabled) {
        static Audited of(Account account) {
            return new Audited(account.name(), Rank.of(account.role()), account.disabled());
        }
    }

    /** All accounts by name. */
    public Flux<AccountReport> list() {
        return store.list().map(AccountReport::of).sort(Comparator.comparing(AccountReport::name));
    }

    /** Makes an account; whoever it is for has to choose a password of their own at the first log-in. */
    public Mono<AccountReport> create(Author author, String name, Rank rank, String password) {
        if (!NAME.matcher(name).matches()) {
            return refused("A name has 1 to 64 letters, digits and . _ @ + -, and begins with a letter or digit.");
        }
        String objection = passwords.objection(password, name);
        if (objection != null) {
            return refused(objection);
        }
        return store.find(name)
                .hasElement()
                .flatMap(there ->
                        there ? refused("There is an account " + name + " already.") : passwords.hash(password))
                .map(hash -> new Account(name, hash, rank.role(), false, true, Times.now(), null))
                .flatMap(account -> save(account)
                        .then(audit.record(author, CREATE, name, null, Audited.of(account)))
                        .thenReturn(AccountReport.of(account)));
    }

    /** Gives an account another role, disables or enables it; its sessions end. */
    public Mono<Void> change(Author author, String name, Rank rank, boolean disabled) {
        return get(name)
                .flatMap(account -> keepingAnAdmin(account, !disabled && rank == Rank.ADMIN)
                        .then(apply(account, rank, disabled))
                        .flatMap(changed ->
                                audit.record(author, CHANGE, name, Audited.of(account), Audited.of(changed))))
                .then();
    }

    private Mono<Account> apply(Account account, Rank rank, boolean disabled) {
        Account changed = new Account(
                account.name(),
                account.passwordHash(),
                rank.role(),
                disabled,
                account.mustChange(),
                Times.now(),
                account.lastLogin());
        return save(changed).thenReturn(changed);
    }

    /** Deletes an account; its sessions end. */
    public Mono<Void> delete(Author author, String name) {
        return get(name)
                .flatMap(account -> keepingAnAdmin(account, false)
                        .then(store.delete(name))
                        .then(accounts.refresh())
                        .then(audit.record(author, DELETE, name, Audited.of(account), null)))
                .then();
    }

    /** Somebody sets another password for their own account. Their sessions end, except that the caller may begin a new one. */
    public Mono<AccountReport> changeOwnPassword(Author author, String current, String wanted) {
        String objection = passwords.objection(wanted, author.name());
        if (objection != null) {
            return refused(objection);
        }
        if (wanted.equals(current)) {
            return refused("The new password must be another one.");
        }
        return get(author.name())
                .filterWhen(account -> passwords.matches(account.passwordHash(), current))
                .switchIfEmpty(refused("The current password is not right."))
                .flatMap(account -> setPassword(author, account, wanted, false));
    }

    /**
     * Sets a made-up password, which has to be changed at the next log-in; the sessions of the account end, and it is enabled.
     *
     * @return the password, which nobody can see again
     */
    public Mono<String> resetPassword(Author author, String name) {
        String made = AccountPasswords.generated();
        return get(name)
                .flatMap(account -> setPassword(author, account, made, true))
                .thenReturn(made);
    }

    private Mono<AccountReport> setPassword(Author author, Account account, String password, boolean mustChange) {
        return passwords
                .hash(password)
                .map(hash -> new Account(
                        account.name(),
                        hash,
                        account.role(),
                        account.disabled() && !mustChange,
                        mustChange,
                        Times.now(),
                        account.lastLogin()))
                .flatMap(changed -> save(changed)
                        .then(audit.record(author, PASSWORD, account.name(), Audited.of(account), Audited.of(changed)))
                        .thenReturn(AccountReport.of(changed)));
    }

    private Mono<Void> save(Account account) {
        return store.save(account).then(accounts.refresh());
    }

    private Mono<Account> get(String name) {
        return store.find(name).switchIfEmpty(refused("There is no such account."));
    }

    /** Somebody must be left who may do everything. */
    private Mono<Void> keepingAnAdmin(Account changing, boolean staysAdmin) {
        return staysAdmin
                ? Mono.empty()
                : store.list()
                        .any(other -> !other.name().equals(changing.name())
                                && other.role() == Role.ADMIN
                                && !other.disabled())
                        .flatMap(left -> left
                                ? Mono.empty()
                                : refused("That is the last admin; nobody could manage accounts any more."));
    }

    private static <T> Mono<T> refused(String sentence) {
        return Mono.error(() -> new RefusedException(sentence));
    }

    @Override
    public Set<String> undoableActions() {
        return Set.of(CREATE, CHANGE);
    }

    @Override
    public Mono<Void> takeBack(Change change) {
        return get(change.object()).flatMap(account -> {
            if (!isAsAudited(account, change.after())) {
                return refused("The account has been changed since.");
            }
            JsonNode before = change.before();
            if (before == null) {
                return keepingAnAdmin(account, false)
                        .then(store.delete(account.name()))
                        .then(accounts.refresh());
            }
            Rank rank = Rank.parse(before.path("role").asString());
            boolean disabled = before.path("disabled").asBoolean();
            return keepingAnAdmin(account, !disabled && rank == Rank.ADMIN)
                    .then(apply(account, rank, disabled))
                    .then();
        });
    }

    private static boolean isAsAudited(Account account, @Nullable JsonNode audited) {
        return audited != null
                && audited.path("role").asString().equals(account.role().name())
                && audited.path("disabled").asBoolean() == account.disabled();
    }
}
