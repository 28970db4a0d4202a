package io.ternmq.access.rules;

import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rules need of users: their groups, and whether they are disabled. Looked up in the store when it is first asked for, and
 * remembered until users change; nothing is looked up while there are no users.
 *
 * <p>Protocol: {@link #forget} empties the memory and begins a new epoch; an answer to a look-up of an old epoch is given, but not
 * remembered. Thread safe; {@link #find} never waits and may answer before it returns.
 */
public final class KnownUsers {
    /** What the source of built-in users is called. */
    public static final String SOURCE = "users";

    private static final Logger LOG = LoggerFactory.getLogger(KnownUsers.class);
    private static final int REMEMBERED = 20_000;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private final UserStore store;
    private final Map<String, Facts> remembered = new ConcurrentHashMap<>();
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile boolean any = true;

    /** Of one user; of one that isn't there, too. */
    public record Facts(boolean exists, boolean disabled, List<String> groups) {
        static final Facts UNKNOWN = new Facts(false, false, List.of());

        static Facts of(User user) {
            return new Facts(true, user.disabled(), List.copyOf(user.groups()));
        }
    }

    public KnownUsers(UserStore store) {
        this.store = store;
    }

    /** How many users there are. */
    public void count(long users) {
        any = users > 0;
        forget();
    }

    private void forget() {
        epoch.incrementAndGet();
        remembered.clear();
    }

    /** Looks a user up; the facts are null when the store failed. */
    void find(String name, BiConsumer<@Nullable Facts, @Nullable Throwable> answer) {
        Facts known = any ? remembered.get(name) : Facts.UNKNOWN;
        if (known != null) {
            answer.accept(known, null);
            return;
        }
        int asked = epoch.get();
        store.find(name)
                .map(Facts::of)
                .defaultIfEmpty(Facts.UNKNOWN)
                .timeout(TIME_LIMIT)
                .subscribe(
                        found -> {
                            remember(name, asked, found);
                            answer.accept(found, null);
                        },
                        why -> {
                            LOG.warn("A user could not be looked up", why);
                            answer.accept(null, why);
                        });
    }

    private void remember(String name, int asked, Facts found) {
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        remembered.put(name, found);
        if (epoch.get() != asked) {
            remembered.remove(name, found);
        }
    }
}
