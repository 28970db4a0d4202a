package io.ternmq.access.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.ApiKey;
import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.StaleRulesException;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.Who;
import io.ternmq.config.DatabaseSettings;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every database has to keep, and how. */
abstract class BuiltinStoreSuite {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final String HOSTILE = "<script>' OR 1=1 --\\\"; DROP TABLE x; %_! 漢字 🙂";

    @TempDir
    Path folder;

    final EventBus events = new EventBus();
    private final List<DatabaseStore> opened = new ArrayList<>();
    private DatabaseStore store;

    /** The database of this test. */
    abstract DatabaseSettings settings();

    @BeforeEach
    void open() {
        store = another();
    }

    @AfterEach
    void close() {
        opened.forEach(DatabaseStore::close);
    }

    final DatabaseStore another() {
        return another(settings());
    }

    private DatabaseStore another(DatabaseSettings settings) {
        DatabaseStore another = DatabaseStore.open(settings, folder, events);
        opened.add(another);
        return another;
    }

    final DatabaseStore store() {
        return store;
    }

    static <T> T get(Mono<T> asked) {
        return asked.block(Duration.ofSeconds(60));
    }

    static <T> List<T> all(Flux<T> asked) {
        return get(asked.collectList());
    }

    static User user(String name) {
        return new User(name, "$6$a$b", "$scram-sha-256$x", List.of("admins", "people"), false, "a note", NOW);
    }

    static Rule rule(long id, String target) {
        return new Rule(
                id,
                true,
                true,
                new Who(Who.Kind.USER, "bob"),
                Set.of(Operation.PUBLISH, Operation.RETAIN),
                target,
                null,
                2,
                "");
    }

    @Test
    void a_user_is_kept_with_all_it_has() {
        get(store.users().save(user("bob")));
        assertThat(get(store.users().find("bob"))).isEqualTo(user("bob"));
        User plain = new User("eve", null, null, List.of(), true, "", NOW);
        get(store.users().save(plain));
        assertThat(get(store.users().find("eve"))).isEqualTo(plain);
        assertThat(get(store.users().count())).isEqualTo(2);
    }

    @Test
    void many_users_are_kept_at_once_or_none_of_them() {
        List<User> many =
                IntStream.range(0, 1000).mapToObj(i -> user("many-" + i)).toList();
        get(store.users().saveAll(many));
        assertThat(get(store.users().count())).isEqualTo(1000);
        List<User> wrong = List.of(user("good"), user(" bad"));
        assertThatThrownBy(() -> get(store.users().saveAll(wrong))).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.users().find("good").blockOptional()).isEmpty();
    }

    /** An import of as many users as there may be at once takes longer than one question may. */
    @Test
    void the_time_limit_is_for_each_part_of_many_users_and_not_for_all() {
        DatabaseStore hasty = another(in(Duration.ofSeconds(1)));
        get(hasty.users().count());
        List<User> many =
                IntStream.range(0, 20_000).mapToObj(i -> user("many-" + i)).toList();
        List<Kind> told = new CopyOnWriteArrayList<>();
        hasty.onChange(told::add);
        get(hasty.users().saveAll(many));
        assertThat(get(hasty.users().count())).isEqualTo(20_000);
        assertThat(told).containsExactly(Kind.USERS);
    }

    private DatabaseSettings in(Duration timeLimit) {
        DatabaseSettings as = settings();
        return new DatabaseSettings(
                as.url(),
                as.user(),
                as.password(),
                as.poolSize(),
                timeLimit,
                as.pollInterval(),
                as.auditExpiry(),
                as.auditKept());
    }

    @Test
    void several_users_are_found_at_once_by_every_letter_of_their_names() {
        List<User> many = IntStream.range(0, 300)
                .mapToObj(i -> user("many-" + i + HOSTILE))
                .toList();
        get(store.users().saveAll(many));
        List<String> names =
                new ArrayList<>(many.stream().map(User::name).limit(257).toList());
        names.addAll(List.of("nobody", "MANY-1" + HOSTILE, " many", "", HOSTILE));
        assertThat(all(store.users().findAll(names))).containsExactlyInAnyOrderElementsOf(many.subList(0, 257));
        assertThat(all(store.users().findAll(List.of("many-3" + HOSTILE)))).containsExactly(many.get(3));
        assertThat(all(store.users().findAll(List.of(" ")))).isEmpty();
        assertThat(all(store.users().findAll(List.of()))).isEmpty();
    }

    @Test
    void a_user_is_replaced_and_deleted_by_name() {
        get(store.users().save(user("bob")));
        User changed = new User("bob", "$6$c$d", null, List.of("people"), true, "other", NOW.plusMillis(1));
        get(store.users().save(changed));
        assertThat(all(store.users().list("", "", 10))).containsExactly(changed);
        assertThat(get(store.users().delete("bob"))).isTrue();
        assertThat(get(store.users().delete("bob"))).isFalse();
        assertThat(get(store.users().find("bob"))).isNull();
        assertThat(get(store.users().count())).isZero();
    }

    @Test
    void names_are_different_when_any_character_is() {
        List<String> names = List.of("bob", "Bob", "bób", "bo", "bobb", HOSTILE, "a b", "ß", "ss");
        for (String name : names) {
            get(store.users().save(new User(name, name, null, List.of(), false, name, NOW)));
        }
        assertThat(get(store.users().count())).isEqualTo(names.size());
        for (String name : names) {
            assertThat(get(store.users().find(name)).passwordHash()).isEqualTo(name);
        }
        assertThat(get(store.users().find("BOB"))).isNull();
        assertThat(get(store.users().find("bob "))).isNull();
        assertThat(get(store.users().delete("bob "))).isFalse();
    }

    @Test
    void names_that_a_database_could_not_tell_apart_are_refused_and_never_found() {
        for (String name : List.of("", " bob", "bob ", "a\u0000b", "a\nb", "x".repeat(257), "\ud800")) {
            assertThatThrownBy(() -> get(store.users().save(user(name)))).isInstanceOf(IllegalArgumentException.class);
            assertThat(get(store.users().find(name))).isNull();
        }
        String longest = "🙂".repeat(256);
        get(store.users().save(user(longest)));
        assertThat(get(store.users().find(longest)).name()).isEqualTo(longest);
    }

    @Test
    void users_are_listed_by_name_in_pages_and_by_a_part_of_the_name() {
        for (String name : List.of("b%", "a_1", "B2", "c!", "a1", "ab")) {
            get(store.users().save(user(name)));
        }
        List<String> first = names(store.users().list("", "", 4));
        assertThat(first).hasSize(4).doesNotHaveDuplicates();
        List<String> rest = names(store.users().list("", first.get(3), 4));
        assertThat(rest).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(names(store.users().list("b", "", 10))).containsExactly("B2", "ab", "b%");
        assertThat(names(store.users().list("_", "", 10))).containsExactly("a_1");
        assertThat(names(store.users().list("%", "", 10))).containsExactly("b%");
        assertThat(names(store.users().list("!", "", 10))).containsExactly("c!");
    }

    private static List<String> names(Flux<User> users) {
        return all(users.map(User::name));
    }

    @Test
    void rules_are_kept_in_order_and_keep_their_ids() {
        assertThat(get(store.rules().load()).rules()).isEmpty();
        Rule first = new Rule(
                0,
                false,
                false,
                new Who(Who.Kind.ADDRESS, "10.0.0.0/8"),
                Set.of(Operation.SUBSCRIBE),
                HOSTILE + "/#",
                "g",
                1,
                HOSTILE);
        RuleList one = get(store.rules().replace(get(store.rules().load()).version(), List.of(first, rule(0, "b"))));
        assertThat(one.rules()).extracting(Rule::id).doesNotHaveDuplicates().doesNotContain(0L);
        assertThat(get(store.rules().load())).isEqualTo(one);
        List<Rule> turned =
                List.of(one.rules().get(1), rule(0, "c"), one.rules().get(0));
        RuleList two = get(store.rules().replace(one.version(), turned));
        assertThat(two.rules()).extracting(Rule::target).containsExactly("b", "c", HOSTILE + "/#");
        assertThat(two.rules().get(0).id()).isEqualTo(one.rules().get(1).id());
        assertThat(get(store.rules().load())).isEqualTo(two);
        RuleList none = get(store.rules().replace(two.version(), List.of()));
        RuleList again = get(store.rules().replace(none.version(), List.of(rule(0, "d"))));
        assertThat(again.rules().get(0).id())
                .isGreaterThan(two.rules().stream().mapToLong(Rule::id).max().orElseThrow());
    }

    @Test
    void rules_that_somebody_has_changed_in_the_meantime_are_not_overwritten() {
        RuleList before = get(store.rules().load());
        RuleList kept = get(store.rules().replace(before.version(), List.of(rule(0, "a"))));
        assertThatThrownBy(() -> get(store.rules().replace(before.version(), List.of(rule(0, "b")))))
                .isInstanceOf(StaleRulesException.class);
        assertThat(get(store.rules().load())).isEqualTo(kept);
    }

    @Test
    void rules_are_replaced_entirely_or_not_at_all() {
        RuleList kept = get(store.rules().replace(get(store.rules().load()).version(), List.of(rule(0, "a"))));
        List<Rule> twice = List.of(rule(7, "b"), rule(7, "c"));
        assertThatThrownBy(() -> get(store.rules().replace(kept.version(), twice)))
                .isNotInstanceOf(StaleRulesException.class);
        assertThat(get(store.rules().load())).isEqualTo(kept);
    }

    @Test
    void of_many_who_replace_the_same_rules_one_succeeds() {
        long version = get(store.rules().load()).version();
        long succeeded = all(Flux.range(0, 8)
                        .flatMap(i -> store.rules()
                                .replace(version, List.of(rule(0, "t" + i)))
                                .map(list -> 1)
                                .onErrorResume(StaleRulesException.class, stale -> Mono.just(0))))
                .stream()
                .filter(one -> one == 1)
                .count();
        assertThat(succeeded).isEqualTo(1);
    }

    @Test
    void a_thousand_rules_are_kept_at_once() {
        List<Rule> many = Flux.range(0, 1000)
                .map(i -> rule(0, "topic/" + i))
                .collectList()
                .block();
        RuleList kept = get(store.rules().replace(get(store.rules().load()).version(), many));
        assertThat(get(store.rules().load())).isEqualTo(kept);
    }

    @Test
    void a_ban_replaces_one_of_the_same_and_ends_by_itself() {
        Ban bob = new Ban(0, Who.Kind.USER, "bob", "noise", "admin", NOW, null);
        Ban kept = get(store.bans().add(bob));
        assertThat(kept.id()).isPositive();
        get(store.bans().add(new Ban(0, Who.Kind.CLIENT_ID, "bob", "", "admin", NOW, null)));
        get(store.bans().add(new Ban(0, Who.Kind.USER, "bob ", "", "admin", NOW, null)));
        get(store.bans().add(new Ban(0, Who.Kind.USER, "over", "", "flapping", NOW, Instant.ofEpochMilli(1))));
        assertThat(all(store.bans().list())).hasSize(3).contains(kept);
        Instant later = Instant.ofEpochMilli(System.currentTimeMillis() + 1_000_000);
        Ban again = get(store.bans().add(new Ban(0, Who.Kind.USER, "bob", "more", "admin", NOW, later)));
        assertThat(all(store.bans().list())).hasSize(3).contains(again).doesNotContain(kept);
        assertThat(get(store.bans().remove(again.id()))).isTrue();
        assertThat(get(store.bans().remove(again.id()))).isFalse();
        assertThat(all(store.bans().list())).hasSize(2);
    }

    @Test
    void a_ban_of_the_longest_client_id_is_kept() {
        String longest = "漢".repeat(21_845);
        get(store.bans().add(new Ban(0, Who.Kind.CLIENT_ID, longest, "", "admin", NOW, null)));
        assertThat(all(store.bans().list())).extracting(Ban::value).containsExactly(longest);
    }

    @Test
    void accounts_are_kept_with_all_they_have() {
        Account ada = new Account("ada", "hash", Role.ADMIN, false, true, NOW, null);
        get(store.accounts().save(ada));
        assertThat(get(store.accounts().find("ada"))).isEqualTo(ada);
        Account seen = new Account("ada", "other", Role.VIEWER, true, false, NOW, NOW.plusMillis(5));
        get(store.accounts().save(seen));
        assertThat(all(store.accounts().list())).containsExactly(seen);
        get(store.accounts().loggedIn("ada", NOW.plusMillis(9)));
        assertThat(get(store.accounts().find("ada")).lastLogin()).isEqualTo(NOW.plusMillis(9));
        assertThat(get(store.accounts().delete("ada"))).isTrue();
        assertThat(get(store.accounts().delete("ada"))).isFalse();
        assertThat(get(store.accounts().find("ada"))).isNull();
    }

    @Test
    void api_keys_are_kept_with_all_they_have() {
        ApiKey key = new ApiKey("k1", "ab".repeat(32), HOSTILE, Role.OPERATOR, NOW, null, null);
        get(store.apiKeys().save(key));
        assertThat(get(store.apiKeys().find("k1"))).isEqualTo(key);
        ApiKey used = new ApiKey("k1", "cd", "n", Role.VIEWER, NOW, NOW.plusSeconds(9), NOW.plusMillis(7));
        get(store.apiKeys().save(used));
        assertThat(all(store.apiKeys().list())).containsExactly(used);
        get(store.apiKeys().used("k1", NOW.plusMillis(9)));
        assertThat(get(store.apiKeys().find("k1")).lastUsed()).isEqualTo(NOW.plusMillis(9));
        assertThat(get(store.apiKeys().delete("k1"))).isTrue();
        get(store.apiKeys().used("k1", NOW));
        assertThat(get(store.apiKeys().delete("k1"))).isFalse();
    }

    @Test
    void who_changed_what_is_listed_the_latest_first() {
        List<AuditEntry> kept = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            kept.add(get(store.audit()
                    .add(new AuditEntry(
                            0, NOW, "ada" + i, "console", "127.0.0.1", "user.create", HOSTILE, null, "{}", i))));
        }
        assertThat(get(store.audit().find(kept.get(2).id()))).isEqualTo(kept.get(2));
        assertThat(get(store.audit().find(999_999))).isNull();
        assertThat(all(store.audit().list("", Long.MAX_VALUE, 2))).containsExactly(kept.get(4), kept.get(3));
        assertThat(all(store.audit().list("", kept.get(3).id(), 10)))
                .containsExactly(kept.get(2), kept.get(1), kept.get(0));
        assertThat(all(store.audit().list("ADA3", Long.MAX_VALUE, 10))).containsExactly(kept.get(3));
        assertThat(all(store.audit().list("drop table", Long.MAX_VALUE, 10))).hasSize(5);
    }

    private void keepEntries(int count, Instant at) {
        all(Flux.range(0, count)
                .concatMap(i -> store.audit()
                        .add(new AuditEntry(0, at, "ada", "console", "::1", "user.create", "o" + i, null, "{}", 0))));
    }

    private List<String> keptEntries() {
        return all(store.audit().list("", Long.MAX_VALUE, 10_000)).stream()
                .map(AuditEntry::object)
                .toList();
    }

    @Test
    void who_changed_what_long_ago_is_forgotten() {
        keepEntries(3, NOW);
        keepEntries(2, NOW.plusSeconds(60));
        // Of a node whose clock was wrong; nothing else goes with it.
        keepEntries(1, Instant.EPOCH);
        assertThat(get(store.audit().prune(NOW.plusSeconds(60), 100))).isEqualTo(4);
        assertThat(keptEntries()).containsExactly("o1", "o0");
        assertThat(get(store.audit().prune(NOW.plusSeconds(60), 100))).isZero();
    }

    @Test
    void of_too_many_changes_the_oldest_are_forgotten_in_slices() {
        keepEntries(2_103, NOW);
        assertThat(get(store.audit().prune(Instant.EPOCH, 3))).isEqualTo(2_100);
        assertThat(keptEntries()).containsExactly("o2102", "o2101", "o2100");
    }

    @Test
    void old_changes_are_looked_for_once_in_an_hour() {
        assertThat(get(store.pruning().look())).isZero();
        assertThat(get(store.pruning().look())).isNull();
    }

    @Test
    void of_many_who_make_the_first_account_one_does() {
        List<Boolean> made = all(Flux.range(0, 20)
                .flatMap(
                        i -> store.accounts().add(new Account("admin", "h" + i, Role.ADMIN, false, true, NOW, null)),
                        20));
        assertThat(made).containsOnlyOnce(true).hasSize(20);
        String hash = get(store.accounts().find("admin")).passwordHash();
        assertThat(get(store.accounts().add(new Account("admin", "later", Role.VIEWER, false, true, NOW, null))))
                .isFalse();
        assertThat(get(store.accounts().find("admin")).passwordHash()).isEqualTo(hash);
    }

    @Test
    void a_change_is_told_before_it_is_answered() {
        List<Kind> told = new CopyOnWriteArrayList<>();
        store.onChange(told::add);
        get(store.users().save(user("bob")));
        assertThat(told).contains(Kind.USERS);
        told.clear();
        get(store.rules().replace(get(store.rules().load()).version(), List.of()));
        assertThat(told).contains(Kind.RULES);
    }

    @Test
    void what_was_kept_is_there_after_a_restart() {
        get(store.users().save(user("bob")));
        store.close();
        DatabaseStore again = another();
        assertThat(get(again.users().find("bob"))).isEqualTo(user("bob"));
        get(again.users().save(user("eve")));
        assertThat(get(again.users().count())).isEqualTo(2);
    }

    @Test
    void many_questions_at_once_are_all_answered() {
        get(store.users().save(user("bob")));
        List<User> found = all(Flux.range(0, 2000).flatMap(i -> store.users().find("bob"), 500));
        assertThat(found).hasSize(2000);
    }

    /** Of databases that nodes can share. */
    final void assertThatNodesSeeEachOther(DatabaseSettings settingsOfOther) {
        DatabaseStore other = another(settingsOfOther);
        List<Kind> told = new CopyOnWriteArrayList<>();
        other.onChange(told::add);
        await().until(() -> !told.isEmpty());
        told.clear();
        get(store.users().save(user("bob")));
        await().until(() -> told.contains(Kind.USERS));
        assertThat(get(other.users().find("bob"))).isEqualTo(user("bob"));
    }

    /** Of databases that nodes can share. */
    final void assertThatNodesCanStartTogether() {
        List<DatabaseStore> nodes = List.of(another(), another(), another(), store);
        List<Long> counts =
                all(Flux.fromIterable(nodes).flatMap(node -> node.users().count()));
        assertThat(counts).containsExactly(0L, 0L, 0L, 0L);
        List<Long> pruned =
                all(Flux.fromIterable(nodes).flatMap(node -> node.pruning().look()));
        assertThat(pruned).describedAs("by one of the nodes").containsExactly(0L);
    }
}
