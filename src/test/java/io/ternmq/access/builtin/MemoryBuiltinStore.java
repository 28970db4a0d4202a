package io.ternmq.access.builtin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All that is kept of users and rights, in memory. Each operation is one step of its own. */
public final class MemoryBuiltinStore implements BuiltinStore {
    private final TreeMap<String, User> users = new TreeMap<>();
    private final TreeMap<Long, Ban> bans = new TreeMap<>();
    private final TreeMap<String, Account> accounts = new TreeMap<>();
    private final TreeMap<String, ApiKey> keys = new TreeMap<>();
    private final TreeMap<Long, AuditEntry> audit = new TreeMap<>();
    private final List<Consumer<Kind>> listeners = new CopyOnWriteArrayList<>();
    private RuleList rules = RuleList.EMPTY;
    private long lastId;

    private synchronized <T> T locked(java.util.function.Supplier<T> what) {
        return what.get();
    }

    private <T> Mono<T> step(java.util.function.Supplier<T> what) {
        return Mono.fromSupplier(() -> locked(what));
    }

    private <T> Flux<T> steps(java.util.function.Supplier<List<T>> what) {
        return Flux.defer(() -> Flux.fromIterable(locked(what)));
    }

    private void tell(Kind kind) {
        listeners.forEach(listener -> listener.accept(kind));
    }

    @Override
    public void onChange(Consumer<Kind> listener) {
        listeners.add(listener);
    }

    @Override
    public UserStore users() {
        return new UserStore() {
            @Override
            public Mono<User> find(String name) {
                return step(() -> users.get(name));
            }

            @Override
            public Flux<User> list(String part, String after, int limit) {
                return steps(() -> users.tailMap(after, false).values().stream()
                        .filter(user -> user.name().contains(part))
                        .limit(limit)
                        .toList());
            }

            @Override
            public Mono<Long> count() {
                return step(() -> (long) users.size());
            }

            @Override
            public Mono<Void> save(User user) {
                return saveAll(List.of(user));
            }

            @Override
            public Mono<Void> saveAll(List<User> all) {
                return step(() -> {
                            all.forEach(user -> users.put(user.name(), user));
                            return true;
                        })
                        .doOnNext(done -> tell(Kind.USERS))
                        .then();
            }

            @Override
            public Mono<Boolean> delete(String name) {
                return step(() -> users.remove(name) != null).doOnNext(done -> tell(Kind.USERS));
            }
        };
    }

    @Override
    public RuleStore rules() {
        return new RuleStore() {
            @Override
            public Mono<RuleList> load() {
                return step(() -> rules);
            }

            @Override
            public Mono<RuleList> replace(long version, List<Rule> list) {
                return step(() -> {
                            if (version != rules.version()) {
                                throw new StaleRulesException();
                            }
                            List<Rule> kept = new ArrayList<>();
                            list.forEach(rule -> kept.add(withId(rule)));
                            rules = new RuleList(version + 1, List.copyOf(kept));
                            return rules;
                        })
                        .doOnNext(done -> tell(Kind.RULES));
            }
        };
    }

    private Rule withId(Rule rule) {
        return rule.id() != 0
                ? rule
                : new Rule(
                        ++lastId,
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
                return steps(() -> bans.values().stream()
                        .filter(ban -> ban.until() == null || ban.until().isAfter(Instant.now()))
                        .toList());
            }

            @Override
            public Mono<Ban> add(Ban ban) {
                return step(() -> {
                            bans.values()
                                    .removeIf(other -> other.kind() == ban.kind()
                                            && other.value().equals(ban.value()));
                            Ban kept = new Ban(
                                    ++lastId,
                                    ban.kind(),
                                    ban.value(),
                                    ban.reason(),
                                    ban.by(),
                                    ban.since(),
                                    ban.until());
                            bans.put(kept.id(), kept);
                            return kept;
                        })
                        .doOnNext(done -> tell(Kind.BANS));
            }

            @Override
            public Mono<Boolean> remove(long id) {
                return step(() -> bans.remove(id) != null).doOnNext(done -> tell(Kind.BANS));
            }
        };
    }

    @Override
    public AccountStore accounts() {
        return new AccountStore() {
            @Override
            public Mono<Account> find(String name) {
                return step(() -> accounts.get(name));
            }

            @Override
            public Flux<Account> list() {
                return steps(() -> List.copyOf(accounts.values()));
            }

            @Override
            public Mono<Void> save(Account account) {
                return step(() -> {
                            accounts.put(account.name(), account);
                            return true;
                        })
                        .doOnNext(done -> tell(Kind.ACCOUNTS))
                        .then();
            }

            @Override
            public Mono<Boolean> delete(String name) {
                return step(() -> accounts.remove(name) != null).doOnNext(done -> tell(Kind.ACCOUNTS));
            }
        };
    }

    @Override
    public ApiKeyStore apiKeys() {
        return new ApiKeyStore() {
            @Override
            public Mono<ApiKey> find(String id) {
                return step(() -> keys.get(id));
            }

            @Override
            public Flux<ApiKey> list() {
                return steps(() -> List.copyOf(keys.values()));
            }

            @Override
            public Mono<Void> save(ApiKey key) {
                return step(() -> {
                            keys.put(key.id(), key);
                            return true;
                        })
                        .doOnNext(done -> tell(Kind.API_KEYS))
                        .then();
            }

            @Override
            public Mono<Boolean> delete(String id) {
                return step(() -> keys.remove(id) != null).doOnNext(done -> tell(Kind.API_KEYS));
            }
        };
    }

    @Override
    public AuditStore audit() {
        return new AuditStore() {
            @Override
            public Mono<AuditEntry> add(AuditEntry entry) {
                return step(() -> {
                    AuditEntry kept = new AuditEntry(
                            ++lastId,
                            entry.at(),
                            entry.author(),
                            entry.via(),
                            entry.address(),
                            entry.action(),
                            entry.object(),
                            entry.before(),
                            entry.after(),
                            entry.undoes());
                    audit.put(kept.id(), kept);
                    return kept;
                });
            }

            @Override
            public Mono<AuditEntry> find(long id) {
                return step(() -> audit.get(id));
            }

            @Override
            public Flux<AuditEntry> list(String part, long before, int limit) {
                return steps(() -> audit.headMap(before, false).values().stream()
                        .filter(entry -> (entry.author() + entry.action() + entry.object()).contains(part))
                        .sorted(Comparator.comparingLong(AuditEntry::id).reversed())
                        .limit(limit)
                        .toList());
            }
        };
    }
}
