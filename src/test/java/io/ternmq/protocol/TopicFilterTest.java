package io.ternmq.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.conformance.Normative;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    /** Among them the examples of section 4.7.1. */
    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
        "sport/tennis/player1/#, sport/tennis/player10, false",
        "sport/#, sport, true",
        "sport/#, sports, false",
        "#, a, true",
        "#, /, true",
        "#, a/b/c, true",
        "sport/tennis/+, sport/tennis/player1, true",
        "sport/tennis/+, sport/tennis/player1/ranking, false",
        "sport/+, sport, false",
        "sport/+, sport/, true",
        "+/+, /finance, true",
        "/+, /finance, true",
        "+, /finance, false",
        "+, finance, true",
        "+/#, a, true",
        "+/#, a/b, true",
        "a/+/#, a, false",
        "a/+/#, a/, true",
        "a/+/c, a/b/c, true",
        "a/+/c, a/b/b/c, false",
        "a//c, a//c, true",
        "a/+/c, a//c, true",
        "a, A, false",
        "a/b, a, false",
        "a, a/b, false",
        "a, a/, false",
        "$share/g/a/+, a/b, true"
    })
    @Normative({
        "MQTT5-4.7.1-1",
        "MQTT5-4.7.1-2",
        "MQTT311-4.7.1-2",
        "MQTT311-4.7.1-3",
        "MQTT5-4.7.3-4",
        "MQTT311-4.7.3-4"
    })
    void a_filter_matches_as_the_specification_says(String filter, String topic, boolean matches) {
        assertThat(TopicFilter.of(filter).matches(Topic.of(topic))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "#, $SYS/x, false",
        "+/x, $SYS/x, false",
        "+, $SYS, false",
        "#, $, false",
        "+/#, $a/b, false",
        "$SYS/#, $SYS, true",
        "$SYS/#, $SYS/a/b, true",
        "$SYS/+, $SYS/a, true",
        "$SYS/monitor/+, $SYS/monitor/Clients, true",
        "a/+, a/$b, true",
        "a/#, a/$b, true"
    })
    @Normative({"MQTT5-4.7.2-1", "MQTT311-4.7.2-1"})
    void wildcards_in_the_first_level_do_not_match_dollar_topics(String filter, String topic, boolean matches) {
        assertThat(TopicFilter.of(filter).matches(Topic.of(topic))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "#, a/+/#, true",
        "#, #, true",
        "#, +, true",
        "#, +/#, true",
        "+/#, #, true",
        "+/#, +, true",
        "+, #, false",
        "+, +, true",
        "+, a, true",
        "+/+, #, false",
        "+/+/#, #, false",
        "a/+, a/#, false",
        "a/+/#, a/#, false",
        "a/#, a/+/#, true",
        "a/#, a, true",
        "a/#, a/#, true",
        "a/#, ab, false",
        "a, a, true",
        "a, +, false",
        "a, #, false",
        "a/b, a/+, false",
        "a/+/c, a/b/c, true",
        "a/+/c, a/b/+, false",
        "a/+/c, a/+/c, true",
        "#, $SYS/#, false",
        "+/x, $SYS/x, false",
        "$SYS/#, $SYS/+/x, true",
        "$SYS/#, #, false",
        "#, $a, false",
        "a/#, $share/g/a/b, true",
        "$share/g/a/#, a/b, true"
    })
    void a_filter_covers_another_when_it_matches_all_that_the_other_matches(
            String filter, String other, boolean covers) {
        assertThat(TopicFilter.of(filter).covers(TopicFilter.of(other))).isEqualTo(covers);
    }

    /** All filters and topics of up to three levels over a small alphabet: covering is the subset of matching. */
    @Test
    void covering_agrees_with_matching_on_all_small_filters() {
        List<String> topics = new ArrayList<>();
        combine(topics, new String[] {"a", "b", "", "$x"}, "", 4);
        List<Topic> names =
                topics.stream().filter(text -> !text.isEmpty()).map(Topic::of).toList();
        List<String> texts = new ArrayList<>();
        combine(texts, new String[] {"a", "", "+", "#", "$x"}, "", 3);
        List<TopicFilter> filters = texts.stream()
                .filter(text -> TopicRules.filterProblem(text) == null)
                .map(TopicFilter::of)
                .toList();
        assertThat(filters.size()).isGreaterThan(80);
        for (TopicFilter filter : filters) {
            for (TopicFilter other : filters) {
                boolean subset = names.stream().allMatch(topic -> !other.matches(topic) || filter.matches(topic));
                assertThat(filter.covers(other))
                        .as("%s covers %s", filter, other)
                        .isEqualTo(subset);
            }
        }
    }

    private static void combine(List<String> found, String[] levels, String before, int depth) {
        for (String level : levels) {
            found.add(before + level);
            if (depth > 1) {
                combine(found, levels, before + level + "/", depth - 1);
            }
        }
    }

    /** Level by level, as the specification tells it. */
    @Test
    void matching_agrees_with_a_plain_comparison_of_levels() {
        List<String> topics = new ArrayList<>();
        combine(topics, new String[] {"a", "bc", "", "$x"}, "", 3);
        List<String> filters = new ArrayList<>();
        combine(filters, new String[] {"a", "bc", "", "+", "#", "$x"}, "", 4);
        int matches = 0;
        for (String filter : filters) {
            if (TopicRules.filterProblem(filter) != null) {
                continue;
            }
            for (String topic : topics) {
                if (!topic.isEmpty()) {
                    boolean expected = plainlyMatches(filter, topic);
                    matches += expected ? 1 : 0;
                    assertThat(TopicFilter.of(filter).matches(Topic.of(topic)))
                            .as("%s matches %s", filter, topic)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(matches).isGreaterThan(500);
    }

    private static boolean plainlyMatches(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        if (topic.startsWith("$") && (wanted[0].equals("+") || wanted[0].equals("#"))) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i == levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }

    @ParameterizedTest
    @CsvSource({
        "'',is empty", "a#,shares its level", "a/#/b,not last", "+a,shares its level", "$share/g,share name",
        "$share/,share name", "$share,share name", "$share//a,share name", "$share/+/a,share name",
                "$share/g/,share name"
    })
    @Normative({"MQTT5-4.7.1-1", "MQTT5-4.7.1-2", "MQTT5-4.7.3-1", "MQTT5-4.8.2-1", "MQTT5-4.8.2-2"})
    void a_text_that_is_no_filter_is_told_why(String text, String problem) {
        TopicFilter.Parsed parsed = TopicFilter.parse(text);
        assertThat(parsed.filter()).isNull();
        assertThat(parsed.problem()).contains(problem);
    }

    @Test
    @Normative({"MQTT5-4.7.3-2", "MQTT5-4.7.3-3"})
    void a_text_that_is_no_string_of_mqtt_is_no_filter_and_no_topic() {
        assertThat(TopicFilter.parse("a\0").problem()).contains("U+0000");
        assertThat(TopicFilter.parse("a\uD800b").problem()).contains("surrogate");
        assertThat(TopicFilter.parse("a\uDC00\uD800").problem()).contains("surrogate");
        assertThat(TopicFilter.parse("a\uD83D").problem()).contains("surrogate");
        assertThat(TopicFilter.parse("\uD83D\uDE00").problem()).isNull();
        assertThat(TopicFilter.parse("\u20AC".repeat(21846)).problem()).contains("65535");
        assertThat(TopicFilter.parse("\u20AC".repeat(21845)).problem()).isNull();
        assertThat(TopicRules.nameProblem("a\0")).contains("U+0000");
        assertThat(TopicRules.nameProblem("\u20AC".repeat(21846))).contains("65535");
        assertThat(TopicRules.nameProblem("\u20AC".repeat(21845))).isNull();
    }

    @Test
    @Normative({"MQTT5-4.7.0-1", "MQTT5-4.7.3-1"})
    void a_text_with_wildcards_or_nothing_in_it_is_no_topic() {
        assertThat(TopicRules.nameProblem("a/+")).contains("wildcard");
        assertThat(TopicRules.nameProblem("#")).contains("wildcard");
        assertThat(TopicRules.nameProblem("")).contains("empty");
        assertThat(TopicRules.nameProblem("a/ b/\u00E9")).isNull();
    }

    @Test
    void a_filter_is_taken_apart() {
        TopicFilter filter = TopicFilter.parse("$share/group a/x/+/#").filter();
        assertThat(filter.shareName()).isEqualTo("group a");
        assertThat(filter.isShared()).isTrue();
        assertThat(filter.hasWildcard()).isTrue();
        assertThat(filter.levels()).isEqualTo(3);
        assertThat(filter.unshared()).isEqualTo(TopicFilter.of("x/+/#")).isNotEqualTo(filter);
        assertThat(filter).hasToString("$share/group a/x/+/#").isEqualTo(TopicFilter.of("$share/group a/x/+/#"));
        assertThat(filter).hasSameHashCodeAs(TopicFilter.of("$share/group a/x/+/#"));
    }

    @ParameterizedTest
    @CsvSource({"a/b,false", "$SYS,false", "+,true", "a/#,true", "$share/g/a,false"})
    void wildcards_are_known(String text, boolean wildcard) {
        assertThat(TopicFilter.of(text).hasWildcard()).isEqualTo(wildcard);
    }

    @Test
    void system_topics_begin_with_a_dollar_sign() {
        assertThat(Topic.of("$SYS/x").isSystem()).isTrue();
        assertThat(Topic.of("a/$").isSystem()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$share/g", "$share//a"})
    void a_shared_filter_that_was_not_judged_is_not_made(String text) {
        assertThatThrownBy(() -> TopicFilter.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"a,1", "/,2", "a/b/,3", "//,3"})
    void levels_are_counted_by_their_separators(String text, int levels) {
        assertThat(Topic.of(text).levels()).isEqualTo(levels);
        assertThat(TopicFilter.of(text).levels()).isEqualTo(levels);
    }
}
