package io.ternmq.access.users;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.User;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The users of the store, those that were asked for lately remembered until any user changes.
 *
 * <p>Whether there are any: UNKNOWN until the store has said so, then NONE or SOME, and UNKNOWN again after a change. A change
 * that comes while the store is being asked makes its answer void. Thread safe.
 */
final class KeptUsers {
    private static final Logger LOG = LoggerFactory.getLogger(KeptUsers.class);
    private static final int CAPACITY = 20_000;
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final BuiltinStore store;
    private final Remembered<Optional<User>> users = new Remembered<>(CAPACITY, KEPT, System::nanoTime);
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Presence presence = Presence.UNKNOWN;

    private enum Presence {
        UNKNOWN,
        NONE,
        SOME
    }

    KeptUsers(BuiltinStore store, Runnable onChange) {
        this.store = store;
        store.onChange(kind -> {
            if (kind == Kind.USERS) {
                users.clear();
                onChange.run();
                presence = Presence.UNKNOWN;
                changes.incrementAndGet();
                count();
            }
        });
    }

    /** Asks the store whether there are users. */
    void count() {
        int before = changes.get();
        store.users()
                .count()
                .subscribe(
                        number -> counted(number, before),
                        failed -> LOG.debug("The users could not be counted; the next question will", failed));
    }

    private synchronized void counted(long number, int before) {
        if (changes.get() == before) {
            presence = number == 0 ? Presence.NONE : Presence.SOME;
        }
    }

    /** Whether there is a user at all; true while that isn't known. */
    boolean isAny() {
        return presence != Presence.NONE;
    }

    /** Empty when there is no such user. An error is one of the database's. */
    Mono<Optional<User>> find(String name) {
        @Nullable Optional<User> known = users.find(name);
        if (known != null) {
            return Mono.just(known);
        }
        long epoch = users.epoch();
        int before = changes.get();
        return store.users()
                .find(name)
                .map(Optional::of)
                .switchIfEmpty(Mono.defer(() -> presence == Presence.UNKNOWN
                        ? store.users().count().map(number -> nobody(number, before))
                        : Mono.just(Optional.empty())))
                .doOnNext(found -> users.put(name, found, epoch));
    }

    private Optional<User> nobody(long number, int before) {
        counted(number, before);
        return Optional.empty();
    }
}
