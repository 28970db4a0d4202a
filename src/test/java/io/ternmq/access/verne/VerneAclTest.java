package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.access.PublishChange;
import io.ternmq.access.Terms.Replacement;
import io.ternmq.access.Verdict;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerneAclTest {
    private final List<String> warnings = new ArrayList<>();

    private VerneAcl read(String clientId, String userName, String publishAcl, String subscribeAcl) {
        try {
            return new AclReader(new SubscriberId("", clientId), userName, warnings::add)
                    .read("test", publishAcl.replace('\'', '"'), subscribeAcl.replace('\'', '"'));
        } catch (BadAclException e) {
            throw new AssertionError(e);
        }
    }

    private VerneAcl publishing(String acl) {
        return read("c1", "ann", acl, "[]");
    }

    private VerneAcl subscribing(String acl) {
        return read("c1", "ann", "[]", acl);
    }

    private static Answer publish(VerneAcl acl, String topic, Qos qos, boolean retain, int bytes) {
        return acl.decide(new Action.Publish(Topic.of(topic), qos, retain, bytes));
    }

    private static boolean may(VerneAcl acl, String topic) {
        return publish(acl, topic, Qos.AT_MOST_ONCE, false, 1).verdict() == Verdict.OK;
    }

    private static Answer subscribe(VerneAcl acl, String filter, Qos qos) {
        return acl.decide(new Action.Subscribe(TopicFilter.of(filter), qos));
    }

    private static boolean maySubscribe(VerneAcl acl, String filter) {
        return subscribe(acl, filter, Qos.AT_MOST_ONCE).verdict() == Verdict.OK;
    }

    private static PublishChange changeOf(Answer answer) {
        PublishChange change = answer.terms().publish();
        assertThat(change).isNotNull();
        return change;
    }

    @ParameterizedTest
    @CsvSource({
        "#, a/b, true",
        "#, a/+, true",
        "#, '#', true",
        "#, $SYS/#, false",
        "#, $SYS/a, false",
        "+, a, true",
        "+, '#', false",
        "+, +, true",
        "+/#, $SYS/a, false",
        "a/+, a/b, true",
        "a/+, a/#, false",
        "a/+, +/b, false",
        "a/+, a/b/c, false",
        "a/#, a, true",
        "a/#, a/+/c, true",
        "a/#, +/a, false",
        "$SYS/#, $SYS/a, true",
        "$SYS/#, a, false",
        "a/b, $share/g/a/b, true",
        "$share/g/a/#, $share/g/a/b, true",
        "$share/g/a/#, $share/h/a/b, false",
        "$share/+/a/#, $share/h/a/b, true",
        "$share/+/a/#, a/b, false",
        "#, $share/g/$SYS/x, false"
    })
    void a_filter_must_be_covered_by_a_pattern(String pattern, String filter, boolean allowed) {
        assertThat(maySubscribe(subscribing("[{'pattern': '%s'}]".formatted(pattern)), filter))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"d/%c, d/c1", "%u/x, ann/x", "%m/x, /x", "%c/%u/+, c1/ann/z", "a/%cx, a/%cx", "%u%c, %u%c"})
    void names_of_the_client_stand_for_whole_levels(String pattern, String topic) {
        assertThat(may(publishing("[{'pattern': '%s'}]".formatted(pattern)), topic))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "a/b", "a/#", "+/+", "", "$SYS", "%c", "%u"})
    void a_name_is_never_a_wildcard_nor_several_levels(String name) {
        VerneAcl acl = read(name, name, "[{'pattern': 'd/%c/x'}, {'pattern': '%u/#'}]", "[{'pattern': 'd/%c/#'}]");
        for (String topic : List.of("d/other/x", "d/a/b/x", "other/y", "a/b/c")) {
            assertThat(may(acl, topic)).as(topic).isEqualTo(false);
        }
        assertThat(may(acl, "$SYS/a")).isFalse();
        assertThat(maySubscribe(acl, "d/#")).isFalse();
    }

    @Test
    @Checklist(integrations = 25)
    void the_first_entry_that_allows_decides() {
        VerneAcl acl = publishing("[{'pattern': 'a/#', 'modifiers': {'topic': 'first'}},"
                + " {'pattern': '#', 'modifiers': {'topic': 'second'}}]");
        assertThat(changeOf(publish(acl, "a/b", Qos.AT_MOST_ONCE, false, 0)).topic())
                .isEqualTo(Topic.of("first"));
        assertThat(changeOf(publish(acl, "b", Qos.AT_MOST_ONCE, false, 0)).topic())
                .isEqualTo(Topic.of("second"));
    }

    @Test
    @Checklist(integrations = 24)
    void an_entry_whose_limits_are_passed_is_passed_over() {
        VerneAcl acl = publishing("[{'pattern': 'a', 'max_qos': 0, 'modifiers': {'topic': 'small'}},"
                + " {'pattern': 'a', 'max_payload_size': 10, 'allowed_retain': false, 'modifiers': {'topic': 'middle'}},"
                + " {'pattern': 'a', 'max_payload_size': 20}]");
        assertThat(changeOf(publish(acl, "a", Qos.AT_MOST_ONCE, false, 5)).topic())
                .isEqualTo(Topic.of("small"));
        assertThat(changeOf(publish(acl, "a", Qos.AT_LEAST_ONCE, false, 10)).topic())
                .isEqualTo(Topic.of("middle"));
        assertThat(publish(acl, "a", Qos.AT_LEAST_ONCE, true, 10).terms().publish())
                .isNull();
        assertThat(publish(acl, "a", Qos.AT_LEAST_ONCE, false, 11).terms().publish())
                .isNull();
        assertThat(publish(acl, "a", Qos.AT_LEAST_ONCE, false, 20).verdict()).isEqualTo(Verdict.OK);
        Answer large = publish(acl, "a", Qos.AT_LEAST_ONCE, false, 21);
        assertThat(large.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(large.rule()).contains("with 21 bytes");
    }

    @Test
    void an_answer_tells_for_which_payloads_it_holds() {
        VerneAcl acl =
                publishing("[{'pattern': 'a', 'max_payload_size': 10}, {'pattern': 'a', 'max_payload_size': 20}]");
        assertThat(publish(acl, "a", Qos.AT_MOST_ONCE, false, 3).terms().toBytes())
                .isEqualTo(10);
        Answer second = publish(acl, "a", Qos.AT_MOST_ONCE, false, 15);
        assertThat(List.of(second.terms().fromBytes(), second.terms().toBytes()))
                .containsExactly(11, 20);
        assertThat(publish(acl, "a", Qos.AT_MOST_ONCE, false, 99).terms().fromBytes())
                .isEqualTo(21);
        assertThat(publish(acl, "b", Qos.AT_MOST_ONCE, false, 99).terms().fromBytes())
                .isZero();
    }

    @Test
    void subscriptions_have_a_largest_qos() {
        VerneAcl acl = subscribing("[{'pattern': 'a', 'max_qos': 1}]");
        assertThat(subscribe(acl, "a", Qos.AT_LEAST_ONCE).verdict()).isEqualTo(Verdict.OK);
        assertThat(subscribe(acl, "a", Qos.EXACTLY_ONCE).verdict()).isEqualTo(Verdict.REJECT);
    }

    @Test
    void every_modifier_of_a_publish_is_read() {
        VerneAcl acl =
                publishing("[{'pattern': 'a', 'modifiers': {'topic': 't/x', 'payload': 'p', 'qos': 2, 'retain': true,"
                        + " 'mountpoint': 'm', 'properties': {'p_user_property': [{'k': 'v'}, {'k': 'w'}], 'p_content_type': 'text',"
                        + " 'p_message_expiry_interval': 5, 'p_payload_format_indicator': 'utf8', 'p_response_topic': 'r',"
                        + " 'p_correlation_data': 'cd'}}}]");
        PublishChange change = changeOf(publish(acl, "a", Qos.AT_MOST_ONCE, false, 0));
        assertThat(change.topic()).isEqualTo(Topic.of("t/x"));
        assertThat(change.payload()).isEqualTo("p".getBytes(StandardCharsets.UTF_8));
        assertThat(change.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(change.retain()).isTrue();
        assertThat(change.mountpoint()).isEqualTo("m");
        assertThat(change.properties().userProperties())
                .containsExactly(new UserProperty("k", "v"), new UserProperty("k", "w"));
        assertThat(change.properties().text(Property.CONTENT_TYPE)).isEqualTo("text");
        assertThat(change.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1))
                .isEqualTo(5);
        assertThat(change.properties().number(Property.PAYLOAD_FORMAT_INDICATOR, -1))
                .isEqualTo(1);
        assertThat(change.properties().text(Property.RESPONSE_TOPIC)).isEqualTo("r");
        assertThat(change.properties().binary(Property.CORRELATION_DATA))
                .isEqualTo("cd".getBytes(StandardCharsets.UTF_8));
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{'color': 'red'}",
                "{'topic': 'a/#'}",
                "{'topic': ''}",
                "{'topic': 1}",
                "{'qos': 3}",
                "{'qos': '1'}",
                "{'retain': 'yes'}",
                "{'payload': 7}",
                "{'properties': {'p_reason_string': 'x'}}",
                "{'properties': []}",
                "{'topic': '$SYS/x'}"
            })
    void an_entry_with_modifiers_that_can_not_be_applied_allows_nothing(String modifiers) {
        assertThat(may(publishing("[{'pattern': 'a', 'modifiers': %s}]".formatted(modifiers)), "a"))
                .isFalse();
        assertThat(warnings).isNotEmpty();
    }

    @Test
    void a_modifier_leads_to_a_system_topic_only_where_an_entry_names_it() {
        VerneAcl acl =
                publishing("[{'pattern': 'a', 'modifiers': {'topic': '$metrics/a'}}, {'pattern': '$metrics/#'}]");
        assertThat(changeOf(publish(acl, "a", Qos.AT_MOST_ONCE, false, 0)).topic())
                .isEqualTo(Topic.of("$metrics/a"));
        assertThat(may(publishing("[{'pattern': 'a', 'modifiers': {'topic': '$metrics/a'}}, {'pattern': '#'}]"), "a"))
                .isTrue();
    }

    @Test
    void a_subscription_becomes_what_the_modifiers_say_and_stands_when_it_is_judged_again() {
        VerneAcl acl = subscribing("[{'pattern': 'a', 'modifiers': [['b/%c', 1], ['c/#', 2], ['d', 128]]}]");
        Answer answer = subscribe(acl, "a", Qos.AT_MOST_ONCE);
        assertThat(answer.terms().instead())
                .containsExactly(
                        new Replacement(TopicFilter.of("b/%c"), Qos.AT_LEAST_ONCE),
                        new Replacement(TopicFilter.of("c/#"), Qos.EXACTLY_ONCE),
                        new Replacement(TopicFilter.of("d"), null));
        assertThat(subscribe(acl, "c/#", Qos.EXACTLY_ONCE).verdict()).isEqualTo(Verdict.OK);
        assertThat(subscribe(acl, "d", Qos.AT_MOST_ONCE).verdict()).isEqualTo(Verdict.REJECT);
        assertThat(acl.replaced(TopicFilter.of("a"))).hasSize(3);
        assertThat(acl.replaced(TopicFilter.of("z"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "['a', 1]", "[['a/#/b', 1]]", "[['a', 3]]", "[['a']]", "[[1, 1]]", "[['a', '1']]"})
    void an_entry_with_bad_modifiers_of_a_subscription_allows_nothing(String modifiers) {
        assertThat(maySubscribe(subscribing("[{'pattern': 'a', 'modifiers': %s}]".formatted(modifiers)), "a"))
                .isFalse();
        assertThat(warnings).isNotEmpty();
    }

    @Test
    @Checklist(integrations = 28)
    void unknown_fields_and_values_out_of_range_are_passed_over_with_a_warning() {
        VerneAcl acl = publishing("[{'pattern': 'a', 'colour': 'red', 'max_qos': 7, 'max_payload_size': -1}]");
        assertThat(publish(acl, "a", Qos.EXACTLY_ONCE, true, 1_000_000).verdict())
                .isEqualTo(Verdict.OK);
        assertThat(warnings)
                .anyMatch(warning -> warning.contains("unknown field 'colour'"))
                .anyMatch(warning -> warning.contains("max_qos"))
                .anyMatch(warning -> warning.contains("max_payload_size"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "1",
                "{'pattern': 1}",
                "{'pattern': ''}",
                "{'pattern': 'a/#/b'}",
                "{'pattern': '$share/g'}",
                "null"
            })
    void an_entry_without_a_good_pattern_allows_nothing_and_the_others_stand(String entry) {
        VerneAcl acl = publishing("[%s, {'pattern': 'b'}]".formatted(entry));
        assertThat(may(acl, "b")).isTrue();
        assertThat(acl.publish()).hasSize(1);
        assertThat(warnings).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "x", "[", "null", "\"a\"", "[1"})
    void what_is_no_array_is_refused_as_a_whole(String acl) {
        AclReader reader = new AclReader(new SubscriberId("", "c"), "u", warnings::add);
        assertThatThrownBy(() -> reader.read("test", acl, "[]")).isInstanceOf(BadAclException.class);
    }

    @Test
    void deep_json_is_refused() {
        AclReader reader = new AclReader(new SubscriberId("", "c"), "u", warnings::add);
        assertThatThrownBy(() -> reader.read("test", "[".repeat(1_000_000), "[]"))
                .isInstanceOf(BadAclException.class);
    }
}
