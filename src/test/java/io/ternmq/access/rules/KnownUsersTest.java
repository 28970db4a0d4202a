package io.ternmq.access.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.access.password.PasswordPrint;
import io.ternmq.access.rules.KnownUsers.Facts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class KnownUsersTest {
    private final MemoryBuiltinStore kept = new MemoryBuiltinStore();
    private final LateStore store = new LateStore(kept);
    private final KnownUsers users = new KnownUsers(store);
    private final Map<String, Facts> answers = new TreeMap<>();
    private int failures;

    /** Answers when it is told to, with what is there by then. */
    private static final class LateStore implements UserStore {
        private final UserStore kept;
        private final List<Set<String>> asked = new ArrayList<>();
        private final List<Sinks.Empty<Void>> held = new ArrayList<>();

        LateStore(BuiltinStore kept) {
            this.kept = kept.users();
        }

        @Override
        public Flux<User> findAll(Collection<String> names) {
            asked.add(Set.copyOf(names));
            Sinks.Empty<Void> sink = Sinks.empty();
            held.add(sink);
            return sink.asMono().thenMany(UserStore.super.findAll(names));
        }

        void answer(int question) {
            held.get(question).tryEmitEmpty();
        }

        @Override
        public Mono<User> find(String name) {
            return kept.find(name);
        }

        @Override
        public Flux<User> list(String part, String after, int limit) {
            return kept.list(part, after, limit);
        }

        @Override
        public Mono<Long> count() {
            return kept.count();
        }

        @Override
        public Mono<Void> save(User user) {
            return kept.save(user);
        }

        @Override
        public Mono<Void> saveAll(List<User> all) {
            return kept.saveAll(all);
        }

        @Override
        public Mono<Boolean> delete(String name) {
            return kept.delete(name);
        }
    }

    private void find(String name) {
        users.find(name, (@Nullable Facts facts, @Nullable Throwable why) -> {
            if (facts == null) {
                failures++;
            } else {
                answers.put(name, facts);
            }
        });
    }

    @Test
    void names_that_wait_are_asked_for_together_and_each_gets_its_own_answer() {
        kept.user("u7", true, "staff");
        for (int i = 0; i < 1000; i++) {
            find("u" + i);
        }
        find("u999");
        // Four at once, each for the one name that was there; the others wait.
        assertThat(store.asked).hasSize(4).allMatch(names -> names.size() == 1);
        for (int question = 0; question < store.held.size(); question++) {
            store.answer(question);
        }
        assertThat(store.asked).hasSize(4 + 4);
        assertThat(store.asked.stream().mapToInt(Set::size).max()).hasValue(256);
        assertThat(answers).hasSize(1000);
        assertThat(answers.get("u7"))
                .isEqualTo(new Facts(true, true, List.of("staff"), PasswordPrint.NONE, PasswordPrint.NONE));
        assertThat(answers.get("u8").exists()).isFalse();
    }

    @Test
    void an_answer_is_remembered_until_users_change() {
        kept.user("ann", false, "staff");
        find("ann");
        store.answer(0);
        find("ann");
        assertThat(store.asked).hasSize(1);
        users.count(1);
        find("ann");
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void an_answer_from_before_a_change_is_not_remembered() {
        find("ann");
        users.count(1);
        store.answer(0);
        find("ann");
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void all_who_wait_are_told_when_the_store_fails_and_it_is_asked_again() {
        for (int i = 0; i < 6; i++) {
            find("u" + i);
        }
        kept.down(true);
        for (int question = 0; question < store.held.size(); question++) {
            store.answer(question);
        }
        assertThat(failures).isEqualTo(6);
        kept.down(false);
        int before = store.asked.size();
        find("u0");
        store.answer(before);
        assertThat(answers).containsOnlyKeys("u0");
    }

    @Test
    void nothing_is_asked_while_there_are_no_users() {
        users.count(0);
        find("ann");
        assertThat(store.asked).isEmpty();
        assertThat(answers.get("ann").exists()).isFalse();
    }
}
