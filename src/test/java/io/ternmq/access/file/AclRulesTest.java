package io.ternmq.access.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.access.Somebody;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclRulesTest {
    private static final Client BOB = Somebody.here().user("bob").client("c1").admitted();

    private static AclRules rules(String... lines) {
        try {
            return AclRules.parse(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        } catch (BadFileException bad) {
            throw new IllegalArgumentException(bad);
        }
    }

    private static boolean mayWrite(AclRules rules, Client client, String topic) {
        return rules.find(client, new Action.Publish(Topic.of(topic), Qos.AT_MOST_ONCE, false)) != null;
    }

    private static boolean mayRead(AclRules rules, Client client, String filter) {
        return rules.find(client, new Action.Subscribe(TopicFilter.of(filter), Qos.AT_MOST_ONCE)) != null;
    }

    @Test
    @Checklist(integrations = 10)
    void read_is_subscribing_write_is_publishing_and_neither_is_both() {
        AclRules rules = rules("topic read r", "topic write w", "topic b");
        assertThat(mayRead(rules, BOB, "r")).isTrue();
        assertThat(mayWrite(rules, BOB, "r")).isFalse();
        assertThat(mayRead(rules, BOB, "w")).isFalse();
        assertThat(mayWrite(rules, BOB, "w")).isTrue();
        assertThat(mayRead(rules, BOB, "b")).isTrue();
        assertThat(mayWrite(rules, BOB, "b")).isTrue();
    }

    @Test
    @Checklist(integrations = {7, 8})
    void lines_before_the_first_user_are_for_everybody_and_those_behind_for_that_user_alone() {
        AclRules rules =
                rules("topic all", "user bob", "topic bobs", "user eve", "topic eves", "user bob", "topic more");
        Client eve = Somebody.here().user("eve").admitted();
        Client nobody = Somebody.here().admitted();
        for (Client client : List.of(BOB, eve, nobody)) {
            assertThat(mayWrite(rules, client, "all")).isTrue();
        }
        assertThat(mayWrite(rules, BOB, "bobs")).isTrue();
        assertThat(mayWrite(rules, BOB, "more")).isTrue();
        assertThat(mayWrite(rules, BOB, "eves")).isFalse();
        assertThat(mayWrite(rules, eve, "eves")).isTrue();
        assertThat(mayWrite(rules, eve, "bobs")).isFalse();
        assertThat(mayWrite(rules, nobody, "bobs")).isFalse();
    }

    @Test
    @Checklist(integrations = 9)
    void a_pattern_holds_for_everybody_wherever_it_stands() {
        AclRules rules = rules("user eve", "pattern write out/%u/%c/%m/x", "topic eves");
        Client bob = Somebody.here().user("bob").client("c1").in("m1").admitted();
        assertThat(mayWrite(rules, bob, "out/bob/c1/m1/x")).isTrue();
        assertThat(mayWrite(rules, bob, "out/eve/c1/m1/x")).isFalse();
        assertThat(mayWrite(rules, bob, "out/bob/c2/m1/x")).isFalse();
        assertThat(mayWrite(rules, bob, "out/bob/c1/m2/x")).isFalse();
        assertThat(mayRead(rules, bob, "out/bob/c1/m1/x")).isFalse();
    }

    @Test
    @Checklist(integrations = 9)
    void placeholders_stand_for_whole_levels_only_and_in_patterns_only() {
        AclRules rules = rules("pattern a/x%u", "pattern b/%c/#", "topic c/%u");
        assertThat(mayWrite(rules, BOB, "a/xbob")).isFalse();
        assertThat(mayWrite(rules, BOB, "a/x%u")).isTrue();
        assertThat(mayRead(rules, BOB, "b/c1/#")).isTrue();
        assertThat(mayWrite(rules, BOB, "c/bob")).isFalse();
        assertThat(mayWrite(rules, BOB, "c/%u")).isTrue();
    }

    @Test
    void a_client_without_user_name_fills_in_no_user_name() {
        AclRules rules = rules("pattern a/%u", "pattern b/%c");
        Client nobody = Somebody.here().admitted();
        assertThat(mayWrite(rules, nobody, "a/")).isFalse();
        assertThat(mayWrite(rules, nobody, "a/null")).isFalse();
        assertThat(mayWrite(rules, nobody, "b/c1")).isTrue();
    }

    /** CVE-2017-7650 and its kind: what a client calls itself is a name and never a rule. */
    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "+/+", "a/b", "a/+", "a/#", ".*", "a|b", "]-[", "%c", "%u", "$SYS", ""})
    void a_name_never_widens_a_pattern(String name) {
        AclRules rules =
                rules("pattern u/%u", "pattern c/%c/x", "pattern d/%u/#", "pattern %u/e", "pattern read $share/%u/f");
        Client client =
                Somebody.here().user(name).client(name.isEmpty() ? "+" : name).admitted();
        for (String other : List.of("bob", "x/y", "b", "a")) {
            if (!other.equals(name)) {
                assertThat(mayWrite(rules, client, "u/" + other)).isFalse();
                assertThat(mayWrite(rules, client, "c/" + other + "/x")).isFalse();
                assertThat(mayWrite(rules, client, "d/" + other + "/z")).isFalse();
                assertThat(mayRead(rules, client, "d/" + other + "/#")).isFalse();
                assertThat(mayRead(rules, client, "$share/" + other + "/f")).isFalse();
            }
        }
        for (String wide : List.of("u/+", "u/#", "#", "c/+/x", "c/#", "d/+/z", "d/#", "+/e", "+/+")) {
            assertThat(mayRead(rules, client, wide)).as(wide).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a/+, a/+, true",
        "a/+, a/b, true",
        "a/+, a/#, false",
        "a/+, +/+, false",
        "a/+, '#', false",
        "a/+, a/+/#, false",
        "a/+, a, false",
        "a/+, a/b/c, false",
        "a/#, a, true",
        "a/#, a/#, true",
        "a/#, a/+/b, true",
        "a/#, '#', false",
        "a/#, +/#, false",
        "+/#, '#', true",
        "+, '#', false",
        "'#', +/a, true",
        "/+/#, /#, true",
        "a, a/, false",
        "a/, a, false",
        "a, A, false",
        "a//b, a/b, false",
        "+/b, a/b, true",
        "+/b, a/+, false",
        "/+, /a, true",
        "/+, +/a, false",
        "+, /a, false",
    })
    @Checklist(27)
    void a_filter_must_be_covered(String line, String filter, boolean allowed) {
        assertThat(mayRead(rules("topic read " + line), BOB, filter)).isEqualTo(allowed);
    }

    @Test
    void wildcards_in_the_first_level_never_grant_system_topics() {
        AclRules rules = rules("topic #", "topic +/#", "topic +/node/#", "pattern %u/#");
        Client sys = Somebody.here().user("$SYS").admitted();
        for (String filter : List.of("$SYS/#", "$SYS/node/#", "$SYS", "$CONTROL/x", "$SYS/+/a")) {
            assertThat(mayRead(rules, BOB, filter)).as(filter).isFalse();
        }
        assertThat(mayRead(rules, sys, "$SYS/#"))
                .as("a level that is named is granted")
                .isTrue();
        AclRules named = rules("topic read $SYS/+/uptime", "topic read $CONTROL/#");
        assertThat(mayRead(named, BOB, "$SYS/n/uptime")).isTrue();
        assertThat(mayRead(named, BOB, "$SYS/+/uptime")).isTrue();
        assertThat(mayRead(named, BOB, "$SYS/#")).isFalse();
        assertThat(mayRead(named, BOB, "$CONTROL")).isTrue();
    }

    @Test
    @Checklist(56)
    void a_shared_subscription_is_judged_by_its_filter() {
        AclRules rules = rules("topic read a/#", "user eve", "topic secret/#");
        assertThat(mayRead(rules, BOB, "$share/g/a/b")).isTrue();
        assertThat(mayRead(rules, BOB, "$share/g/a/#")).isTrue();
        assertThat(mayRead(rules, BOB, "$share/g/secret/#")).isFalse();
        assertThat(mayRead(rules, BOB, "$share/g/#")).isFalse();
        assertThat(mayRead(rules, BOB, "$share/g/$SYS/#")).isFalse();
    }

    @Test
    void a_line_may_name_shared_subscriptions_as_vernemq_wants_it() {
        AclRules rules = rules("topic read $share/+/a/+", "topic read $share/g/b/#", "pattern read $share/%u/c");
        assertThat(mayRead(rules, BOB, "$share/any/a/x")).isTrue();
        assertThat(mayRead(rules, BOB, "$share/any/a/#")).isFalse();
        assertThat(mayRead(rules, BOB, "a/x")).as("not without sharing").isFalse();
        assertThat(mayRead(rules, BOB, "$share/g/b/x")).isTrue();
        assertThat(mayRead(rules, BOB, "$share/h/b/x")).isFalse();
        assertThat(mayRead(rules, BOB, "$share/bob/c")).isTrue();
        assertThat(mayRead(rules, BOB, "$share/eve/c")).isFalse();
        AclRules all = rules("topic $share/#");
        assertThat(mayRead(all, BOB, "$share/g/x/y")).isTrue();
        assertThat(mayRead(all, BOB, "$share/g/$SYS/y")).isFalse();
        assertThat(mayRead(all, BOB, "x/y")).isFalse();
    }

    @Test
    void names_are_compared_as_they_are() {
        AclRules rules =
                rules("user Bob", "topic a", "topic \u00e9", "user b\u00f6b", "topic b", "user two words", "topic c");
        assertThat(mayWrite(rules, BOB, "a")).as("case").isFalse();
        assertThat(mayWrite(rules, Somebody.here().user("Bob").admitted(), "a")).isTrue();
        assertThat(mayWrite(rules, Somebody.here().user("Bob").admitted(), "e\u0301"))
                .as("another form")
                .isFalse();
        assertThat(mayWrite(rules, Somebody.here().user("b\u00f6b").admitted(), "b"))
                .isTrue();
        assertThat(mayWrite(rules, Somebody.here().user("bo\u0308b").admitted(), "b"))
                .isFalse();
        assertThat(mayWrite(rules, Somebody.here().user("two words").admitted(), "c"))
                .isTrue();
        assertThat(mayWrite(rules, Somebody.here().user(" Bob").admitted(), "a"))
                .isFalse();
    }

    @Test
    void blanks_around_the_filter_do_not_count_and_those_within_do() {
        AclRules rules = rules(
                "topic  \ta b/c d \t", "topic read   x y ", "user  bob ", "topic own", "", "   ", "# comment: topic #");
        assertThat(mayWrite(rules, BOB, "a b/c d")).isTrue();
        assertThat(mayRead(rules, BOB, "x y")).isTrue();
        assertThat(mayWrite(rules, BOB, "x y")).isFalse();
        assertThat(mayWrite(rules, BOB, "own")).isTrue();
        assertThat(rules.size()).isEqualTo(3);
    }

    @Test
    void windows_line_ends_and_a_byte_order_mark_do_no_harm() throws BadFileException {
        AclRules rules = AclRules.parse("\uFEFFtopic a\r\nuser bob\r\ntopic b\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(mayWrite(rules, BOB, "a")).isTrue();
        assertThat(mayWrite(rules, BOB, "b")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'topics a' | 'begins with neither topic, pattern, user nor # and is: ''topics a'''",
                "' topic a' | 'begins with neither topic, pattern, user nor # and is: '' topic a'''",
                "'topic\ta' | 'begins with neither topic, pattern, user nor # and is: ''topic\uFFFDa'''",
                "'Topic a'  | 'begins with neither topic, pattern, user nor # and is: ''Topic a'''",
                "'deny a'   | 'begins with neither topic, pattern, user nor # and is: ''deny a'''",
                "'topic '   | 'has nothing behind topic'",
                "'user '    | 'has nothing behind user'",
                "'topic  read a' | 'has more than one blank before read or write'",
                "'topic a+' | 'has a topic filter that has a wildcard that shares its level: ''a+'''",
                "'topic #/a' | 'has a topic filter that has a # that is not last: ''#/a'''",
                "'topic read $share' | 'has a topic filter that is no $share/<share name>/<filter>: ''$share'''",
                "'topic $share/+' | 'has a shared filter that is no $share/<name or +>/<filter>: ''$share/+'''",
                "'topic $share/a+/b' | 'has a shared filter that is no $share/<name or +>/<filter>: ''$share/a+/b'''",
                "'topic $share//b' | 'has a shared filter that is no $share/<name or +>/<filter>: ''$share//b'''",
                "'topic $share/g/a+' | 'has a shared filter that is no $share/<name or +>/<filter>: ''$share/g/a+'''",
            })
    void a_bad_line_is_told_with_its_number(String line, String problem) {
        assertThatThrownBy(() -> rules("topic a", "", line)).hasRootCauseMessage("line 3 " + problem);
    }

    @Test
    void bytes_that_are_no_utf8_are_told_with_their_line() {
        byte[] bytes = {'t', 'o', 'p', 'i', 'c', ' ', 'a', '\n', 't', 'o', 'p', 'i', 'c', ' ', (byte) 0xC3, '('};
        assertThatThrownBy(() -> AclRules.parse(bytes)).hasMessage("line 2 is no UTF-8");
    }

    @Test
    void many_bad_lines_are_told_in_one_line() {
        assertThatThrownBy(() -> rules("a", "b", "topic ok", "c", "d", "e"))
                .rootCause()
                .message()
                .startsWith("line 1 begins")
                .contains("; line 2 begins", "; line 4 begins")
                .endsWith("; and 2 more");
    }

    @Test
    void an_empty_file_allows_nothing() {
        for (AclRules rules : List.of(rules(), rules("# topic #"), rules("user bob"))) {
            assertThat(mayRead(rules, BOB, "a")).isFalse();
            assertThat(mayWrite(rules, BOB, "a")).isFalse();
            assertThat(rules.size()).isZero();
        }
    }

    /** CVE-2021-33176 and its kind: depth costs neither stack nor time. */
    @Test
    void a_topic_of_32768_levels_is_decided() {
        String deep = "/".repeat(32_767);
        AclRules rules = rules("topic a/#", "topic " + deep, "topic +/+/+/+", "pattern %c/" + deep.substring(2));
        assertThat(mayWrite(rules, BOB, deep)).isTrue();
        assertThat(mayWrite(rules, BOB, "a" + deep)).isTrue();
        assertThat(mayWrite(rules, BOB, "b" + deep)).isFalse();
        assertThat(mayRead(rules, BOB, "+" + deep)).isFalse();
    }

    @Test
    void a_file_of_ten_thousand_lines_is_searched_by_level_and_not_by_line() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            lines.add("topic site/" + i + "/+/state/#");
        }
        AclRules rules = rules(lines.toArray(String[]::new));
        assertThat(rules.size()).isEqualTo(10_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(mayWrite(rules, BOB, "site/" + i + "/x/state/y/z")).isTrue();
            assertThat(mayWrite(rules, BOB, "site/" + i + "/x/other")).isFalse();
        }
    }

    /** The tree and the filter's own notion of covering must be one. */
    @Test
    void the_tree_agrees_with_the_filters() {
        Random random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            List<String> filters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                filters.add(randomFilter(random));
            }
            AclRules rules =
                    rules(filters.stream().map(filter -> "topic " + filter).toArray(String[]::new));
            for (int i = 0; i < 10; i++) {
                String asked = randomFilter(random);
                TopicFilter filter = TopicFilter.of(asked);
                boolean covered =
                        filters.stream().anyMatch(line -> TopicFilter.of(line).covers(filter));
                assertThat(mayRead(rules, BOB, asked))
                        .as(asked + " by " + filters)
                        .isEqualTo(covered);
                if (TopicRules.nameProblem(asked) == null) {
                    Topic topic = Topic.of(asked);
                    boolean matched = filters.stream()
                            .anyMatch(line -> TopicFilter.of(line).matches(topic));
                    assertThat(mayWrite(rules, BOB, asked))
                            .as(asked + " by " + filters)
                            .isEqualTo(matched);
                }
            }
        }
    }

    private static String randomFilter(Random random) {
        String[] levels = {"a", "b", "", "+", "+", "#", "$x"};
        while (true) {
            StringBuilder filter = new StringBuilder(levels[random.nextInt(levels.length)]);
            for (int i = random.nextInt(4); i > 0; i--) {
                filter.append('/').append(levels[random.nextInt(levels.length)]);
            }
            if (TopicRules.filterProblem(filter.toString()) == null) {
                return filter.toString();
            }
        }
    }
}
