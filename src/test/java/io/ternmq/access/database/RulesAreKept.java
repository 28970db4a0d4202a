package io.ternmq.access.database;

import static io.ternmq.access.database.BuiltinStoreSuite.HOSTILE;
import static io.ternmq.access.database.BuiltinStoreSuite.all;
import static io.ternmq.access.database.BuiltinStoreSuite.get;
import static io.ternmq.access.database.BuiltinStoreSuite.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.StaleRulesException;
import io.ternmq.access.builtin.Who;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every database has to do with rules. */
interface RulesAreKept {
    /** The empty store of this test. */
    DatabaseStore store();

    @Test
    default void rules_are_kept_in_order_and_keep_their_ids() {
        assertThat(get(store().rules().load()).rules()).isEmpty();
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
        RuleList one =
                get(store().rules().replace(get(store().rules().load()).version(), List.of(first, rule(0, "b"))));
        assertThat(one.rules()).extracting(Rule::id).doesNotHaveDuplicates().doesNotContain(0L);
        assertThat(get(store().rules().load())).isEqualTo(one);
        List<Rule> turned =
                List.of(one.rules().get(1), rule(0, "c"), one.rules().get(0));
        RuleList two = get(store().rules().replace(one.version(), turned));
        assertThat(two.rules()).extracting(Rule::target).containsExactly("b", "c", HOSTILE + "/#");
        assertThat(two.rules().get(0).id()).isEqualTo(one.rules().get(1).id());
        assertThat(get(store().rules().load())).isEqualTo(two);
        RuleList none = get(store().rules().replace(two.version(), List.of()));
        RuleList again = get(store().rules().replace(none.version(), List.of(rule(0, "d"))));
        assertThat(again.rules().get(0).id())
                .isGreaterThan(two.rules().stream().mapToLong(Rule::id).max().orElseThrow());
    }

    @Test
    default void rules_that_somebody_has_changed_in_the_meantime_are_not_overwritten() {
        RuleList before = get(store().rules().load());
        RuleList kept = get(store().rules().replace(before.version(), List.of(rule(0, "a"))));
        assertThatThrownBy(() -> get(store().rules().replace(before.version(), List.of(rule(0, "b")))))
                .isInstanceOf(StaleRulesException.class);
        assertThat(get(store().rules().load())).isEqualTo(kept);
    }

    @Test
    default void rules_are_replaced_entirely_or_not_at_all() {
        RuleList kept = get(store().rules().replace(get(store().rules().load()).version(), List.of(rule(0, "a"))));
        List<Rule> twice = List.of(rule(7, "b"), rule(7, "c"));
        assertThatThrownBy(() -> get(store().rules().replace(kept.version(), twice)))
                .isNotInstanceOf(StaleRulesException.class);
        assertThat(get(store().rules().load())).isEqualTo(kept);
    }

    @Test
    default void of_many_who_replace_the_same_rules_one_succeeds() {
        long version = get(store().rules().load()).version();
        long succeeded = all(Flux.range(0, 8)
                        .flatMap(i -> store().rules()
                                .replace(version, List.of(rule(0, "t" + i)))
                                .map(list -> 1)
                                .onErrorResume(StaleRulesException.class, stale -> Mono.just(0))))
                .stream()
                .filter(one -> one == 1)
                .count();
        assertThat(succeeded).isEqualTo(1);
    }

    @Test
    default void a_thousand_rules_are_kept_at_once() {
        List<Rule> many = Flux.range(0, 1000)
                .map(i -> rule(0, "topic/" + i))
                .collectList()
                .block();
        RuleList kept = get(store().rules().replace(get(store().rules().load()).version(), many));
        assertThat(get(store().rules().load())).isEqualTo(kept);
    }
}
