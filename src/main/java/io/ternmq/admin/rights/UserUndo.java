package io.ternmq.admin.rights;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.admin.Undoable;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.time.Instant;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes changes of users back, as far as they are written down: passwords are not, so a user that was deleted comes back without one,
 * and a changed password stays changed. Who has been changed again since then is left alone, so that nobody gets back what somebody has
 * taken away meanwhile.
 */
@Component
class UserUndo implements Undoable {
    private final UserStore users;
    private final JsonMapper json;

    UserUndo(BuiltinStore store, JsonMapper json) {
        this.users = store.users();
        this.json = json;
    }

    @Override
    public Set<String> undoableActions() {
        return Set.of("user.create", "user.change", "user.enable", "user.disable", "user.delete");
    }

    @Override
    public Mono<Void> takeBack(Change change) {
        String name = change.object();
        Mono<Void> done;
        if (change.before() == null) {
            done = existing(name).then(users.delete(name)).then();
        } else {
            UserKept kept = json.treeToValue(change.before(), UserKept.class);
            done = change.after() == null
                    ? putBack(name, kept)
                    : unchanged(name, json.treeToValue(change.after(), UserKept.class))
                            .flatMap(now -> users.save(as(now, kept)));
        }
        return done.onErrorMap(RefusedChangeException.class, RefusedChangeException::asRefused);
    }

    private Mono<User> existing(String name) {
        return users.find(name)
                .switchIfEmpty(Mono.error(() ->
                        RefusedChangeException.of(Reason.MISSING, "name", "There is no user of this name any more.")));
    }

    /** The user, who must be what he was: a later change isn't undone along with the one before it. */
    private Mono<User> unchanged(String name, UserKept expected) {
        return existing(name)
                .flatMap(now -> UserKept.of(now).equals(expected)
                        ? Mono.just(now)
                        : Mono.error(RefusedChangeException.changedSince("The user has")));
    }

    private Mono<Void> putBack(String name, UserKept kept) {
        return users.find(name)
                .hasElement()
                .flatMap(there -> there
                        ? Mono.error(RefusedChangeException.of(
                                Reason.EXISTS, "name", "There is another user of this name now."))
                        : users.save(as(new User(name, null, null, kept.groups(), false, "", Instant.now()), kept)));
    }

    private static User as(User now, UserKept kept) {
        return now.with(kept.groups(), kept.disabled(), kept.note(), Instant.now());
    }
}
