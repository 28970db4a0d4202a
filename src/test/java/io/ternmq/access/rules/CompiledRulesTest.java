package io.ternmq.access.rules;

import static io.ternmq.access.builtin.Operation.CONNECT;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.builtin.Operation.WILL;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.access.Client;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.Who;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a list of rules decides. */
class CompiledRulesTest {
    private static final Client ANN =
            Somebody.elsewhere().user("ann").client("c1").admitted();
    private static final Client NAMELESS = Somebody.elsewhere().admitted();

    private static CompiledRules rules(ARule... all) {
        List<Rule> list = new ArrayList<>();
        for (ARule rule : all) {
            list.add(rule.rule(list.size() + 1L));
        }
        return CompiledRules.of(new RuleList(1, list), new RuleHits());
    }

    private static Verdict subscribe(CompiledRules rules, Client client, String filter) {
        return ask(rules, client, new Action.Subscribe(TopicFilter.of(filter), Qos.AT_MOST_ONCE));
    }

    private static Verdict publish(CompiledRules rules, Client client, String topic, boolean retain, boolean will) {
        return ask(rules, client, new Action.Publish(Topic.of(topic), Qos.AT_LEAST_ONCE, retain, will));
    }

    private static Verdict publish(CompiledRules rules, String topic) {
        return publish(rules, ANN, topic, false, false);
    }

    private static Verdict ask(CompiledRules rules, Client client, Action action) {
        return BuiltInRules.decide(rules, client, action, true).verdict();
    }

    @Test
    void the_first_rule_that_fits_decides() {
        CompiledRules rules = rules(deny("a/b", PUBLISH), allow("a/#", PUBLISH), deny("a/c", PUBLISH));

        assertThat(publish(rules, "a/b")).isEqualTo(Verdict.REJECT);
        assertThat(publish(rules, "a/c")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "b")).isEqualTo(Verdict.NEXT);
    }

    @Test
    void the_rule_that_decided_is_told_by_number_and_words() {
        CompiledRules rules =
                rules(allow("x", PUBLISH), deny("a/%c", PUBLISH, RETAIN).user("ann"));

        Answer answer =
                BuiltInRules.decide(rules, ANN, new Action.Publish(Topic.of("a/c1"), Qos.AT_MOST_ONCE, false), true);

        assertThat(answer.ruleId()).isEqualTo(2);
        assertThat(answer.rule()).isEqualTo("rule 2, deny publish, retain 'a/%c' for user 'ann'");
    }

    @Test
    void a_subscription_must_be_covered_and_a_denial_hits_whatever_would_bring_what_it_denies() {
        CompiledRules rules = rules(deny("a/secret/#", SUBSCRIBE), allow("a/+", SUBSCRIBE), allow("a/b/#", SUBSCRIBE));

        assertThat(subscribe(rules, ANN, "a/b")).isEqualTo(Verdict.OK);
        assertThat(subscribe(rules, ANN, "a/b/c/d")).isEqualTo(Verdict.OK);
        assertThat(subscribe(rules, ANN, "b/+")).isEqualTo(Verdict.NEXT);
        for (String reachesSecret : List.of("a/secret", "a/+", "a/#", "+/+", "#", "+/secret/x", "$share/g/a/+")) {
            assertThat(subscribe(rules, ANN, reachesSecret)).as(reachesSecret).isEqualTo(Verdict.REJECT);
        }
    }

    @Test
    void a_leading_wildcard_says_nothing_about_topics_that_begin_with_a_dollar() {
        CompiledRules open = rules(allow("#", SUBSCRIBE), allow("+/broker/#", SUBSCRIBE));
        CompiledRules denied = rules(deny("$SYS/#", SUBSCRIBE), allow("#", SUBSCRIBE));

        assertThat(subscribe(open, ANN, "$SYS/#")).isEqualTo(Verdict.NEXT);
        assertThat(subscribe(open, ANN, "$SYS/broker/x")).isEqualTo(Verdict.NEXT);
        assertThat(subscribe(open, ANN, "$share/g/$SYS/broker/x")).isEqualTo(Verdict.NEXT);
        assertThat(subscribe(denied, ANN, "#")).isEqualTo(Verdict.OK);
        assertThat(subscribe(denied, ANN, "$SYS/+")).isEqualTo(Verdict.REJECT);
    }

    @Test
    void placeholders_stand_for_one_level_and_for_no_wildcard() {
        CompiledRules rules = rules(allow("u/%u/#", SUBSCRIBE), allow("c/%c", PUBLISH), deny("#", SUBSCRIBE));

        assertThat(subscribe(rules, ANN, "u/ann/x")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "c/c1")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "c/c2")).isEqualTo(Verdict.NEXT);
        assertThat(subscribe(rules, NAMELESS, "u/x")).isEqualTo(Verdict.REJECT);
        for (String name : List.of("+", "#", "a/b", "")) {
            Client hostile = Somebody.elsewhere().user(name).client(name).admitted();
            assertThat(subscribe(rules, hostile, "u/+/x")).as(name).isEqualTo(Verdict.REJECT);
            assertThat(subscribe(rules, hostile, "u/ann/x")).as(name).isEqualTo(Verdict.REJECT);
        }
    }

    @Test
    void retained_messages_and_wills_need_rights_of_their_own_and_a_denied_publish_denies_them_too() {
        CompiledRules plain = rules(allow("a", PUBLISH));
        CompiledRules retained = rules(allow("a", RETAIN));
        CompiledRules wills = rules(allow("a", WILL));
        CompiledRules both = rules(allow("a", WILL, RETAIN));
        CompiledRules denied = rules(deny("a", PUBLISH), allow("#", PUBLISH, RETAIN, WILL));

        assertThat(publish(plain, ANN, "a", false, false)).isEqualTo(Verdict.OK);
        assertThat(publish(plain, ANN, "a", true, false)).isEqualTo(Verdict.NEXT);
        assertThat(publish(plain, ANN, "a", false, true)).isEqualTo(Verdict.NEXT);
        assertThat(publish(retained, ANN, "a", true, false)).isEqualTo(Verdict.OK);
        assertThat(publish(retained, ANN, "a", false, false)).isEqualTo(Verdict.NEXT);
        assertThat(publish(wills, ANN, "a", false, true)).isEqualTo(Verdict.OK);
        assertThat(publish(wills, ANN, "a", true, true)).isEqualTo(Verdict.NEXT);
        assertThat(publish(both, ANN, "a", true, true)).isEqualTo(Verdict.OK);
        assertThat(publish(denied, ANN, "a", true, false)).isEqualTo(Verdict.REJECT);
        assertThat(publish(denied, ANN, "a", false, true)).isEqualTo(Verdict.REJECT);
        assertThat(publish(denied, ANN, "b", true, true)).isEqualTo(Verdict.OK);
    }

    @Test
    void what_asks_for_more_than_the_qos_of_a_rule_is_not_allowed_by_it_and_a_denial_knows_no_qos() {
        CompiledRules capped =
                rules(deny("b", PUBLISH).upTo(0), allow("a", PUBLISH).upTo(0), allow("b", PUBLISH));

        assertThat(publish(capped, "a")).isEqualTo(Verdict.NEXT);
        assertThat(ask(capped, ANN, new Action.Publish(Topic.of("a"), Qos.AT_MOST_ONCE, false)))
                .isEqualTo(Verdict.OK);
        assertThat(publish(capped, "b")).isEqualTo(Verdict.REJECT);
    }

    @Test
    void a_rule_with_a_share_name_speaks_of_subscriptions_with_that_name() {
        CompiledRules rules = rules(
                allow("jobs/#", SUBSCRIBE).shared("workers"),
                deny("#", SUBSCRIBE).shared("+"),
                allow("jobs/#", SUBSCRIBE));

        assertThat(subscribe(rules, ANN, "$share/workers/jobs/1")).isEqualTo(Verdict.OK);
        assertThat(subscribe(rules, ANN, "$share/thieves/jobs/1")).isEqualTo(Verdict.REJECT);
        assertThat(subscribe(rules, ANN, "jobs/1")).isEqualTo(Verdict.OK);
    }

    @Test
    void rules_for_users_client_ids_groups_and_addresses_hold_for_those() {
        CompiledRules rules = rules(
                allow("user", PUBLISH).user("ann"),
                allow("id", PUBLISH).to(Who.Kind.CLIENT_ID, "c1"),
                allow("group", PUBLISH).to(Who.Kind.GROUP, "plant"),
                allow("net", PUBLISH).to(Who.Kind.ADDRESS, "192.0.2.0/29"),
                allow("far", PUBLISH).to(Who.Kind.ADDRESS, "192.0.2.8/29"));
        Client grouped = new Client(ANN.id(), "bob", ANN.peer(), List.of("plant"), "users");

        assertThat(publish(rules, "user")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, grouped, "user", false, false)).isEqualTo(Verdict.NEXT);
        assertThat(publish(rules, "id")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "group")).isEqualTo(Verdict.NEXT);
        assertThat(publish(rules, grouped, "group", false, false)).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "net")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "far")).isEqualTo(Verdict.NEXT);
    }

    @Test
    void rules_of_several_lists_are_asked_in_their_common_order() {
        CompiledRules rules = rules(
                allow("a", PUBLISH).to(Who.Kind.CLIENT_ID, "c1"),
                deny("a", PUBLISH),
                deny("b", PUBLISH).user("ann"),
                allow("b", PUBLISH));

        assertThat(publish(rules, "a")).isEqualTo(Verdict.OK);
        assertThat(publish(rules, "b")).isEqualTo(Verdict.REJECT);
        assertThat(publish(rules, NAMELESS, "b", false, false)).isEqualTo(Verdict.OK);
    }

    @Test
    void client_ids_are_bound_to_users() {
        CompiledRules rules =
                rules(allow("%u-*", CONNECT), allow("probe", CONNECT).user("ann"), deny("*", CONNECT));

        assertThat(mayConnect(rules, "ann", "ann-1")).isTrue();
        assertThat(mayConnect(rules, "ann", "probe")).isTrue();
        assertThat(mayConnect(rules, "bob", "ann-1")).isFalse();
        assertThat(mayConnect(rules, "bob", "probe")).isFalse();
        assertThat(mayConnect(rules, null, "-1")).isFalse();
        assertThat(mayConnect(rules, "", "-1")).isFalse();
        assertThat(mayConnect(rules, "*", "*-1")).isTrue();
    }

    private static boolean mayConnect(CompiledRules rules, @org.jspecify.annotations.Nullable String user, String id) {
        CompiledRule rule =
                rules.findForConnect(Somebody.elsewhere().user(user).client(id).admitted());
        return rule == null || rule.rule().allow();
    }

    @Test
    void a_list_with_a_rule_that_means_nothing_is_refused_as_a_whole() {
        for (ARule wrong : List.of(
                allow("a/#/b", PUBLISH),
                allow("x%c", PUBLISH),
                allow("$share/g/a", SUBSCRIBE),
                allow("a", PUBLISH, CONNECT),
                allow("", CONNECT),
                allow("a", PUBLISH).to(Who.Kind.ADDRESS, "example.org"),
                allow("a", PUBLISH).to(Who.Kind.ADDRESS, "10.0.0.0/33"),
                allow("a", PUBLISH).to(Who.Kind.CERTIFICATE, "sha256:12"),
                allow("a", PUBLISH).user(""),
                allow("a", SUBSCRIBE).shared("a/b"),
                allow("a", PUBLISH).upTo(3))) {
            assertThatThrownBy(() -> rules(wrong))
                    .as(wrong.toString())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("rule 1 ");
        }
    }

    /** Rules and subscriptions at random, against what each topic alone would be allowed. */
    @Test
    void no_subscription_that_is_allowed_brings_a_topic_that_is_not() {
        List<String> topics = topics();
        Random random = new Random(4711);
        int allowed = 0;
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            ARule[] list = new ARule[1 + random.nextInt(4)];
            for (int i = 0; i < list.length; i++) {
                list[i] = random.nextInt(3) == 0
                        ? deny(filter(random, true), SUBSCRIBE)
                        : allow(filter(random, true), SUBSCRIBE);
            }
            CompiledRules rules = rules(list);
            String asked = filter(random, false);
            List<String> brought = topics.stream()
                    .filter(topic -> TopicFilter.of(asked).matches(Topic.of(topic)))
                    .toList();
            boolean ok = subscribe(rules, ANN, asked) == Verdict.OK;
            if (ok) {
                allowed++;
                assertThat(brought)
                        .as("%s by %s", asked, List.of(list))
                        .allMatch(topic -> referenceAllows(list, topic));
            } else if (brought.stream().anyMatch(topic -> !referenceAllows(list, topic))) {
                refused++;
            }
            for (String topic : topics) {
                boolean exact = subscribe(rules, ANN, topic) == Verdict.OK;
                assertThat(exact).as("%s by %s", topic, List.of(list)).isEqualTo(referenceAllows(list, topic));
            }
        }
        assertThat(allowed).isGreaterThan(300);
        assertThat(refused).isGreaterThan(300);
    }

    /** What the rules say of a single topic, by MQTT's matching. */
    private static boolean referenceAllows(ARule[] rules, String topic) {
        for (ARule rule : rules) {
            String filter = rule.target().replace("%c", "c1");
            if (TopicFilter.of(filter).matches(Topic.of(topic))) {
                return rule.permits();
            }
        }
        return false;
    }

    private static String filter(Random random, boolean ofRule) {
        String[] words = {"a", "c1", "", "+", "+", "$x", ofRule ? "%c" : "a"};
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            levels.add(words[random.nextInt(words.length)]);
        }
        if (random.nextInt(3) == 0) {
            levels.set(levels.size() - 1, "#");
        }
        String filter = String.join("/", levels);
        return filter.isEmpty() ? "a" : filter;
    }

    private static List<String> topics() {
        List<String> topics = new ArrayList<>();
        String[] words = {"a", "c1", "", "$x", "z"};
        for (String one : words) {
            topics.add(one);
            for (String two : words) {
                topics.add(one + "/" + two);
                for (String three : words) {
                    topics.add(one + "/" + two + "/" + three);
                    topics.add(one + "/" + two + "/" + three + "/z");
                }
            }
        }
        topics.remove("");
        return topics;
    }
}
