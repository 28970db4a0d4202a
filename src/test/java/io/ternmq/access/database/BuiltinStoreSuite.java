package io.ternmq.access.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.ApiKey;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.Rule;
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
abstract class BuiltinStoreSuite implements UsersAreKept, RulesAreKept, ChangesAreAudited {
    static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    static final String HOSTILE = "<script>' OR 1=1 --\\\"; DROP TABLE x; %_! 漢字 🙂";

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

    @Override
    public final DatabaseStore store() {
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

    /** An import of as many users as there may be at once takes longer than one question may. */
    @Test
    void the_time_limit_is_for_each_part_of_many_users_and_not_for_all() {
        DatabaseStore hasty = another(in(Duration.ofSeconds(3)));
        get(hasty.users().count());
        List<User> many =
                IntStream.range(0, 20_000).mapToObj(i -> user("many-" + i)).toList();
        List<Kind> told = new CopyOnWriteArrayList<>();
        hasty.onChange(told::add);
        get(hasty.users().saveAll(many));
        assertThat(get(hasty.users().count())).isEqualTo(20_000);
        assertThat(told).contains(Kind.USERS);
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
}
