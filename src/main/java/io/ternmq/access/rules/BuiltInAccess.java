package io.ternmq.access.rules;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.config.AccessSettings.UsersDisconnects;
import io.ternmq.config.FlappingSettings;
import io.ternmq.event.EventBus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules, bans and what is known of users, following their store. */
public final class BuiltInAccess {
    private static final Logger LOG = LoggerFactory.getLogger(BuiltInAccess.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final BuiltinStore store;
    private final EventBus events;
    private final ScheduledExecutorService background;
    private final InstantSource clock = InstantSource.system();
    private final BuiltInRules rules = new BuiltInRules();
    private final Bans bans = new Bans();
    private final KnownUsers users;
    private final FirstReading first;
    private final ConnectGuard guard;

    /**
     * Knows nothing before {@link #start}.
     *
     * @param background where a store that fails is asked again from
     * @param timer for time limits
     */
    public BuiltInAccess(
            BuiltinStore store, EventBus events, ScheduledExecutorService background, ScheduledExecutorService timer) {
        this.store = store;
        this.events = events;
        this.background = background;
        this.users = new KnownUsers(store.users());
        this.first = new FirstReading(timer, LONGEST_WAIT);
        this.guard = new ConnectGuard(rules, bans, users, first, clock);
    }

    public BuiltInRules rules() {
        return rules;
    }

    public ConnectGuard guard() {
        return guard;
    }

    /** Who has to go when users have changed, from now on. */
    public void disconnects(UsersDisconnects whom) {
        guard.disconnects(whom);
    }

    /**
     * Begins to read the store, and follows its changes from then on. Waits for nothing: the guard has clients wait until the rules
     * and bans have been read.
     *
     * @param onChange is run after bans or users have changed; rules tell it themselves
     */
    public void start(FlappingSettings flapping, Runnable onChange) {
        Following<?> list = new Following<>("rules", store.rules()::load, rules::take, background, events);
        Following<?> banned = new Following<>(
                "bans",
                () -> store.bans().list().collectList(),
                all -> {
                    bans.take(sound(all));
                    onChange.run();
                },
                background,
                events);
        Following<?> counted = new Following<>(
                "users",
                store.users()::count,
                count -> {
                    users.count(count);
                    onChange.run();
                },
                background,
                events);
        guard.onUnjudged(counted::lookSoon);
        store.onChange(kind -> {
            switch (kind) {
                case RULES -> list.look();
                case BANS -> banned.look();
                case USERS -> counted.look();
                default -> LOG.trace("A change of {} says nothing about clients", kind);
            }
        });
        list.onOutcome(() -> onOutcome(list, banned));
        banned.onOutcome(() -> onOutcome(list, banned));
        list.look();
        banned.look();
        counted.look();
        Flapping.watch(flapping, store.bans(), events, clock);
    }

    private void onOutcome(Following<?> list, Following<?> banned) {
        if (list.isRead() && banned.isRead()) {
            first.onRead();
        } else if (list.isFailing() || banned.isFailing()) {
            first.onFailed();
        }
    }

    /** One ban that can't be understood leaves the others in force. */
    private static List<Ban> sound(List<Ban> all) {
        return all.stream()
                .filter(ban -> {
                    String problem = Bans.problem(ban);
                    if (problem != null) {
                        LOG.warn("Ban {} {}, and so keeps nobody out", ban.id(), problem);
                    }
                    return problem == null;
                })
                .toList();
    }
}
