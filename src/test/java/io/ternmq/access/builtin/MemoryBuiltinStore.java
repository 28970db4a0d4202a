package io.ternmq.access.builtin;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps everything in memory, for tests of what is above. */
public final class MemoryBuiltinStore implements BuiltinStore {
    private final Map<String, User> users = new ConcurrentSkipListMap<>();
    private final Map<Long, Ban> bans = new ConcurrentSkipListMap<>();
    private final Map<String, Account> accounts = new ConcurrentSkipListMap<>();
    private final Map<String, ApiKey> keys = new ConcurrentSkipListMap<>();
    private final Map<Long, AuditEntry> entries = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final AtomicLong ids = new AtomicLong();
    private final List<Consumer<Kind>> listeners = new CopyOnWriteArrayList<>();
    private volatile RuleList rules = RuleList.EMPTY;

    private <T> Mono<T> change(Kind kind, Supplier<T> change) {
        return Mono.fromSupplier(change).doOnSuccess(done -> listeners.forEach(listener -> listener.accept(kind)));
    }

    private Mono<Void> put(Kind kind, Runnable change) {
        return change(kind, () -> {
                    change.run();
                    return true;
                })
                .then();
    }

    private static <T> Flux<T> values(Map<?, T> map) {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(map.values())));
    }

    @Override
    public UserStore users() {
        return new UserStore() {
            @Override
            public Mono<User> find(String name) {
                return Mono.fromSupplier(() -> users.get(name));
            }

            @Override
            public Flux<User> list(String part, String after, int limit) {
                return values(users)
                        .filter(user ->
                                user.name().contains(part) && user.name().compareTo(after) > 0)
                        .take(limit);
            }

            @Override
            public Mono<Long> count() {
                return Mono.fromSupplier(() -> (long) users.size());
            }

            @Override
            public Mono<Void> save(User user) {
                return put(Kind.USERS, () -> users.put(user.name(), user));
            }

            @Override
            public Mono<Boolean> delete(String name) {
                return change(Kind.USERS, () -> users.remove(name) != null);
            }
        };
    }

    @Override
    public RuleStore rules() {
        return new RuleStore() {
            @Override
            public Mono<RuleList> load() {
                return Mono.fromSupplier(() -> rules);
            }

            @Override
            public Mono<RuleList> replace(long version, List<Rule> wanted) {
                return change(Kind.RULES, () -> replaceNow(version, wanted));
            }
        };
    }

    private synchronized RuleList replaceNow(long version, List<Rule> wanted) {
        if (rules.version() != version) {
            throw new StaleRulesException();
        }
        rules = new RuleList(version + 1, wanted.stream().map(this::withId).toList());
        return rules;
    }

    private Rule withId(Rule rule) {
        return rule.id() != 0
                ? rule
                : new Rule(
                        ids.incrementAndGet(),
                        rule.enabled(),
                        rule.allow(),
                        rule.who(),
                        rule.operations(),
                        rule.target(),
                        rule.shareName(),
                        rule.maxQos(),
                        rule.note());
    }

    @Override
    public BanStore bans() {
        return new BanStore() {
            @Override
            public Flux<Ban> list() {
                return values(bans);
            }

            @Override
            public Mono<Ban> add(Ban ban) {
                return change(Kind.BANS, () -> {
                    long id = ids.incrementAndGet();
                    Ban kept = new Ban(id, ban.kind(), ban.value(), ban.reason(), ban.by(), ban.since(), ban.until());
                    bans.values()
                            .removeIf(other ->
                                    other.kind() == ban.kind() && other.value().equals(ban.value()));
                    bans.put(id, kept);
                    return kept;
                });
            }

            @Override
            public Mono<Boolean> remove(long id) {
                return change(Kind.BANS, () -> bans.remove(id) != null);
            }
        };
    }

    @Override
    public AccountStore accounts() {
        return new AccountStore() {
            @Override
            public Mono<Account> find(String name) {
                return Mono.fromSupplier(() -> accounts.get(name));
            }

            @Override
            public Flux<Account> list() {
                return values(accounts);
            }

            @Override
            public Mono<Void> save(Account account) {
                return put(Kind.ACCOUNTS, () -> accounts.put(account.name(), account));
            }

            @Override
            public Mono<Boolean> delete(String name) {
                return change(Kind.ACCOUNTS, () -> accounts.remove(name) != null);
            }
        };
    }

    @Override
    public ApiKeyStore apiKeys() {
        return new ApiKeyStore() {
            @Override
            public Mono<ApiKey> find(String id) {
                return Mono.fromSupplier(() -> keys.get(id));
            }

            @Override
            public Flux<ApiKey> list() {
                return values(keys);
            }

            @Override
            public Mono<Void> save(ApiKey key) {
                return put(Kind.API_KEYS, () -> keys.put(key.id(), key));
            }

            @Override
            public Mono<Boolean> delete(String id) {
                return change(Kind.API_KEYS, () -> keys.remove(id) != null);
            }
        };
    }

    @Override
    public AuditStore audit() {
        return new AuditStore() {
            @Override
            public Mono<AuditEntry> add(AuditEntry entry) {
                return Mono.fromSupplier(() -> {
                    long id = ids.incrementAndGet();
                    AuditEntry kept = new AuditEntry(
                            id,
                            entry.at(),
                            entry.author(),
                            entry.via(),
                            entry.address(),
                            entry.action(),
                            entry.object(),
                            entry.before(),
                            entry.after(),
                            entry.undoes());
                    entries.put(id, kept);
                    return kept;
                });
            }

            @Override
            public Mono<AuditEntry> find(long id) {
                return Mono.fromSupplier(() -> entries.get(id));
            }

            @Override
            public Flux<AuditEntry> list(String part, long before, int limit) {
                Function<AuditEntry, String> text =
                        entry -> entry.author() + "\n" + entry.action() + "\n" + entry.object();
                return values(entries)
                        .filter(entry ->
                                entry.id() < before && text.apply(entry).contains(part))
                        .take(limit);
            }
        };
    }

    @Override
    public void onChange(Consumer<Kind> listener) {
        listeners.add(listener);
    }
}
