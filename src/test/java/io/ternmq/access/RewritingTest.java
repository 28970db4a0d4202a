package io.ternmq.access;

import static io.ternmq.access.Decision.ALLOW;
import static io.ternmq.access.Decision.DENY;
import static io.ternmq.access.Decision.PENDING;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.builtin.Operation.WILL;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Terms.Replacement;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.rules.ARule;
import io.ternmq.access.rules.BuiltInRules;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is judged of an action that a source has rewritten, and by whom. */
class RewritingTest {
    private static final Topic ASKED = Topic.of("in");
    private static final TopicFilter FILTER = TopicFilter.of("in");

    private final BuiltInRules rules = new BuiltInRules();
    private final LateSource late = new LateSource();
    private final AtomicInteger told = new AtomicInteger();

    RewritingTest() {
        rules.take(RuleList.EMPTY);
    }

    /** Allows what is called "in", and rewrites it; knows whatever else it is told to allow, and refuses the rest. */
    private record Rewriter(Terms terms, String... allowed) implements AuthorizationSource {
        @Override
        public String name() {
            return "rewriter";
        }

        @Override
        public void authorize(Client client, Action action, Consumer<Answer> answer) {
            if (action.words().contains("'in'")) {
                answer.accept(new Answer(Verdict.OK, "entry 1", terms));
            } else {
                boolean known = List.of(allowed).stream().anyMatch(action.words()::contains);
                answer.accept(new Answer(known ? Verdict.OK : Verdict.REJECT, "entry 2"));
            }
        }

        @Override
        public void onChange(Runnable forget) {}
    }

    private void rules(ARule... all) {
        rules.take(new RuleList(
                1,
                IntStream.range(0, all.length).mapToObj(i -> all[i].rule(i + 1)).toList()));
    }

    private Permissions permissions(boolean grantsResults, AuthorizationSource... sources) {
        Client client = Somebody.here().user("bob").admitted();
        return new ConnectionPermissions(
                client, told::incrementAndGet, List.of(sources), new RuleClock(), 64, 1000, grantsResults);
    }

    private static Terms to(
            @Nullable String topic, @Nullable Qos qos, @Nullable Boolean retain, @Nullable String mountpoint) {
        Topic made = topic == null ? null : Topic.of(topic);
        return new Terms(
                new PublishChange(made, null, qos, retain, mountpoint, Properties.NONE), null, 0, Integer.MAX_VALUE);
    }

    private static Terms to(String topic) {
        return to(topic, null, null, null);
    }

    private static Terms subscribing(String... filters) {
        List<Replacement> instead = new ArrayList<>();
        for (String filter : filters) {
            instead.add(new Replacement(TopicFilter.of(filter), Qos.AT_LEAST_ONCE));
        }
        return new Terms(null, instead, 0, Integer.MAX_VALUE);
    }

    private static Decision publish(Permissions permissions) {
        return permissions.mayPublish(ASKED, Qos.AT_LEAST_ONCE, false);
    }

    @Test
    @Checklist(bypass = 20)
    void a_denial_of_what_a_publish_is_rewritten_to_wins_and_says_so() {
        rules(deny("secret/#", PUBLISH));
        Permissions permissions = permissions(false, rules, new Rewriter(to("secret/x")));

        for (int i = 0; i < 2; i++) {
            assertThat(publish(permissions)).isEqualTo(DENY);
            assertThat(permissions.explanation())
                    .returns("rules", Explanation::source)
                    .returns(1L, Explanation::ruleId)
                    .returns(i == 1, Explanation::cached)
                    .returns(
                            "rule 1, deny publish 'secret/#' for everyone"
                                    + " (judged is what it was rewritten to: publish to 'secret/x')",
                            Explanation::rule)
                    .returns(
                            List.of(
                                    "rules: the only rule doesn't fit",
                                    "rewriter: entry 1, rewritten to publish to 'secret/x'"),
                            Explanation::trail);
            assertThat(permissions.refusedResult())
                    .isEqualTo(new Action.Publish(Topic.of("secret/x"), Qos.AT_LEAST_ONCE, false));
        }
    }

    @Test
    @Checklist(bypass = 20, integrations = 26)
    void without_a_denial_the_entry_that_rewrites_is_the_grant() {
        rules(deny("secret/#", PUBLISH), deny("#", WILL), allow("nothing", PUBLISH));
        Permissions permissions = permissions(false, rules, new Rewriter(to("out")));
        assertThat(publish(permissions)).isEqualTo(ALLOW);
        assertThat(permissions.publishChange()).isNotNull();
        assertThat(permissions.refusedResult()).isNull();
        assertThat(permissions.explanation().rule()).isEqualTo("entry 1, rewritten to publish to 'out'");
        assertThat(permissions.mayLeaveWill(ASKED, Qos.AT_LEAST_ONCE, false)).isEqualTo(DENY);
    }

    @Test
    @Checklist(bypass = 20)
    void a_denial_behind_a_rule_that_allows_the_result_denies_nothing() {
        rules(allow("secret/x", PUBLISH), deny("secret/#", PUBLISH));
        assertThat(publish(permissions(false, rules, new Rewriter(to("secret/x")))))
                .isEqualTo(ALLOW);
        assertThat(publish(permissions(false, rules, new Rewriter(to("secret/y")))))
                .isEqualTo(DENY);
    }

    @Test
    @Checklist(bypass = 20)
    void the_retain_flag_and_the_mountpoint_that_a_publish_gets_are_judged() {
        rules(deny("#", RETAIN), deny("%m/x", PUBLISH));
        assertThat(publish(permissions(false, rules, new Rewriter(to(null, null, true, null)))))
                .isEqualTo(DENY);
        assertThat(publish(permissions(false, rules, new Rewriter(to(null, null, false, null)))))
                .isEqualTo(ALLOW);
        assertThat(publish(permissions(false, rules, new Rewriter(to("other/x")))))
                .isEqualTo(ALLOW);
        Permissions elsewhere = permissions(false, rules, new Rewriter(to("other/x", null, null, "other")));
        assertThat(publish(elsewhere)).isEqualTo(DENY);
        assertThat(elsewhere.explanation().rule()).contains("publish to 'other/x' in mountpoint 'other'");
        // A will is published in its client's mountpoint.
        assertThat(permissions(false, rules, new Rewriter(to("other/x", null, null, "other")))
                        .mayLeaveWill(ASKED, Qos.AT_LEAST_ONCE, false))
                .isEqualTo(ALLOW);
    }

    @Test
    @Checklist(bypass = 20)
    void one_filter_that_is_denied_refuses_all_that_a_subscription_is_rewritten_to() {
        rules(deny("secret/#", SUBSCRIBE));
        Permissions permissions = permissions(false, rules, new Rewriter(subscribing("a", "b", "+/x")));
        assertThat(permissions.maySubscribe(FILTER, Qos.AT_MOST_ONCE)).isEqualTo(DENY);
        assertThat(permissions.explanation().rule())
                .contains("rule 1, deny subscribe 'secret/#'", "subscribe to '+/x'");
        Permissions others = permissions(false, rules, new Rewriter(subscribing("a", "b", "c", "d")));
        assertThat(others.maySubscribe(FILTER, Qos.AT_MOST_ONCE)).isEqualTo(ALLOW);
        assertThat(others.replacements()).hasSize(4);
        assertThat(others.explanation().rule())
                .isEqualTo("entry 1, rewritten to subscribe to 'a' and subscribe to 'b' and subscribe to 'c' and more");
    }

    @Test
    @Checklist(bypass = 20)
    void a_rule_that_denies_wins_wherever_the_rules_stand() {
        rules(deny("secret/#", PUBLISH));
        assertThat(publish(permissions(false, new Rewriter(to("secret/x")), rules)))
                .isEqualTo(DENY);
        assertThat(publish(permissions(false, new Rewriter(to("open")), rules))).isEqualTo(ALLOW);
    }

    @Test
    @Checklist(bypass = 20)
    void the_no_of_any_source_before_is_heard_and_waited_for() {
        Permissions permissions = permissions(false, late, new Rewriter(to("out")));
        assertThat(publish(permissions)).isEqualTo(PENDING);
        late.take(0).answer(Verdict.NEXT);
        assertThat(told).hasValue(0);
        assertThat(late.waiting().get(0).action().words()).isEqualTo("publish to 'out'");
        late.take(0).answer(Verdict.REJECT);
        assertThat(told).hasValue(1);
        assertThat(publish(permissions)).isEqualTo(DENY);
        assertThat(permissions.explanation().source()).isEqualTo("late");

        Permissions others = permissions(false, late, new Rewriter(to("out")));
        assertThat(publish(others)).isEqualTo(PENDING);
        late.take(0).answer(Verdict.NEXT);
        late.take(0).answer(Verdict.OK);
        assertThat(publish(others)).isEqualTo(ALLOW);
    }

    @Test
    void a_source_after_it_is_not_asked() {
        assertThat(publish(permissions(false, new Rewriter(to("out")), late))).isEqualTo(ALLOW);
        assertThat(late.waiting()).isEmpty();
    }

    @Test
    @Checklist(bypass = 20)
    void a_source_that_fails_refuses_the_result() {
        AuthorizationSource failing = new LateSource() {
            @Override
            public synchronized void authorize(Client client, Action action, Consumer<Answer> answer) {
                if (action.words().contains("'out'")) {
                    throw new IllegalStateException("on purpose");
                }
                answer.accept(new Answer(Verdict.NEXT, ""));
            }
        };
        assertThat(publish(permissions(false, failing, new Rewriter(to("out")))))
                .isEqualTo(DENY);
    }

    @Test
    void many_filters_are_judged_one_after_the_other() {
        String[] filters = Collections.nCopies(20_000, "a").toArray(String[]::new);
        rules(deny("b", SUBSCRIBE));
        assertThat(permissions(false, rules, new Rewriter(subscribing(filters))).maySubscribe(FILTER, Qos.AT_MOST_ONCE))
                .isEqualTo(ALLOW);
    }

    @Test
    @Checklist(bypass = 20)
    void where_results_have_to_be_allowed_too_any_source_may_do_so() {
        assertThat(publish(permissions(true, rules, new Rewriter(to("out"), "'out'"))))
                .isEqualTo(ALLOW);
        Permissions refused = permissions(true, rules, new Rewriter(to("out")));
        assertThat(publish(refused)).isEqualTo(DENY);
        assertThat(refused.explanation())
                .returns("rewriter", Explanation::source)
                .returns("entry 2 (judged is what it was rewritten to: publish to 'out')", Explanation::rule);
        rules(allow("out", PUBLISH).upTo(1));
        assertThat(publish(permissions(true, rules, new Rewriter(to("out"))))).isEqualTo(ALLOW);
        assertThat(publish(permissions(true, rules, new Rewriter(to("out", Qos.EXACTLY_ONCE, null, null)))))
                .isEqualTo(DENY);
        assertThat(publish(permissions(true, rules, new Rewriter(to("out", null, true, null)))))
                .isEqualTo(DENY);
    }

    @Test
    @Checklist(bypass = 20)
    void what_is_allowed_only_since_something_leads_there_is_no_grant_of_its_own() {
        rules(deny("secret", SUBSCRIBE));
        assertThat(permissions(false, new Rewriter(Terms.AS_RESULT), rules).maySubscribe(FILTER, Qos.AT_MOST_ONCE))
                .isEqualTo(ALLOW);
        assertThat(permissions(true, new Rewriter(Terms.AS_RESULT), rules).maySubscribe(FILTER, Qos.AT_MOST_ONCE))
                .isEqualTo(DENY);
        rules(deny("in", SUBSCRIBE));
        assertThat(permissions(false, new Rewriter(Terms.AS_RESULT), rules).maySubscribe(FILTER, Qos.AT_MOST_ONCE))
                .isEqualTo(DENY);
    }

    /** Knows nothing of what is called "in", and allows anything else up to some size. */
    private record UpTo(int bytes) implements AuthorizationSource {
        @Override
        public String name() {
            return "up-to";
        }

        @Override
        public void authorize(Client client, Action action, Consumer<Answer> answer) {
            boolean small = action instanceof Action.Publish publish && publish.payloadBytes() <= bytes;
            Terms terms = small ? new Terms(null, null, 0, bytes) : new Terms(null, null, bytes + 1, Integer.MAX_VALUE);
            if (action.words().contains("'in'")) {
                answer.accept(new Answer(Verdict.NEXT, ""));
            } else {
                answer.accept(new Answer(small ? Verdict.OK : Verdict.REJECT, "so many bytes", terms));
            }
        }

        @Override
        public void onChange(Runnable forget) {}
    }

    @Test
    @Checklist(bypass = 20)
    void the_size_up_to_which_a_source_before_lets_the_result_pass_holds_for_what_is_remembered() {
        for (boolean grantsResults : List.of(false, true)) {
            Permissions permissions = permissions(grantsResults, new UpTo(100), new Rewriter(to("out"), "'out'"));
            for (int i = 0; i < 2; i++) {
                assertThat(permissions.mayPublish(ASKED, Qos.AT_LEAST_ONCE, false, 50))
                        .isEqualTo(ALLOW);
                assertThat(permissions.mayPublish(ASKED, Qos.AT_LEAST_ONCE, false, 101))
                        .isEqualTo(DENY);
            }
        }
    }
}
