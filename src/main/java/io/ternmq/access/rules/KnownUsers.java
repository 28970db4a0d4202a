package io.ternmq.access.rules;

import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.access.password.PasswordPrint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rules need of users: their groups, whether they are disabled, and by what their passwords are known. Looked up in the store when it is first asked for, and
 * remembered until users change; nothing is looked up while there are no users.
 *
 * <p>Protocol: names wait while as many questions as may be are under way; the next question takes those that have come
 * meanwhile, many at a time, so that all clients can be judged anew with few questions. {@link #forget} empties the memory and
 * begins a new epoch; an answer to a question of an old epoch is given, but not remembered. Thread safe; {@link #find} never waits and
 * may answer before it returns.
 */
public final class KnownUsers {
    /** What the source of built-in users is called. */
    public static final String SOURCE = "users";

    private static final Logger LOG = LoggerFactory.getLogger(KnownUsers.class);
    private static final int REMEMBERED = 20_000;
    /** Users in one question, and questions at a time. */
    private static final int MOST_NAMES = 256;

    private static final int MOST_QUESTIONS = 4;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private final UserStore store;
    private final Map<String, Facts> remembered = new ConcurrentHashMap<>();
    private final AtomicInteger epoch = new AtomicInteger();
    /** Who waits for which name; guarded by itself, and so is the number of questions. */
    private final Map<String, List<BiConsumer<@Nullable Facts, @Nullable Throwable>>> waiting = new LinkedHashMap<>();

    private int questions;
    private volatile boolean any = true;

    /** Of one user; of one that isn't there, too. */
    public record Facts(boolean exists, boolean disabled, List<String> groups, long passwordPrint, long scramPrint) {
        static final Facts UNKNOWN = new Facts(false, false, List.of(), PasswordPrint.NONE, PasswordPrint.NONE);

        static Facts of(User user) {
            return new Facts(
                    true, user.disabled(), List.copyOf(user.groups()), user.passwordPrint(), user.scramPrint());
        }

        /** Whether who was admitted by such a password would still be, be it in the clear or by SCRAM. */
        boolean admitBy(long print) {
            return print == passwordPrint || print == scramPrint;
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
        } else {
            findAnew(name, answer);
        }
    }

    /** As {@link #find}, but asks the store in any case. */
    void findAnew(String name, BiConsumer<@Nullable Facts, @Nullable Throwable> answer) {
        synchronized (waiting) {
            waiting.computeIfAbsent(name, none -> new ArrayList<>(1)).add(answer);
        }
        askForThoseWhoWait();
    }

    private void askForThoseWhoWait() {
        for (var names = next(); !names.isEmpty(); names = next()) {
            ask(names);
        }
    }

    /** What the next question is for; nothing when there is none, or when it has to wait. */
    private Map<String, List<BiConsumer<@Nullable Facts, @Nullable Throwable>>> next() {
        Map<String, List<BiConsumer<@Nullable Facts, @Nullable Throwable>>> names = new HashMap<>();
        synchronized (waiting) {
            if (questions < MOST_QUESTIONS && !waiting.isEmpty()) {
                questions++;
                var all = waiting.entrySet().iterator();
                while (all.hasNext() && names.size() < MOST_NAMES) {
                    var first = all.next();
                    names.put(first.getKey(), first.getValue());
                    all.remove();
                }
            }
        }
        return names;
    }

    private void ask(Map<String, List<BiConsumer<@Nullable Facts, @Nullable Throwable>>> names) {
        int asked = epoch.get();
        store.findAll(names.keySet())
                .collectMap(User::name, Facts::of)
                .timeout(TIME_LIMIT)
                .subscribe(
                        found -> {
                            onAnswered();
                            names.forEach((name, answers) -> {
                                Facts facts = found.getOrDefault(name, Facts.UNKNOWN);
                                remember(name, asked, facts);
                                answers.forEach(answer -> answer.accept(facts, null));
                            });
                        },
                        why -> {
                            LOG.warn("{} users could not be looked up", names.size(), why);
                            onAnswered();
                            names.values().forEach(answers -> answers.forEach(answer -> answer.accept(null, why)));
                        });
    }

    private void onAnswered() {
        synchronized (waiting) {
            questions--;
        }
        askForThoseWhoWait();
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
