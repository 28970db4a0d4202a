package io.ternmq.access.builtin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the broker keeps of users and rights, in memory; a change is told after it can be seen. Thread safe. */
public final class MemoryBuiltinStore implements BuiltinStore, RuleStore, BanStore, AuditStore {
    private final List<Consumer<Kind>> listeners = new CopyOnWriteArrayList<>();
    private final Table<User> users = new Table<>(Kind.USERS, User::name);
    private final Table<Account> accounts = new Table<>(Kind.ACCOUNTS, Account::name);
    private final Table<ApiKey> keys = new Table<>(Kind.API_KEYS, ApiKey::id);
    private final Map<Long, Ban> bans = new TreeMap<>();
    private final List<AuditEntry> entries = new ArrayList<>();
    private RuleList rules = RuleList.EMPTY;
    private long ids;
    private boolean down;
    private Mono<Void> late = Mono.empty();

    /** Rows by their name. */
    private final class Table<T> {
        private final TreeMap<String, T> rows = new TreeMap<>();
        private final Kind kind;
        private final Function<T, String> name;

        Table(Kind kind, Function<T, String> name) {
            this.kind = kind;
            this.name = name;
        }

        Mono<T> find(String key) {
            return Mono.defer(() -> look(() -> Mono.justOrEmpty(rows.get(key))));
        }

        Flux<T> list() {
            return Mono.defer(() -> look(() -> Mono.just(List.copyOf(rows.values()))))
                    .flatMapIterable(all -> all);
        }

        Mono<Void> save(T row) {
            return saveAll(List.of(row));
        }

        Mono<Void> saveAll(List<T> all) {
            return change(kind, () -> {
                        all.forEach(row -> rows.put(name.apply(row), row));
                        return true;
                    })
                    .then();
        }

        Mono<Boolean> add(T row) {
            return change(kind, () -> rows.putIfAbsent(name.apply(row), row) == null);
        }

        Mono<Boolean> delete(String key) {
            return change(kind, () -> rows.remove(key) != null);
        }
    }

    /** Whether it fails, as a database that is away. */
    public synchronized void down(boolean away) {
        down = away;
    }

    /** Answers to questions that are asked from now on come after this has ended, as those of a database that is slow. */
    public synchronized void late(Mono<Void> until) {
        late = until;
    }

    private synchronized <T> Mono<T> look(java.util.function.Supplier<Mono<T>> read) {
        return down ? Mono.error(new IllegalStateException("the store is away")) : late.then(read.get());
    }

    private <T> Mono<T> change(Kind kind, java.util.concurrent.Callable<T> change) {
        return Mono.fromCallable(() -> {
                    synchronized (this) {
                        if (down) {
                            throw new IllegalStateException("the store is away");
                        }
                        return change.call();
                    }
                })
                .doOnSuccess(done -> listeners.forEach(listener -> listener.accept(kind)));
    }

    /** Puts these rules in the place of those that are there. */
    public RuleList rules(Rule... all) {
        RuleList now = load().blockOptional().orElseThrow();
        return replace(now.version(), List.of(all)).blockOptional().orElseThrow();
    }

    public void user(String name, boolean disabled, String... groups) {
        users.save(new User(name, null, null, List.of(groups), disabled, "", Instant.now()))
                .block();
    }

    @Override
    public UserStore users() {
        return new UserStore() {
            @Override
            public Mono<User> find(String name) {
                return users.find(name);
            }

            @Override
            public Flux<User> list(String part, String after, int limit) {
                return users.list()
                        .filter(user ->
                                user.name().contains(part) && user.name().compareTo(after) > 0)
                        .take(limit);
            }

            @Override
            public Mono<Long> count() {
                return users.list().count();
            }

            @Override
            public Mono<Void> save(User user) {
                return users.save(user);
            }

            @Override
            public Mono<Void> saveAll(List<User> all) {
                return users.saveAll(all);
            }

            @Override
            public Mono<Boolean> delete(String name) {
                return users.delete(name);
            }
        };
    }

    @Override
    public RuleStore rules() {
        return this;
    }

    @Override
    public BanStore bans() {
        return this;
    }

    @Override
    public AuditStore audit() {
        return this;
    }

    @Override
    public AccountStore accounts() {
        return new AccountStore() {
            @Override
            public Mono<Account> find(String name) {
                return accounts.find(name);
            }

            @Override
            public Flux<Account> list() {
                return accounts.list();
            }

            @Override
            public Mono<Void> save(Account account) {
                return accounts.save(account);
            }

            @Override
            public Mono<Boolean> add(Account account) {
                return accounts.add(account);
            }

            @Override
            public Mono<Boolean> delete(String name) {
                return accounts.delete(name);
            }
        };
    }

    @Override
    public ApiKeyStore apiKeys() {
        return new ApiKeyStore() {
            @Override
            public Mono<ApiKey> find(String id) {
                return keys.find(id);
            }

            @Override
            public Flux<ApiKey> list() {
                return keys.list();
            }

            @Override
            public Mono<Void> save(ApiKey key) {
                return keys.save(key);
            }

            @Override
            public Mono<Boolean> delete(String id) {
                return keys.delete(id);
            }
        };
    }

    @Override
    public void onChange(Consumer<Kind> listener) {
        listeners.add(listener);
    }

    // ------------------------------------------------------------------ rules

    @Override
    public Mono<RuleList> load() {
        return Mono.defer(() -> look(() -> Mono.just(rules)));
    }

    @Override
    public Mono<RuleList> replace(long version, List<Rule> wanted) {
        return change(Kind.RULES, () -> {
            if (version != rules.version()) {
                throw new StaleRulesException();
            }
            rules = new RuleList(
                    version + 1, wanted.stream().map(this::numbered).toList());
            return rules;
        });
    }

    private Rule numbered(Rule rule) {
        return rule.id() != 0 ? rule : rule.withId(++ids);
    }

    // ------------------------------------------------------------------ bans

    @Override
    public Flux<Ban> list() {
        return Mono.defer(() -> look(() -> {
                    bans.values()
                            .removeIf(ban -> ban.until() != null && ban.until().isBefore(Instant.now()));
                    return Mono.just(List.copyOf(bans.values()));
                }))
                .flatMapIterable(all -> all);
    }

    @Override
    public Mono<Ban> add(Ban ban) {
        return change(Kind.BANS, () -> {
            bans.values()
                    .removeIf(old -> old.kind() == ban.kind() && old.value().equals(ban.value()));
            long id = ++ids;
            Ban kept = new Ban(id, ban.kind(), ban.value(), ban.reason(), ban.by(), ban.since(), ban.until());
            bans.put(id, kept);
            return kept;
        });
    }

    @Override
    public Mono<Boolean> remove(long id) {
        return change(Kind.BANS, () -> bans.remove(id) != null);
    }

    // ------------------------------------------------------------------ audit

    @Override
    public Mono<AuditEntry> add(AuditEntry entry) {
        return Mono.fromCallable(() -> {
            synchronized (this) {
                AuditEntry kept = new AuditEntry(
                        ++ids,
                        entry.at(),
                        entry.author(),
                        entry.via(),
                        entry.address(),
                        entry.action(),
                        entry.object(),
                        entry.before(),
                        entry.after(),
                        entry.undoes());
                entries.add(kept);
                return kept;
            }
        });
    }

    @Override
    public Mono<Long> prune(Instant before, long most) {
        return Mono.fromCallable(() -> {
            synchronized (this) {
                int size = entries.size();
                entries.subList(0, (int) Math.max(0, size - most)).clear();
                entries.removeIf(each -> each.at().isBefore(before));
                return (long) size - entries.size();
            }
        });
    }

    @Override
    public Mono<AuditEntry> find(long id) {
        return Mono.defer(() -> look(() -> Mono.justOrEmpty(
                entries.stream().filter(each -> each.id() == id).findFirst())));
    }

    @Override
    public Flux<AuditEntry> list(String part, long before, int limit) {
        return Mono.defer(() -> look(() -> Mono.just(List.copyOf(entries))))
                .flatMapIterable(all -> all)
                .filter(each -> each.id() < before
                        && (each.author() + " " + each.action() + " " + each.object()).contains(part))
                .sort(Comparator.comparingLong(AuditEntry::id).reversed())
                .take(limit);
    }
}
