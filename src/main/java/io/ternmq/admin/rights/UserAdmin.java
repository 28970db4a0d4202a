package io.ternmq.admin.rights;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.admin.AuditTrail;
import io.ternmq.admin.Author;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import io.ternmq.config.AccessSettings.UsersDisconnects;
import io.ternmq.config.Settings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What operators do with users. Nothing blocks; errors are {@link RefusedChangeException} and those of the database. */
@Component
public class UserAdmin {
    private final UserStore users;
    private final AuditTrail audit;
    private final NewPasswords passwords;
    private final Settings settings;

    UserAdmin(BuiltinStore store, AuditTrail audit, NewPasswords passwords, Settings settings) {
        this.users = store.users();
        this.audit = audit;
        this.passwords = passwords;
        this.settings = settings;
    }

    /**
     * Users by name.
     *
     * @param part only those with this in their name; empty for all
     * @param after what the page before said of the next one; empty for the first
     */
    public Mono<Page<UserReport>> list(String part, String after, int limit) {
        return users.list(part, after, limit + 1)
                .map(UserReport::of)
                .collectList()
                .map(found -> {
                    List<UserReport> items = List.copyOf(found.subList(0, Math.min(limit, found.size())));
                    return new Page<>(
                            items, found.size() > limit ? items.get(limit - 1).name() : null);
                });
    }

    /** Whether another password disconnects who is connected by the one before. */
    public boolean disconnectsOldPasswords() {
        return settings.current().access().usersDisconnects() == UsersDisconnects.CHANGED;
    }

    public Mono<Long> count() {
        return users.count();
    }

    /** A user, or an error when there is none of this name. */
    public Mono<UserReport> get(String name) {
        return existing(name).map(UserReport::of);
    }

    /** Makes a user; an error when there is one of this name. */
    public Mono<UserReport> create(Author author, String name, UserInput input) {
        return Mono.fromRunnable(() -> UserChecks.require(name, input))
                .then(users.find(name).hasElement())
                .flatMap(there -> there
                        ? Mono.error(RefusedChangeException.of(
                                Reason.EXISTS, "name", "There is a user of this name already."))
                        : save(author, "user.create", null, name, input));
    }

    /** Puts what is given in the place of what is there of an existing user. */
    public Mono<UserReport> change(Author author, String name, UserInput input) {
        return Mono.fromRunnable(() -> UserChecks.require(name, input))
                .then(existing(name))
                .flatMap(user -> save(author, "user.change", user, name, input));
    }

    /** Makes the user or changes it, whichever it takes. */
    public Mono<UserReport> put(Author author, String name, UserInput input) {
        return Mono.fromRunnable(() -> UserChecks.require(name, input))
                .then(users.find(name).map(user -> save(author, "user.change", user, name, input)))
                .defaultIfEmpty(Mono.defer(() -> save(author, "user.create", null, name, input)))
                .flatMap(saving -> saving);
    }

    public Mono<UserReport> setPassword(Author author, String name, String password) {
        return existing(name).flatMap(user -> {
            UserInput input = new UserInput(password, user.groups(), user.disabled(), user.note());
            UserChecks.require(name, input);
            return save(author, "user.password", user, name, input);
        });
    }

    public Mono<UserReport> setDisabled(Author author, String name, boolean disabled) {
        return existing(name).flatMap(user -> {
            UserInput input = new UserInput(null, user.groups(), disabled, user.note());
            return save(author, disabled ? "user.disable" : "user.enable", user, name, input);
        });
    }

    /** Deletes a user; an error when there is none. */
    public Mono<Void> delete(Author author, String name) {
        return existing(name)
                .flatMap(user -> users.delete(name)
                        .then(audit.record(author, "user.delete", name, UserKept.of(user), null))
                        .then());
    }

    private Mono<User> existing(String name) {
        return users.find(name)
                .switchIfEmpty(Mono.error(
                        () -> RefusedChangeException.of(Reason.MISSING, "name", "There is no user of this name.")));
    }

    private Mono<UserReport> save(Author author, String action, @Nullable User was, String name, UserInput input) {
        return hashed(was, name, input)
                .flatMap(user -> users.save(user)
                        .then(audit.record(
                                author, action, name, was == null ? null : UserKept.of(was), UserKept.of(user)))
                        .thenReturn(UserReport.of(user)));
    }

    private Mono<User> hashed(@Nullable User was, String name, UserInput input) {
        User before = was == null ? User.withoutPassword(name) : was;
        User plain = before.with(
                UserChecks.tidy(input.groups()), input.disabled(), input.note().strip(), Instant.now());
        String password = input.password();
        return password == null ? Mono.just(plain) : passwords.set(plain, password);
    }
}
